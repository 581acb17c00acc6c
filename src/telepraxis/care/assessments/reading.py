"""What is asked and what was answered: of a patient, and what waits for a clinician's eyes."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from telepraxis.base import record
from telepraxis.commons.questionnaires import library
from telepraxis.commons.questionnaires.form import Band, Form
from telepraxis.commons.questionnaires.response import Said, sayings
from telepraxis.commons.questionnaires.scoring import band_of
from telepraxis.commons.questionnaires.showing import plain_number
from telepraxis.registry.patients.identity import records_of

from .models import Answered, Asked

LONGEST = 200
LISTED = 100


@dataclass(frozen=True)
class OpenForm:
    """A form that waits for answers."""

    asked: Asked
    form: Form

    def is_late(self, today: date) -> bool:
        """Tell whether its day has passed."""
        return self.asked.due_on is not None and self.asked.due_on < today


@dataclass(frozen=True)
class Response:
    """Answers that came in, with what they add up to."""

    answered: Answered
    doc: dict = field(repr=False)
    form: Form | None

    def title(self, language: str = "") -> str:
        """Return what the form is called."""
        return self.form.title(language) if self.form else self.doc.get("questionnaire", "–")

    @property
    def at(self) -> datetime:
        return self.answered.response.at or self.answered.received_at

    @property
    def who(self) -> str:
        return (self.doc.get("source") or self.doc.get("author") or {}).get("display", "")

    @property
    def is_by_proxy(self) -> bool:
        return (self.doc.get("source") or {}).get("type") == "RelatedPerson"

    @property
    def written_by(self) -> str:
        """Who wrote it down for the patient, "" where they did it themselves."""
        author, source = self.doc.get("author") or {}, self.doc.get("source") or {}
        return author.get("display", "") if author.get("display") != source.get("display") else ""

    @property
    def counts(self) -> bool:
        return self.answered.score is not None and self.answered.score.status != "entered-in-error"

    @property
    def score(self) -> str:
        return plain_number(self.answered.score.value) if self.counts else ""

    @property
    def number(self) -> float | None:
        return float(self.answered.score.value) if self.counts else None

    @cached_property
    def band(self) -> Band | None:
        """What the score means."""
        return band_of(self.form, self.answered.score.value) if self.counts and self.form else None

    @property
    def highest(self) -> str:
        return plain_number(self.form.score.highest) if self.form and self.form.score else ""

    @property
    def remark(self) -> str:
        """What the score's document says beside it: that its sender had another one."""
        notes = record.content_of(self.answered.score).get("note") if self.counts else None
        return (notes or [{}])[0].get("text", "")

    def sayings(self, language: str = "") -> list[Said]:
        """Return the questions with their answers."""
        return sayings(self.doc, self.form, language)


def open_for(patient: UUID) -> list[OpenForm]:
    """Return what is asked of a patient and not answered yet, the most urgent first. One query."""
    rows = Asked.objects.filter(patient_id__in=records_of(patient), status=Asked.Status.OPEN).select_related("form")
    found = [OpenForm(row, library.read(row.form)) for row in rows]
    return sorted(found, key=lambda each: (each.asked.due_on or date.max, each.asked.asked_at))


def answers_of(patient: UUID) -> list[Response]:
    """Return what a patient has answered, the newest first. Two queries."""
    rows = Answered.objects.filter(patient_id__in=records_of(patient))
    return _with_forms(rows.select_related("response", "score").order_by("-received_at", "-id")[:LONGEST])


def waiting(owner: UUID | None = None) -> list[Response]:
    """Return the answers that nobody has seen, the worrying first, then the oldest. Two queries.

    With an owner theirs and nobody's; without one everybody's.
    """
    rows = _unseen(owner).select_related("response", "score", "patient", "owner")
    rows = rows.defer("patient__doc", "owner__doc")
    return _with_forms(rows.order_by("-worrying", "received_at", "id")[:LISTED])


def how_many_wait(owner: UUID | None = None) -> tuple[int, int]:
    """Return how many answers nobody has seen, and how many of them worry. One query."""
    worrying = list(_unseen(owner).values_list("worrying", flat=True)[:1000])
    return len(worrying), sum(worrying)


def _unseen(owner: UUID | None):
    rows = Answered.objects.filter(seen_at=None, waits=True, response__deleted_at=None)
    return rows.filter(owner_id=owner) | rows.filter(owner=None) if owner else rows


def response_of(answered: Answered) -> Response:
    """Return answers with their form. One query."""
    return _with_forms([answered])[0]


def of_document(uid: UUID) -> Response | None:
    """Return the answers that a document holds, None where they are of no form that is known. Two queries."""
    row = Answered.objects.filter(response_id=uid).select_related("response", "score").first()
    return response_of(row) if row else None


def _with_forms(rows: Iterable[Answered]) -> list[Response]:
    found = [(row, record.content_of(row.response)) for row in rows if row.response.doc]
    forms = library.forms_named({doc.get("questionnaire", "") for _, doc in found})
    return [Response(row, doc, forms.get(doc.get("questionnaire", ""))) for row, doc in found]


@dataclass(frozen=True)
class Course:
    """One form through time, the newest first."""

    newest: Response
    responses: list[Response]

    @property
    def numbers(self) -> list[float]:
        """The scores, the oldest first, at most twelve."""
        return [each.number for each in self.responses[:12] if each.number is not None][::-1]


def courses(responses: list[Response]) -> list[Course]:
    """Return the answers form by form, those answered last first."""
    grouped: dict[str, list[Response]] = {}
    for each in responses:
        grouped.setdefault(each.form.url if each.form else each.doc.get("questionnaire", ""), []).append(each)
    return [Course(group[0], group) for group in grouped.values()]
