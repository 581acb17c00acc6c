"""Ask about an entry of one's record, and answer in plain words."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.events import tell

from .adding import SaySomething
from .entries import author_of, entry_of
from .events import QuestionAnswered, QuestionAsked
from .models import Question, Text
from .permissions import may_answer, may_contribute

LONGEST = 4000
MOST_TEXTS = 60


class AnsweredMeanwhile(Exception):
    """Somebody wrote in this question since it was read; `last` is what they wrote. Nothing was kept."""

    def __init__(self, last: Text):
        super().__init__(f"{last.number} texts")
        self.last = last


class NothingAsked(Exception):
    """The question is answered: there is nothing to answer."""


@transaction.atomic
def ask(*, patient: UUID, type: str, entry: UUID, text: str, by: Actor, now: datetime) -> Question:
    """Ask about an entry; its author answers if they work here, else whoever comes first.

    :raises SaySomething: there are no words.
    :raises NoSuchEntry: the entry is not in this record.
    """
    may_contribute.require(by, patient)
    words = _words(text)
    about = entry_of(type, entry, patient=patient)
    owner = author_of(about.doc)
    question = Question.objects.create(
        organization_id=by.organization_id, patient_id=about.patient, type=type, document=entry, owner=owner,
        asked_at=now, asked_by=by.account_id, asked_by_name=by.name, opened_at=now,
    )  # fmt: skip
    _write(question, 1, words, by, now)
    audit.wrote(by, "contributions.asked", patient=about.patient, entity=("Question", question.id))
    tell(QuestionAsked(question=question.id, patient=about.patient, at=now))
    return question


@transaction.atomic
def ask_further(*, question: UUID, text: str, by: Actor, now: datetime) -> Question:
    """Add to a question; one that was answered is open again, from now on.

    :raises SaySomething: there are no words, or very many were written already.
    """
    row = Question.objects.select_for_update().get(id=question)
    may_contribute.require(by, row.patient_id)
    words = _words(text)
    if row.texts >= MOST_TEXTS:
        raise SaySomething(_("This has become very long. Ask anew, or book a visit."), "text")
    row.texts += 1
    if row.answered_at is not None:
        row.opened_at, row.answered_at = now, None
    row.save(update_fields=["texts", "opened_at", "answered_at"])
    _write(row, row.texts, words, by, now)
    audit.wrote(by, "contributions.asked", patient=row.patient_id, entity=("Question", row.id))
    tell(QuestionAsked(question=row.id, patient=row.patient_id, at=now))
    return row


@transaction.atomic
def answer(*, question: UUID, text: str, read: int, by: Actor, now: datetime) -> Question:
    """Answer in plain words, which closes the question; `read` is how many of its texts the clinician has seen.

    :raises AnsweredMeanwhile: a colleague answered, or the patient added something, since.
    :raises NothingAsked: it is answered.
    :raises SaySomething: there are no words.
    """
    row = Question.objects.select_for_update().get(id=question)
    may_answer.require(by, row.patient_id)
    if row.texts != read:
        raise AnsweredMeanwhile(row.written.order_by("-number").first())
    if row.answered_at is not None:
        raise NothingAsked(question)
    words = _words(text)
    row.texts, row.answered_at, row.read_at = row.texts + 1, now, None
    row.save(update_fields=["texts", "answered_at", "read_at"])
    _write(row, row.texts, words, by, now)
    audit.wrote(by, "contributions.answered", patient=row.patient_id, entity=("Question", row.id))
    tell(QuestionAnswered(question=row.id, patient=row.patient_id, texts=row.texts, at=now))
    return row


def _words(text: str) -> str:
    words = text.strip()
    if not words:
        raise SaySomething(_("Write a few words first."), "text")
    if len(words) > LONGEST:
        raise SaySomething(_("This is longer than 4,000 characters. Say the most important."), "text")
    return words


def _write(question: Question, number: int, words: str, by: Actor, now: datetime) -> None:
    Text.objects.create(
        organization_id=question.organization_id, question=question, number=number, text=words, at=now,
        by=by.account_id, by_name=by.name, by_practice=by.is_staff,
    )  # fmt: skip
