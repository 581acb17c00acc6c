"""Letters, should they come in from outside (R4, http://hl7.org/fhir/R4/documentreference.html)."""

from telepraxis.base.record.guarding import behind, guard

from .models import Letter


def guard_documents() -> None:
    """Let nobody change a signed letter from outside."""
    guard(
        "DocumentReference",
        ours=behind(Letter, "document"),
        hint="It is a letter signed here: who signed it revokes it on its page.",
    )
