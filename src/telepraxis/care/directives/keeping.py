"""Keep advance directives: write down, send to be confirmed, confirm, change, go through, end, mark as wrong."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from telepraxis.base import audit, record
from telepraxis.base.access import Actor, Rule
from telepraxis.base.events import tell
from telepraxis.base.record.models import Consent, DocumentReference, Patient
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.visits import look_again
from telepraxis.registry.patients.identity import uids_of

from . import document
from .document import OVER, REFUSED, STANDS, WAITS, WRONG, Said, said_in
from .events import DirectiveKept
from .kinds import BY_NAME, Kind, kind_of
from .models import Directive
from .permissions import may_confirm_orders, may_keep_directives, may_propose_own, may_withdraw

LONGEST = 2000


class Incomplete(ValueError):
    """Something is missing or cannot be; `why` says by the field's name what to do. Nothing was kept."""

    def __init__(self, why: dict[str, str | Promise]):
        super().__init__(" ".join(str(words) for words in why.values()))
        self.why = why


class ReasonNeeded(ValueError):
    """Who does not confirm a directive, or marks it as wrong, says why."""


class ChangedMeanwhile(Exception):
    """Somebody else changed the directive since it was read; nothing was overwritten."""


class NotSo(Exception):
    """The directive is not in a state in which this can be done with it."""


class PhysicianNeeded(Exception):
    """It is a physician's order: only a physician confirms it."""


@transaction.atomic
def add(*, patient: UUID, said: Said, replaces: UUID | None = None, by: Actor, now: datetime) -> Consent:
    """Write a directive down and return its row. It stands at once, unless it is an order and waits for a physician.

    `replaces` is the uid of an older directive of the patient, which ends in the same act; while the new one waits, the
    old one holds.

    :raises Incomplete: something is missing or impossible.
    :raises NotSo: the older one does not stand.
    """
    may_keep_directives.require(by, patient)
    said = checked(said, patient, localdate(now))
    stands = may_confirm(by, patient, BY_NAME[said.kind])
    row = _begin(patient, said, STANDS if stands else WAITS, "added" if stands else "proposed", by, now)
    if replaces is not None and stands:
        _replace(replaces, patient, by, now)
    return row


@transaction.atomic
def propose(*, patient: UUID, said: Said, by: Actor, now: datetime) -> Consent:
    """Send a directive as the patient, or for them, to be confirmed, and return its row.

    :raises Incomplete: something is missing or impossible.
    """
    may_propose_own.require(by, patient)
    return _begin(patient, checked(said, patient, localdate(now)), WAITS, "proposed", by, now)


@transaction.atomic
def confirm(*, directive: UUID, if_version: int | None = None, by: Actor, now: datetime) -> Consent:
    """Confirm what waits, or what came from elsewhere: from now on it stands here.

    :raises NotSo: it does not wait. :raises PhysicianNeeded: it is a physician's order.
    :raises ChangedMeanwhile: it is no longer at that version.
    """
    row, doc = _locked(directive, if_version, may_keep_directives, by)
    if not waits(row, doc):
        raise NotSo(directive)
    if not may_confirm(by, row.patient_id, kind_of(doc)):
        raise PhysicianNeeded(directive)
    return _kept(row, document.confirmed(doc, localdate(now)), "confirmed", by, now)


@transaction.atomic
def refuse(*, directive: UUID, reason: str, if_version: int | None = None, by: Actor, now: datetime) -> Consent:
    """Do not confirm what waits; it stays to be seen, with the reason, and never held.

    :raises NotSo, ChangedMeanwhile: as in `confirm`. :raises ReasonNeeded: no reason was given.
    """
    row, doc = _locked(directive, if_version, may_keep_directives, by)
    if not waits(row, doc):
        raise NotSo(directive)
    return _ended(row, doc, REFUSED, "refused", _reason(reason), by, now)


