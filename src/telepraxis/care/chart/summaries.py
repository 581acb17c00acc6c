"""What the patient reads about the visit, in plain words, written by the clinician."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit, notify, record
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.base.record.models import Composition
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.visits import VisitNotBegun, look_again

from .document import INSTRUCTIONS, Told, summary_document, told_in
from .events import SummaryWritten
from .models import NoteDraft
from .permissions import may_write_note


class NothingToTell(Exception):
    """The summary has no words."""


@dataclass(frozen=True)
class Summary:
    """A visit's summary as the patient reads it."""

    text: str
    author: str
    written_at: datetime
    language: str = ""
    second: str = ""
    second_language: str = ""
    uid: UUID | None = None  # of the Composition
    type: str = "Composition"

    def speaks(self, language: str) -> bool:
        """Tell whether one of its texts is in this language; a summary that names none is taken at its word."""
        wanted = language.partition("-")[0]
        spoken = {self.language.partition("-")[0], self.second_language.partition("-")[0] if self.second else ""}
        return not wanted or not self.language or wanted in spoken


@transaction.atomic
def write_summary(
    *, visit: Visit, text: str, language: str = "", second: str = "", by: Actor, now: datetime
) -> Summary:
    """Write the summary for the patient, or a newer version of it, and send them a bare link.

    `language` is that of the text; `second` says the same in the patient's language, written by a person: nothing here
    translates.

    :raises NothingToTell: the text is empty.
    :raises VisitNotBegun: patient and clinician have not met.
    """
    visit = Visit.objects.locked(visit)
    may_write_note.require(by, visit)
    if not text.strip():
        raise NothingToTell(visit.pk)
    if not visit.has_begun:
        raise VisitNotBegun(visit)
    before = _composition_of(visit)
    told = Told(text.strip(), language, second.strip(), visit.patient.language if second.strip() else "")
    if before is not None and _same(told_in(before), told):
        return _as_summary(before)
    document = summary_document(visit, told, visit.practitioner, now, before)
    written = record.write("Composition", document, by=by, now=now)
    audit.wrote(by, "summary.written", patient=visit.patient_id, entity=("Composition", written.logical_id))
    tell(SummaryWritten(visit=visit.id, patient=visit.patient_id, composition=written.uid, at=now))
    _send_link(visit, written)
    look_again(visit)
    return _as_summary(written)


def _same(before: Told, told: Told) -> bool:
    return (before.text, before.second, before.language or told.language) == (told.text, told.second, told.language)


def _send_link(visit: Visit, written: Composition) -> None:
    """Mail where to read it, without a clinical word; a patient without an address is told by staff."""
    if visit.patient.email:
        notify.email(
            to=visit.patient.email,
            template="chart/mail/summary",
            context={
                "path": f"/visits/{visit.id}/summary/",
                "clinician": visit.practitioner.name_text,
                "at": visit.admitted_at,
            },
            language=visit.patient.language,
            patient=visit.patient_id,
            by_key=f"summary:{written.uid}",
        )


def summary_for(visit: Visit) -> Summary | None:
    """Return what the patient reads about this visit, if anything was written."""
    composition = _composition_of(visit)
    return _as_summary(composition) if composition else None


def suggested_summary(draft: NoteDraft | None) -> str:
    """Return the plan as a start for the summary; the clinician puts it into plain words."""
    return draft.plan.strip() if draft else ""


def _composition_of(visit: Visit) -> Composition | None:
    if visit.encounter_id is None:
        return None
    return (
        Composition.objects.filter(encounter_id=visit.encounter_id, kind=INSTRUCTIONS["code"])
        .select_related("author")
        .order_by("-date", "-uid")
        .first()
    )


def _as_summary(composition: Composition) -> Summary:
    told = told_in(composition)
    return Summary(
        text=told.text,
        language=told.language,
        second=told.second,
        second_language=told.second_language,
        author=composition.author.name_text if composition.author else "",
        written_at=composition.date,
        uid=composition.uid,
    )
