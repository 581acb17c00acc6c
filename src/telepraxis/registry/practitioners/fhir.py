"""Practitioner documents that come in from outside (R4, http://hl7.org/fhir/R4/practitioner.html)."""

from telepraxis.base.record.guarding import behind, guard

from .models import PractitionerProfile


def guard_documents() -> None:
    """Let nobody change colleagues from outside: booking and licences hang on them. Others' practitioners are kept."""
    guard(
        "Practitioner",
        ours=behind(PractitionerProfile, "practitioner"),
        hint="This is a colleague of the practice: a manager corrects them under Practice, People.",
    )
