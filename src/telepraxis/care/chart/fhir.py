"""Composition documents that come in from outside (R4, http://hl7.org/fhir/R4/composition.html)."""

from collections.abc import Collection

from telepraxis.base.record.guarding import behind, guard
from telepraxis.base.record.models import Composition
from telepraxis.base.record.references import reference_in
from telepraxis.care.encounters.models import Visit

from .document import ADDENDUM, INSTRUCTIONS, PROGRESS_NOTE
from .models import Signature

WRITTEN_HERE = frozenset(coding["code"] for coding in (PROGRESS_NOTE, ADDENDUM, INSTRUCTIONS))


def guard_documents() -> None:
    """Let notes and summaries of visits here come from their pages alone; what was written elsewhere is kept."""
    guard(
        "Composition",
        ours=_signed_or_told,
        claims=_for_visits_here,
        hint="Notes of a visit here are written and signed on its page; say more in an addendum there.",
    )


def _signed_or_told(ids: Collection[str]) -> set[str]:
    told = Composition.objects.filter(
        logical_id__in=ids,
        kind=INSTRUCTIONS["code"],
        encounter__in=Visit.objects.filter(encounter__isnull=False).values("encounter"),
    )
    return behind(Signature, "composition")(ids) | set(told.values_list("logical_id", flat=True))


def _for_visits_here(docs: list[dict]) -> list[int]:
    """Return the positions of new notes and summaries that name a visit here as theirs."""
    named = {
        position: encounter.logical_id
        for position, doc in enumerate(docs)
        if (encounter := reference_in(doc.get("encounter"), "Encounter"))
        and any(coding.get("code") in WRITTEN_HERE for coding in doc.get("type", {}).get("coding", []))
    }
    here = behind(Visit, "encounter")(set(named.values())) if named else set()
    return [position for position, encounter in named.items() if encounter in here]
