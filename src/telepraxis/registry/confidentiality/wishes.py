"""A patient asks that something stay private; the privacy officer answers."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.record.labels import NONE, Label

from .labelling import Entry, NoSuchEntry, entry_of, restrict
from .models import Wish
from .permissions import may_watch, may_wish

LONGEST = 500


class NothingSaid(ValueError):
    """Neither an entry nor a word says what is to stay private."""

    def __init__(self):
        super().__init__(_("Say what should stay private."))


class AlreadyAsked(Exception):
    """The same was asked before, and waits for an answer."""

    def __init__(self):
        super().__init__(_("You have asked this already. Your practice will answer."))


class AlreadyAnswered(Exception):
    """Somebody has answered it."""

    def __init__(self):
        super().__init__(_("Somebody has answered this already."))


class AnswerMissing(ValueError):
    """The patient reads the answer: it says something."""

    def __init__(self):
        super().__init__(_("Write what the patient should read."))


@transaction.atomic
def ask(*, patient: UUID, entry: Entry | None = None, words: str = "", by: Actor, now: datetime) -> Wish:
    """File the wish into the privacy officer's inbox and return it.

    :raises NothingSaid: no entry is named, and no word says what.
    :raises AlreadyAsked: the same entry waits for an answer already.
    """
    may_wish.require(by, patient)
    words = words.replace("\x00", "").strip()[:LONGEST]
    if entry is None and not words:
        raise NothingSaid
    wish = Wish(
        organization_id=by.organization_id,
        patient_id=patient,
        type=entry.type if entry else "",
        document=entry.uid if entry else None,
        words=words,
        asked_at=now,
        asked_by=by.account_id,
        asked_by_name=by.name,
    )
    try:
        with transaction.atomic():
            wish.save(force_insert=True)
    except IntegrityError as twice:
        raise AlreadyAsked from twice
    audit.wrote(by, "confidentiality.wished", patient=patient, entity=("Wish", wish.id))
    return wish


@transaction.atomic
def answer(*, wish: UUID, granted: bool, labels: Label = NONE, words: str, by: Actor, now: datetime) -> Wish:
    """Answer a patient's wish; granted, the entry it names gets these labels besides those it has.

    An entry that is closed already stays as it is.

    :raises AlreadyAnswered: somebody has.
    :raises AnswerMissing: the patient would read nothing.
    """
    may_watch.require(by)
    found = Wish.objects.select_for_update().get(id=wish)
    if found.answered_at is not None:
        raise AlreadyAnswered
    if not words.strip():
        raise AnswerMissing
    if granted and labels and found.document:
        _restrict(found, labels, by, now)
    found.granted, found.answer = granted, words.strip()[:LONGEST]
    found.answered_at, found.answered_by_name = now, by.name
    found.save(update_fields=["granted", "answer", "answered_at", "answered_by_name"])
    audit.wrote(by, "confidentiality.answered", patient=found.patient_id, entity=("Wish", found.id))
    return found


def _restrict(wish: Wish, labels: Label, by: Actor, now: datetime) -> None:
    try:
        entry = entry_of(wish.patient_id, wish.type, wish.document)
    except NoSuchEntry:
        return  # closed to the officer too, so it is restricted already; or it is gone
    restrict(entry=entry, labels=entry.labels | labels, by=by, now=now)
