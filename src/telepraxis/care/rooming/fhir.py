"""The nurse's notes, should they come in from outside (R4, http://hl7.org/fhir/R4/composition.html)."""

from telepraxis.base.record.guarding import behind, guard

from .models import Intake


def guard_documents() -> None:
    """Let nobody change from outside what a nurse has handed on."""
    guard(
        "Composition",
        ours=behind(Intake, "note"),
        hint="A nurse wrote it in a visit here; a newer one is handed on from the same page.",
    )
