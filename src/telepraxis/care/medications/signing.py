"""Sign: what stands on the screen becomes documents, a number, a token and a paper, in one act, or nothing does."""

import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit, files, record
from telepraxis.base.access import Actor, NotAllowed
from telepraxis.base.events import tell
from telepraxis.base.record.models import Patient, Practitioner
from telepraxis.base.uuid7 import uuid7
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.visits import look_again
from telepraxis.commons.decision_support.cards import Card
from telepraxis.registry.formulary.using import prescribed
from telepraxis.registry.signatures import tokens

from . import baskets, controlled, document, networks, rhythm, screen, standing
from .answering import settle_requests
from .concerns import about_words, card_key
from .events import PrescriptionSigned
from .models import Basket, Concern, PrescribedLine, Prescription
from .payload import payload_of
from .permissions import may_prescribe
from .refusals import ChangedMeanwhile, NothingToSign, OverrideNeeded, SecondFactorNeeded
from .screen import OnScreen
from .shapes import shaped
from .tasks import make_paper

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that is mistaken for another by ear or eye: no I, L, O, U
NUMBER_LENGTH = 12
FRESH = timedelta(minutes=10)
FRESH_FOR_CONTROLLED = timedelta(minutes=2)
TOKEN = "prescription"

__all__ = ["card_key", "show", "sign"]


@transaction.atomic
def show(*, basket: UUID, by: Actor, now: datetime) -> OnScreen:
    """Return all that is to be signed, checked anew, and remember that it was shown.

    :raises ChangedMeanwhile: it was signed or put aside.
    """
    draft = baskets.locked(basket, None, by)
    shown = screen.of(draft, baskets.checked(draft, by, now), now)
    draft.shown_digest, draft.shown_at = shown.digest, now
    draft.save(update_fields=["shown_digest", "shown_at"])
    audit.wrote(by, "medications.shown", patient=draft.patient_id, entity=("Basket", draft.id))
    return shown


@transaction.atomic
def sign(
    *,
    basket: UUID,
    confirmed_digest: str,
    overrides: Mapping[str, str],
    by: Actor,
    now: datetime,
    proven_at: datetime | None,
    factors: frozenset[str] = frozenset(),
) -> Prescription:
    """Sign what was shown and return the prescription; said twice it signs once.

    `confirmed_digest` names what stood on the screen, `overrides` the reasons by `card_key`, `proven_at` when the
    prescriber proved who they are after that, `factors` by what ("password", "totp", "webauthn").

    :raises ChangedMeanwhile: it is other than what was shown, or what is known of the patient is; `what` names it.
    :raises CannotSign: by its own name, see refusals.py. Nothing was signed.
    """
    draft = Basket.objects.select_for_update().get(pk=basket)
    may_prescribe.require(by, draft.patient_id)
    if draft.author_id != by.practitioner_id:
        raise NotAllowed(may_prescribe, draft.patient_id)
    if (signed := Prescription.objects.filter(basket=draft, shown=confirmed_digest).first()) is not None:
        return signed
    if not draft.is_open:
        raise ChangedMeanwhile
    shown = _as_shown(draft, confirmed_digest, now)
    if shown.refusals:
        raise shown.refusals[0]
    reasons = {key: reason.strip() for key, reason in overrides.items() if reason.strip()}
    if missing := tuple(card for card in shown.interruptive if card_key(card) not in reasons):
        raise OverrideNeeded(missing)
    _require_proof(draft, shown, proven_at, factors, now)
    return _signed(draft, shown, reasons, proven_at or now, by, now)


def _as_shown(draft: Basket, confirmed_digest: str, now: datetime) -> OnScreen:
    """Return what is on the screen, if that is what the record gives now."""
    looked_at = baskets.looked_at(draft, now)
    shown = screen.of(draft, looked_at, now)
    if not shown.rows:
        raise NothingToSign
    same = hmac.compare_digest(confirmed_digest.encode(), shown.digest.encode())
    if not same or shown.digest != draft.shown_digest:
        before = shaped(type(looked_at.facts), draft.facts) if draft.facts else looked_at.facts
        raise ChangedMeanwhile(standing.changes(before, looked_at.facts))
    return shown


def _require_proof(
    draft: Basket, shown: OnScreen, proven_at: datetime | None, factors: frozenset[str], now: datetime
) -> None:
    """A proof that is older than the screen was given for something else."""
    fresh = FRESH_FOR_CONTROLLED if shown.is_controlled else FRESH
    if proven_at is None or draft.shown_at is None or not draft.shown_at <= proven_at <= now or now - proven_at > fresh:
        raise SecondFactorNeeded
    if shown.is_controlled and not controlled.is_strong(factors):
        raise SecondFactorNeeded


