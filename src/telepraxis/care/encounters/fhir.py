"""Encounter documents that come in from outside (R4, http://hl7.org/fhir/R4/encounter.html)."""

from telepraxis.base.record.guarding import behind, guard

from .models import Visit


def guard_documents() -> None:
    """Let nobody change from outside what happened in a visit here; encounters elsewhere are kept."""
    guard(
        "Encounter",
        ours=behind(Visit, "encounter"),
        hint="It is a visit here: what happened in it is written by the visit, its times are corrected on its page.",
    )