@transaction.atomic
def amend(*, directive: UUID, said: Said, if_version: int, by: Actor, now: datetime) -> Consent:
    """Correct what is written of a directive, and return its row. Nothing new writes nothing.

    A directive that was decided anew is a new one, which replaces it.

    :raises Incomplete, ChangedMeanwhile: as above. :raises NotSo: it has ended.
    :raises PhysicianNeeded: it is, or would be, a physician's order.
    """
    row, doc = _locked(directive, if_version, may_keep_directives, by)
    if row.status not in (STANDS, WAITS):
        raise NotSo(directive)
    if row.status == STANDS and not all(
        may_confirm(by, row.patient_id, kind) for kind in (kind_of(doc), BY_NAME[said.kind])
    ):
        raise PhysicianNeeded(directive)
    after = document.written(doc, checked(said, row.patient_id, localdate(now)))
    return row if after == doc else _kept(row, after, "amended", by, now)


@transaction.atomic
def review(
    *, directive: UUID, next_on: date | None, if_version: int | None = None, by: Actor, now: datetime
) -> Consent:
    """Note that a directive was gone through with the patient today and holds, and when to do so again.

    :raises NotSo: it does not stand. :raises Incomplete: the next day is not ahead. :raises ChangedMeanwhile: as above.
    """
    row, doc = _locked(directive, if_version, may_keep_directives, by)
    if row.status != STANDS or waits(row, doc):
        raise NotSo(directive)
    if next_on is not None and next_on <= localdate(now):
        raise Incomplete({"next_on": _("Choose a day ahead.")})
    after = document.written(doc, replace(said_in(doc), review_on=next_on))
    return _kept(row, document.looked_at(after, localdate(now)), "reviewed", by, now)


@transaction.atomic
def withdraw(*, directive: UUID, reason: str = "", if_version: int | None = None, by: Actor, now: datetime) -> Consent:
    """Note that the patient holds to it no more, or takes back what they had sent; it ends at once.

    :raises NotSo: it has ended already. :raises ChangedMeanwhile: as above.
    """
    row, doc = _locked(directive, if_version, may_withdraw, by)
    if row.status not in (STANDS, WAITS):
        raise NotSo(directive)
    return _ended(row, doc, OVER, "withdrawn", reason.strip(), by, now)


@transaction.atomic
def enter_in_error(*, directive: UUID, reason: str, if_version: int | None = None, by: Actor, now: datetime) -> Consent:
    """Mark a directive as entered in error: it stays, struck through. Said twice it changes nothing.

    :raises ReasonNeeded: no reason was given. :raises ChangedMeanwhile: as above.
    """
    row, doc = _locked(directive, if_version, may_keep_directives, by)
    if row.status == WRONG:
        return row
    return _ended(row, doc, WRONG, "in_error", _reason(reason), by, now)


def waits(row: Consent, doc: dict) -> bool:
    """Tell whether a directive waits to be confirmed: it was sent in, or came from elsewhere. One query at most."""
    return row.status == WAITS or (row.status == STANDS and not Directive.objects.filter(document=row).exists())


def may_confirm(by: Actor, patient: UUID, kind: Kind) -> bool:
    """Tell whether the actor may let a directive of this kind stand."""
    rule = may_confirm_orders if kind.is_order else may_keep_directives
    return rule.allows(by, patient)


