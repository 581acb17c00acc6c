"""A draft and its lines: open, write, take out, weigh, check, put aside. Two windows never overwrite one another."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

import orjson
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from telepraxis.base import audit
from telepraxis.base.access import Actor, NotAllowed
from telepraxis.base.record.models import Patient
from telepraxis.care.encounters.models import Visit
from telepraxis.commons.decision_support import facts, prescribing
from telepraxis.commons.decision_support.cards import Answer, Check, Unknown
from telepraxis.registry.patients.identity import uids_of

from . import concerns, gathering, lines
from .lines import Line
from .models import Basket, BasketLine, Sentence, SentenceUse
from .ordering import counting, weight
from .permissions import may_prescribe
from .refusals import ChangedMeanwhile, NotSo
from .shapes import plain

MOST_LINES = 30


@dataclass(frozen=True)
class Checked:
    """What decision support says of a basket, and the digest of all that it looked at."""

    answer: Answer
    digest: str
    facts: facts.Basket


@transaction.atomic
def open_basket(*, patient: UUID, visit: UUID | None = None, language: str = "", by: Actor, now: datetime) -> Basket:
    """Return the actor's open draft for this patient (in this visit), or begin one.

    :raises Visit.DoesNotExist: the visit is another patient's.
    """
    may_prescribe.require(by, patient)
    subject = Patient.objects.select_for_update(no_key=True).get(uid=patient)  # two windows open one draft
    if visit is not None:
        Visit.objects.get(pk=visit, patient_id__in=uids_of(patient))
    theirs = Basket.objects.filter(patient=subject, author_id=by.practitioner_id, visit_id=visit)
    if (found := theirs.filter(signed_at=None, put_aside_at=None).first()) is not None:
        return found
    basket = Basket.objects.create(
        organization_id=by.organization_id,
        patient=subject,
        author_id=by.practitioner_id,
        visit_id=visit,
        language=language or subject.language or "en",
        started_at=now,
        changed_at=now,
    )
    _audit(by, "begun", basket)
    return basket


@transaction.atomic
def put_line(
    *, basket: UUID, version: int, line: Line, row: UUID | None = None, by: Actor, now: datetime
) -> BasketLine:
    """Write a line into the draft, a new one or over `row`, and return it; its `basket` has the new version.

    :raises ChangedMeanwhile: the draft is no longer at that version, was signed, or the line is gone.
    :raises NotSo: no reason was given why nothing else may be handed out, or there are too many lines.
    """
    draft = locked(basket, version, by)
    if not line.substitution and not line.substitution_why.strip():
        raise NotSo(_("Say why no other product may be handed out."))
    if row is None:
        written = _added(draft, line)
    else:
        written = _line(draft, row)
        for name, value in lines.columns(line).items():
            setattr(written, name, value)
        written.save()
    _changed(draft, by, now)
    return written


@transaction.atomic
def take_line_out(*, basket: UUID, version: int, row: UUID, by: Actor, now: datetime) -> Basket:
    """Remove a line from the draft. :raises ChangedMeanwhile: as in `put_line`."""
    draft = locked(basket, version, by)
    _line(draft, row).delete()
    return _changed(draft, by, now)


@transaction.atomic
def settle_weight(*, basket: UUID, version: int, row: UUID, weight_kg: Decimal, by: Actor, now: datetime) -> BasketLine:
    """Work out a dose by weight and count the quantity anew. :raises ChangedMeanwhile: as in `put_line`."""
    draft = locked(basket, version, by)
    written = _line(draft, row)
    line = lines.read(written)
    if line.medicine is None or line.dosage is None:
        raise NotSo(_("Choose the medicine and say how it is taken."))
    dosage = weight.settle(line.dosage, line.medicine, weight_kg)
    supply = counting.supply(line.medicine, dosage, repeats=line.supply.repeats if line.supply else 0)
    for name, value in lines.columns(replace(line, dosage=dosage, supply=supply)).items():
        setattr(written, name, value)
    written.save()
    _changed(draft, by, now)
    return written


@transaction.atomic
def mark_ready(*, basket: UUID, version: int, row: UUID, is_ready: bool, by: Actor, now: datetime) -> BasketLine:
    """Confirm one controlled substance on its own (21 CFR 1311.120), or take that back.

    :raises ChangedMeanwhile: as in `put_line`.
    """
    draft = locked(basket, version, by)
    written = _line(draft, row)
    written.is_ready = is_ready
    written.save(update_fields=["is_ready"])
    _changed(draft, by, now)
    return written


@transaction.atomic
def set_language(*, basket: UUID, version: int, language: str, by: Actor, now: datetime) -> Basket:
    """Say in which language the patient reads. :raises ChangedMeanwhile: as in `put_line`."""
    draft = locked(basket, version, by)
    draft.language = language[:16]
    draft.save(update_fields=["language"])
    return _changed(draft, by, now)


@transaction.atomic
def use_sentence(*, basket: UUID, version: int, sentence: UUID, by: Actor, now: datetime) -> Basket:
    """Write what a sentence or protocol keeps into the draft, and count that it was used.

    :raises ChangedMeanwhile: as in `put_line`. :raises Sentence.DoesNotExist: it is a colleague's, or was dropped.
    """
    draft = locked(basket, version, by)
    kept = Sentence.objects.get(pk=sentence, dropped_at=None)
    if kept.owner_id not in (None, by.practitioner_id):
        raise Sentence.DoesNotExist(sentence)
    for said in kept.lines:
        _added(draft, lines.of_kept(said))
    use, is_new = SentenceUse.objects.get_or_create(
        organization_id=by.organization_id,
        sentence=kept,
        practitioner_id=by.practitioner_id,
        defaults={"times": 1, "last_at": now},
    )
    if not is_new:
        SentenceUse.objects.filter(pk=use.pk).update(times=F("times") + 1, last_at=now)
    return _changed(draft, by, now)


@transaction.atomic
def check(*, basket: UUID, by: Actor, now: datetime) -> Checked:
    """Ask decision support about the draft as it stands, and keep its answer and which concerns were shown.

    :raises ChangedMeanwhile: it was signed or put aside.
    """
    return checked(locked(basket, None, by), by, now)


def checked(draft: Basket, by: Actor, now: datetime) -> Checked:
    """Check a draft that the caller has locked."""
    found = looked_at(draft, now)
    if found.digest != draft.facts_digest or plain(found.answer) != draft.answer:
        draft.facts, draft.facts_digest = plain(found.facts), found.digest
        draft.answer, draft.checked_at = plain(found.answer), now
        draft.save(update_fields=["facts", "facts_digest", "answer", "checked_at"])
        concerns.note(draft, found.answer, now)
        audit.wrote(by, "medications.checked", patient=draft.patient_id, entity=("Basket", draft.id))
    return found


def looked_at(draft: Basket, now: datetime) -> Checked:
    """Return what decision support says of the draft with what the record says now; nothing is written."""
    rows = draft.lines.order_by("position")
    gathered = gathering.basket_of(draft.patient_id, {row.key: lines.read(row) for row in rows}, now)
    answer = prescribing.check(gathered.facts)
    if gathered.something_is_closed:
        about = tuple(each.key for each in gathered.facts.proposed)
        closed = Unknown(
            Check.INTERACTION,
            about,
            str(_("Restricted information in this chart was not looked at: it is closed to you.")),
        )
        answer = replace(answer, unknown=(*answer.unknown, closed))
    return Checked(answer, digest_of(plain(gathered.facts)), gathered.facts)


def digest_of(said: object) -> str:
    """Return the SHA-256 of something, however its keys are ordered."""
    return hashlib.sha256(written(said)).hexdigest()


def written(said: object) -> bytes:
    """Return something as JSON with its keys in order."""
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS)


@transaction.atomic
def put_aside(*, basket: UUID, by: Actor, now: datetime) -> Basket:
    """End a draft that is not signed; what stood in it is gone. :raises ChangedMeanwhile: it was signed."""
    draft = locked(basket, None, by)
    draft.lines.all().delete()
    draft.put_aside_at, draft.facts, draft.answer = now, {}, {}
    draft.save(update_fields=["put_aside_at", "facts", "answer"])
    _audit(by, "put_aside", draft)
    return draft


def locked(basket: UUID, version: int | None, by: Actor) -> Basket:
    """Return the actor's own open draft, locked, if it is at that version.

    :raises NotAllowed: it is a colleague's. :raises ChangedMeanwhile: it has ended, or is at another version.
    """
    draft = Basket.objects.select_for_update().get(pk=basket)
    may_prescribe.require(by, draft.patient_id)
    if draft.author_id != by.practitioner_id:
        raise NotAllowed(may_prescribe, draft.patient_id)
    if not draft.is_open or version not in (None, draft.version):
        raise ChangedMeanwhile
    return draft


def add_lines(draft: Basket, wanted: Iterable[Line], by: Actor, now: datetime) -> Basket:
    """Write lines into a draft that the caller has locked."""
    for line in wanted:
        _added(draft, line)
    return _changed(draft, by, now)


def _added(draft: Basket, line: Line) -> BasketLine:
    last = draft.lines.aggregate(last=Max("position"))["last"] or 0
    if last >= MOST_LINES:
        raise NotSo(_("No more lines fit on one prescription. Sign this one first."))
    return BasketLine.objects.create(
        organization_id=draft.organization_id,
        basket=draft,
        patient_id=draft.patient_id,
        position=last + 1,
        **lines.columns(line),
    )


def _line(draft: Basket, row: UUID) -> BasketLine:
    """:raises ChangedMeanwhile: the line is gone."""
    found = draft.lines.filter(pk=row).first()
    if found is None:
        raise ChangedMeanwhile
    found.basket = draft
    return found


def _changed(draft: Basket, by: Actor, now: datetime) -> Basket:
    """Count a change; what stood on a signing screen stands there no more."""
    draft.version, draft.changed_at, draft.shown_digest, draft.shown_at = draft.version + 1, now, "", None
    draft.save(update_fields=["version", "changed_at", "shown_digest", "shown_at"])
    _audit(by, "drafted", draft)
    return draft


def _audit(by: Actor, act: str, draft: Basket) -> None:
    audit.wrote(by, f"medications.{act}", patient=draft.patient_id, entity=("Basket", draft.id))
