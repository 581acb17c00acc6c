"""What the patient sees of what they added and asked. A constant number of queries, however much there is."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.timezone import localdate

from telepraxis.base import record
from telepraxis.base.record.authors import is_by_patient
from telepraxis.base.record.models import DocumentReference, Observation
from telepraxis.care.measurements.document import values_of
from telepraxis.care.measurements.kinds import BY_CODE
from telepraxis.commons.documents.document import KINDS as FILES
from telepraxis.commons.documents.document import small_of
from telepraxis.registry.patients.identity import uids_of

from .danger import Danger, danger_of
from .document import SYMPTOM
from .entries import Entry, entries_of
from .models import Arrival, Correction, Question, Text

LOOKED_AT, SHOWN, ASKED = 200, 30, 40
ALARM_STANDS = timedelta(hours=24)


@dataclass(frozen=True)
class Added:
    """One entry of the patient's own, with whether somebody has looked at it."""

    entry: Entry
    at: datetime
    icon: str
    has_small: bool = False
    arrival: Arrival | None = None
    danger: Danger | None = None

    @property
    def stands_as_alarm(self) -> bool:
        return self.danger is not None and not self.entry.in_error and self.arrival is not None


@dataclass(frozen=True)
class Thread:
    """A question with its texts, oldest first."""

    question: Question
    entry: Entry
    texts: list[Text]

    @property
    def is_new(self) -> bool:
        """Whether the practice answered, and the patient's side has not read it."""
        return self.question.answered_at is not None and self.question.read_at is None


@dataclass(frozen=True)
class Request:
    """A request to correct an entry."""

    correction: Correction
    entry: Entry
    today: object = None

    @property
    def is_new(self) -> bool:
        return bool(self.correction.decision) and self.correction.read_at is None

    @property
    def is_overdue(self) -> bool:
        return not self.correction.decision and self.correction.due_on < self.today


@dataclass(frozen=True)
class Own:
    """What one patient added and asked, the newest first."""

    added: list[Added] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def alarms(self, now: datetime) -> list[Added]:
        """What was dangerous within the last day: it stands on top until it is taken back or a day has passed."""
        return [each for each in self.added if each.stands_as_alarm and each.arrival.arrived_at >= now - ALARM_STANDS]

    @property
    def news(self) -> int:
        return sum(each.is_new for each in [*self.threads, *self.requests])


def own_of(patient: UUID, born, now: datetime) -> Own:
    """Return what the patient's side added and asked. Seven queries at most."""
    threads, requests = asked_of(patient, now)
    return Own(_added(patient, born), threads, requests)


def asked_of(patient: UUID, now: datetime, *, document: UUID | None = None) -> tuple[list[Thread], list[Request]]:
    """Return the questions and requests of a patient, or those about one entry. Four queries at most."""
    about = {"patient_id__in": uids_of(patient)} | ({"document": document} if document else {})
    questions = list(
        Question.objects.filter(**about).select_related("owner").defer("owner__doc").order_by("-opened_at")[:ASKED]
    )
    corrections = list(
        Correction.objects.filter(**about).select_related("owner").defer("owner__doc").order_by("-asked_at")[:ASKED]
    )
    entries = entries_of({each.document for each in [*questions, *corrections]})
    written = texts_of(questions)
    today = localdate(now)
    return (
        [Thread(each, entries[each.document], written[each.id]) for each in questions if each.document in entries],
        [Request(each, entries[each.document], today) for each in corrections if each.document in entries],
    )


def texts_of(questions: Iterable[Question]) -> dict[UUID, list[Text]]:
    """Return {question: its texts, oldest first}. One query."""
    found: dict[UUID, list[Text]] = defaultdict(list)
    if ids := [each.id for each in questions]:
        for text in Text.objects.filter(question_id__in=ids).order_by("number"):
            found[text.question_id].append(text)
    return found


def _added(patient: UUID, born) -> list[Added]:
    theirs = uids_of(patient)
    codes = [*BY_CODE, SYMPTOM["code"]]
    measured = Observation.objects.filter(patient_id__in=theirs, code__in=codes, effective_at__isnull=False)
    sent = DocumentReference.objects.filter(patient_id__in=theirs, kind__in=FILES, date__isnull=False)
    found = [
        *((row, "Observation", row.effective_at) for row in measured.order_by("-effective_at", "-uid")[:LOOKED_AT]),
        *((row, "DocumentReference", row.date) for row in sent.order_by("-date", "-uid")[:LOOKED_AT]),
    ]
    own = [(row, type, at, doc) for row, type, at in found if is_by_patient(doc := record.content_of(row))]
    own = sorted(own, key=lambda each: (each[2], each[0].uid), reverse=True)[:SHOWN]
    arrivals = {each.document: each for each in Arrival.objects.filter(document__in=[row.uid for row, *_ in own])}
    return [_one(row, type, at, doc, arrivals.get(row.uid), born) for row, type, at, doc in own]


def _one(row, type: str, at: datetime, doc: dict, arrival: Arrival | None, born) -> Added:
    entry = Entry(type, row.uid, row.patient_id, row.logical_id, row.version, doc)
    if type == "DocumentReference":
        return Added(entry, at, "image", small_of(doc) is not None and not entry.in_error, arrival)
    values = values_of(doc, entry.measure) if entry.measure else ()
    danger = danger_of(entry.measure, values, born, localdate(at)) if values else None
    return Added(entry, at, "heart" if entry.measure else "pulse", False, arrival, danger)