def _signed(
    draft: Basket, shown: OnScreen, reasons: dict[str, str], proven_at: datetime, by: Actor, now: datetime
) -> Prescription:
    number = "".join(secrets.choice(SIGNS) for _ in range(NUMBER_LENGTH))
    frame = _frame(draft, shown, number, now)
    priors = {
        row.pk: row
        for row in PrescribedLine.objects.select_related("document").filter(
            pk__in=[line.renews for _, line in shown.rows if line.renews]
        )
    }
    ids = {row.key: str(uuid7()) for row, _ in shown.rows}
    issues = _issues(shown, reasons, frame, ids)
    docs = [
        document.medication_request(
            line,
            frame,
            id=ids[row.key],
            position=position,
            prior=priors[line.renews].document.logical_id if line.renews in priors else "",
            issues=[doc["id"] for card, doc in issues if row.key in card.about],
        )
        for position, (row, line) in enumerate(shown.rows, start=1)
    ]
    kept = record.write_many([*docs, *(doc for _, doc in issues)], by=by, now=now)
    signed = Prescription(
        id=uuid7(), organization_id=draft.organization_id, patient_id=draft.patient_id, author_id=draft.author_id,
        visit_id=draft.visit_id, basket=draft, number=number, language=draft.language,
        jurisdiction=shown.jurisdiction, line_count=len(docs), is_controlled=shown.is_controlled, issued_at=now,
        expires_at=frame.expires_at, proven_at=proven_at,
        shown=files.store(shown.signed_bytes, media_type="application/json", by=by, now=now),
        token=tokens.sign(payload_of(shown, number), kind=TOKEN, expires=frame.expires_at, now=now),
    )  # fmt: skip
    signed.save(force_insert=True)
    lines = _lines(signed, shown, kept[: len(docs)], priors)
    _note_overrides(draft, issues, kept[len(docs) :], reasons, by, now)
    for row in kept:
        audit.wrote(by, "medications.signed", patient=draft.patient_id, entity=(row.type, row.logical_id))
    audit.wrote(by, "medications.signed", patient=draft.patient_id, entity=("Prescription", signed.id))
    settle_requests(draft, signed, lines, by=by, now=now)
    for _row, line in shown.rows:
        prescribed(system=line.medicine.system, code=line.medicine.code, by=by, now=now)
    _empty(draft, now)
    networks.announce(signed, by=by, now=now)
    tell(PrescriptionSigned(prescription=signed.id, patient=signed.patient_id, author=signed.author_id, at=now))
    make_paper.defer(organization_id=signed.organization_id, prescription_id=signed.id)
    if signed.visit_id and (visit := Visit.objects.filter(pk=signed.visit_id).first()) is not None:
        look_again(visit)
    return signed


def _frame(draft: Basket, shown: OnScreen, number: str, now: datetime) -> document.Frame:
    patient = Patient.objects.only("logical_id", "name_text").get(pk=draft.patient_id)
    author = Practitioner.objects.only("logical_id", "name_text").get(pk=draft.author_id)
    visit = Visit.objects.filter(pk=draft.visit_id).select_related("encounter").first() if draft.visit_id else None
    return document.Frame(
        number=number,
        subject={"reference": f"Patient/{patient.logical_id}", "display": patient.name_text},
        requester={"reference": f"Practitioner/{author.logical_id}", "display": author.name_text},
        encounter={"reference": f"Encounter/{visit.encounter.logical_id}"} if visit and visit.encounter_id else None,
        issued_at=now,
        expires_at=shown.expires_at(now),
        language=draft.language,
    )


def _issues(
    shown: OnScreen, reasons: dict[str, str], frame: document.Frame, ids: dict[str, str]
) -> list[tuple[Card, dict]]:
    """Return what was gone past, each with its document."""
    gone_past = [card for card in shown.answer.cards if card_key(card) in reasons]
    return [
        (
            card,
            document.detected_issue(
                card,
                frame,
                id=str(uuid7()),
                about=[
                    f"MedicationRequest/{ids[key]}" if key in ids else key
                    for key in card.about
                    if key in ids or "/" in key
                ],
                reason=reasons[card_key(card)],
            ),
        )
        for card in gone_past
    ]


def _lines(
    signed: Prescription, shown: OnScreen, kept: list, priors: dict[UUID, PrescribedLine]
) -> list[PrescribedLine]:
    rows = []
    for position, ((_row, line), stored) in enumerate(zip(shown.rows, kept, strict=True), start=1):
        days = rhythm.course_days(line.dosage)
        rows.append(
            PrescribedLine(
                organization_id=signed.organization_id,
                prescription=signed,
                patient_id=signed.patient_id,
                document=stored,
                position=position,
                schedule=line.schedule,
                supplies=line.supply.repeats + 1,
                interval_days=line.supply.interval_days,
                lasts_days=line.supply.days,
                course_ends_on=signed.issued_at.date() + timedelta(days=days * (line.supply.repeats + 1))
                if days
                else None,
                renews=priors.get(line.renews),
            )
        )
    return PrescribedLine.objects.bulk_create(rows)


def _note_overrides(
    draft: Basket, issues: list[tuple[Card, dict]], kept: list, reasons: dict[str, str], by: Actor, now: datetime
) -> None:
    for (card, _doc), row in zip(issues, kept, strict=True):
        rule, about = card.rule[:200], about_words(card)
        Concern.objects.filter(basket=draft, rule=rule, about=about).update(
            overridden_at=now, reason=reasons[card_key(card)][:500], overridden_by=by.name or "?", document=row
        )
        audit.wrote(by, "medications.overridden", patient=draft.patient_id, entity=("DetectedIssue", row.logical_id))


def _empty(draft: Basket, now: datetime) -> None:
    """The documents are the truth now: the draft keeps no copy that labels would not reach."""
    draft.lines.all().delete()
    draft.signed_at, draft.facts, draft.answer = now, {}, {}
    draft.save(update_fields=["signed_at", "facts", "answer"])
