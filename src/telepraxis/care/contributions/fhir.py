"""What comes in from outside of the type that this room writes (R4, Communication)."""

from telepraxis.base.record.guarding import behind, guard

from .models import Correction
from .statement import TYPE


def guard_documents() -> None:
    """Let nobody change from outside what a patient has stated."""
    guard(TYPE, ours=behind(Correction, "statement"), hint="A statement of disagreement stands as it was written.")