def checked(said: Said, patient: UUID, today: date) -> Said:
    """Return what is said, tidied.

    :raises Incomplete: something is missing or impossible.
    """
    kind, why = BY_NAME[said.kind], {}
    texts = ("wishes", "treatment", "agent_name", "agent_relation", "agent_phone", "held_by")
    said = replace(said, **{name: getattr(said, name).strip()[:LONGEST] for name in texts})
    if said.made_on > today:
        why["made_on"] = _("This day lies ahead. Write the day on which it was signed or said.")
    if kind.asks == "agent" and not said.agent_name:
        why["agent_name"] = _("Write who decides for the patient.")
    if kind.asks == "treatment" and not said.treatment:
        why["treatment"] = _("Write what is refused.")
    if kind.asks == "stance" and not said.stance:
        why["stance"] = _("Say whether the patient wishes to donate.")
    if said.ends_on is not None and said.ends_on < said.made_on:
        why["ends_on"] = _("It cannot end before it was made.")
    if said.review_on is not None and said.review_on < said.made_on:
        why["review_on"] = _("Choose a day after it was made.")
    if (
        said.paper
        and not DocumentReference.objects.filter(
            logical_id=said.paper[0], patient_id__in=uids_of(patient), status="current"
        ).exists()
    ):
        why["paper"] = _("This file is not in the patient's record any more. Choose it again.")
    if why:
        raise Incomplete(why)
    return said


def _begin(patient: UUID, said: Said, status: str, act: str, by: Actor, now: datetime) -> Consent:
    subject = Patient.objects.select_for_update(no_key=True).get(uid=patient)
    whom = {"reference": f"Patient/{subject.logical_id}", "display": subject.name_text}
    doc = document.written(document.begun(whom, status), said)
    if status == STANDS:
        doc = document.looked_at(doc, localdate(now))
    row = record.write("Consent", doc, by=by, now=now)
    Directive.objects.create(
        organization_id=by.organization_id,
        document=row,
        patient=subject,
        review_on=said.review_on if status == STANDS else None,
    )
    return _told(row, act, "", by, now)


def _locked(directive: UUID, if_version: int | None, rule: Rule, by: Actor) -> tuple[Consent, dict]:
    row = Consent.objects.select_for_update().get(uid=directive, scope="adr")
    rule.require(by, row.patient_id)
    if if_version is not None and if_version != row.version:
        raise ChangedMeanwhile(directive)
    return row, record.content_of(row)


def _replace(directive: UUID, patient: UUID, by: Actor, now: datetime) -> None:
    row, doc = _locked(directive, None, may_keep_directives, by)
    theirs = Consent.objects.filter(uid=directive, patient_id__in=uids_of(patient)).exists()
    if row.status != STANDS or not theirs:
        raise NotSo(directive)
    _ended(row, doc, OVER, "replaced", "", by, now)


def _ended(row: Consent, doc: dict, status: str, act: str, why: str, by: Actor, now: datetime) -> Consent:
    who = by.name or "Telepraxis"
    doc = document.ended(doc, status, act, who=who, why=why[:500], at=now)
    return _kept(row, doc, act, by, now, reason=why)


def _kept(row: Consent, doc: dict, act: str, by: Actor, now: datetime, reason: str = "") -> Consent:
    """Write the next version, and have its day of review follow it."""
    after = record.write("Consent", doc, by=by, now=now, if_version=row.version)
    day = said_in(doc).review_on if doc["status"] == STANDS else None
    kept, is_new = Directive.objects.get_or_create(
        organization_id=by.organization_id,
        document=after,
        defaults={"patient_id": after.patient_id, "review_on": day},
    )
    if not is_new and kept.review_on != day:
        kept.review_on, kept.reminded_at = day, None
        kept.save(update_fields=["review_on", "reminded_at"])
    return _told(after, act, reason, by, now)


def _told(row: Consent, act: str, reason: str, by: Actor, now: datetime) -> Consent:
    audit.wrote(
        by, f"directives.{act}", patient=row.patient_id, entity=("Consent", row.logical_id), reason=reason[:200]
    )
    tell(DirectiveKept(patient=row.patient_id, directive=row.uid, act=act, at=now))
    for visit in Visit.objects.filter(patient_id__in=uids_of(row.patient_id), status__in=OPEN):
        look_again(visit)
    return row


OPEN = (Visit.Status.WAITING, Visit.Status.READY, Visit.Status.IN_PROGRESS)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise ReasonNeeded
    return reason.strip()
