"""Look at a result, decide what happens now, tell the patient, note that they know; then it leaves the list.

Whoever decides first has decided: the second is told by whom. What was corrected while somebody read it is read anew.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now, TruncDate

from telepraxis.base import audit, live, notify, record, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.record.labels import Label, codings
from telepraxis.base.record.models import Observation, Patient, Practitioner, table_of
from telepraxis.care.encounters.models import Visit
from telepraxis.care.follow_up import planning
from telepraxis.care.scheduling.letters import reader_of
from telepraxis.registry.accounts.models import Membership
from telepraxis.registry.patients.identity import uids_of
from telepraxis.registry.patients.models import Proxy

from .deeds import note
from .document import finding_document, who_is, words_document
from .models import Deed, Excuse, How, Item, Urgency
from .permissions import may_read_own_results, may_work_results
from .policy import settled

What = Deed.What
LONGEST = 4000


class AlreadyDone(Exception):
    """Somebody else was quicker: `by` says who, `at` when."""

    def __init__(self, by: str, at: datetime):
        super().__init__(by)
        self.by, self.at = by, at


class Changed(Exception):
    """A new version came while somebody read the one before."""


class WordsMissing(ValueError):
    """Nothing was written where something must be; `field` says where."""

    def __init__(self, field: str):
        super().__init__(field)
        self.field = field


class NotReachable(Exception):
    """The patient has no account and nobody who reads for them: they are told another way."""


class NotNow(Exception):
    """What this builds upon has not happened: not decided, not told, or closed already."""


@dataclass(frozen=True, kw_only=True)
class Telling:
    """How the patient is told, in which words; `understood` when they said at once that they know."""

    how: str
    words: str
    understood: bool = False


@dataclass(frozen=True, kw_only=True)
class Next:
    """A step for the plan of the patient's last visit."""

    text: str
    due_on: date | None = None


@transaction.atomic
def see(*, item: Item, by: Actor, now: datetime) -> Item:
    """Note who opened it first."""
    may_work_results.require(by, item.patient_id)
    if item.seen_at is not None or not item.is_open:
        return item
    item = _locked(item)
    if item.seen_at is None and item.is_open:
        item.seen_at, item.seen_by = now, by.name
        _keep(item, "results.seen", What.SEEN, by=by, now=now)
    return item


@transaction.atomic
def decide(
    *, item: Item, version: int, text: str, telling: Telling | None = None, next: Next | None = None, by: Actor,
    now: datetime,
) -> Item:  # fmt: skip
    """Write down what happens now, tell the patient at once or later, add a step to their plan.

    :raises AlreadyDone: somebody decided before.
    :raises Changed: there is a newer version than the one that was read.
    :raises WordsMissing: it does not say what happens, or does not tell the patient anything.
    :raises NotReachable: nobody would read it in the portal.
    """
    item = _to_work_on(item, version, by)
    if item.decided_at is not None:
        raise AlreadyDone(item.decided_by, item.decided_at)
    if not text.strip():
        raise WordsMissing("text")
    patient = Patient.objects.filter(uid=item.patient_id).first() if item.patient_id else None
    if patient is not None:
        doc = finding_document(**_about(item), patient=patient, by=_who(by), text=text.strip()[:LONGEST], at=now)
        item.finding = record.write("ClinicalImpression", doc, by=by, now=now).logical_id
    if item.seen_at is None:
        item.seen_at, item.seen_by = now, by.name
    item.decided_at, item.decided_by = now, by.name
    _keep(item, "results.decided", What.DECIDED, by=by, now=now)
    if next is not None and next.text.strip():
        _plan(item, next, by, now)
    if telling is not None:
        item = _tell(item, telling, by, now)
    return _closed(item, by, now)


@transaction.atomic
def tell(*, item: Item, version: int, telling: Telling, by: Actor, now: datetime) -> Item:
    """Tell the patient of what was decided; told again, in other words or another way, the newer words hold.

    :raises NotNow: nobody decided yet, or it is closed.
    :raises Changed, WordsMissing, NotReachable: as in `decide`.
    """
    item = _to_work_on(item, version, by)
    if item.decided_at is None or not item.is_open:
        raise NotNow
    return _closed(_tell(item, telling, by, now), by, now)


def _tell(item: Item, telling: Telling, by: Actor, now: datetime) -> Item:
    if not telling.words.strip():
        raise WordsMissing("words")
    if item.patient_id is None or (telling.how == How.PORTAL and not has_portal(item.patient_id)):
        raise NotReachable
    patient = Patient.objects.get(uid=item.patient_id)
    doc = words_document(
        **_about(item), patient=patient, by=_who(by), text=telling.words.strip()[:LONGEST], how=telling.how, at=now
    )
    item.words = record.write("Communication", doc, by=by, now=now).logical_id
    item.told_at, item.told_by, item.told_how, item.told_version = now, by.name, telling.how, item.version
    item.acknowledged_at, item.acknowledged_by = None, ""
    item.due_at, item.escalated = settled().read_by(now), 0
    _keep(item, "results.told", What.TOLD, by=by, now=now, said=str(How(telling.how).label))
    if telling.how == How.PORTAL:
        _write_to_patient(item)
    elif telling.understood and telling.how in (How.PHONE, How.VISIT):
        _acknowledged(item, by, now)
    return item


def _write_to_patient(item: Item) -> None:
    """Say by mail that something waits; what it is stands behind the sign-in only."""
    reader = reader_of(item.patient_id)
    notify.email(
        to=reader.email, template="results/mail/told",
        context={"name": reader.name, "path": f"/me/{item.patient_id}/results/"}, language=reader.language,
        patient=item.patient_id, time_zone=reader.time_zone or None, by_key=f"results.told:{item.id}:{item.words}",
    )  # fmt: skip


@transaction.atomic
def acknowledge(*, item: Item, by: Actor, now: datetime) -> Item:
    """Note that the patient knows: they say so themselves, or a clinician heard it from them. Twice changes nothing.

    :raises NotNow: they were not told yet.
    """
    item = _locked(item)
    if not may_read_own_results.allows(by, item.patient_id):
        may_work_results.require(by, item.patient_id)
    if item.told_at is None:
        raise NotNow
    if item.acknowledged_at is None:
        _acknowledged(item, by, now)
    return _closed(item, by, now)


def _acknowledged(item: Item, by: Actor, now: datetime) -> None:
    item.acknowledged_at, item.acknowledged_by = now, by.name
    _keep(item, "results.acknowledged", What.ACKNOWLEDGED, by=by, now=now)


@transaction.atomic
def excuse(*, item: Item, why: str, by: Actor, now: datetime) -> Item:
    """Note why nobody can acknowledge it: a person answers for that, by name.

    :raises NotNow: nobody decided yet, or it is closed.
    """
    item = _locked(item)
    may_work_results.require(by, item.patient_id)
    if item.decided_at is None or not item.is_open:
        raise NotNow
    item.excused_at, item.excused_by, item.excuse = now, by.name, Excuse(why)
    _keep(item, "results.excused", What.EXCUSED, by=by, now=now, said=str(Excuse(why).label))
    return _closed(item, by, now)


def has_portal(patient: UUID | None) -> bool:
    """Tell whether somebody would read it in the portal: the patient, or who may read their record for them."""
    if patient is None:
        return False
    if Membership.objects.filter(patient_id__in=uids_of(patient), ended_at=None).exists():
        return True
    until = Q(ends_on=None) | Q(ends_on__gte=TruncDate(Now()))
    reads = Proxy.objects.filter(until, patient_id__in=uids_of(patient), revoked_at=None)
    return reads.filter(scope__contains=[Proxy.Scope.RECORD]).exists()


def _to_work_on(item: Item, version: int, by: Actor) -> Item:
    item = _locked(item)
    may_work_results.require(by, item.patient_id)
    if item.version != version:
        raise Changed
    return item


def _locked(item: Item) -> Item:
    return Item.objects.select_for_update(of=("self",)).get(id=item.id)


def _about(item: Item) -> dict:
    """Return the reference to the result, and the labels that it and its values bear, open to the actor or not."""
    with tenancy.seeing_everything():
        own = table_of(item.type).objects.filter(uid=item.document).values_list("labels", flat=True)
        parts = Observation.objects.filter(logical_id__in=item.parts.values("logical_id"))
        mask = reduce(or_, [*own, *parts.values_list("labels", flat=True)], 0)
    return {"about": {"reference": f"{item.type}/{item.logical_id}"}, "labels": codings(Label(mask))}


def _who(by: Actor) -> dict:
    row = Practitioner.objects.filter(uid=by.practitioner_id).first() if by.practitioner_id else None
    return who_is(row, by.name)


def _plan(item: Item, next: Next, by: Actor, now: datetime) -> None:
    """Add the step to the plan of the last visit that took place; without one there is no plan to add to."""
    visit = last_visit(item.patient_id)
    if visit is not None:
        planning.write_step(
            visit=visit, kind="task", who="practice", text=next.text.strip()[:500], due_on=next.due_on, by=by, now=now
        )


def last_visit(patient: UUID | None) -> Visit | None:
    """Return the last visit that took place. One query."""
    if patient is None:
        return None
    held = Visit.objects.filter(patient_id__in=uids_of(patient), admitted_at__isnull=False)
    return held.exclude(status=Visit.Status.CANCELLED).order_by("-planned_at").first()


def _keep(item: Item, action: str, what: str, *, by: Actor, now: datetime, said: str = "") -> None:
    item.save()
    note(item, what, by=by, now=now, note=said)
    audit.wrote(by, action, patient=item.patient_id, entity=(item.type, item.logical_id))
    live.hint(live.group(item.organization_id, "results"), "results.changed")


def _closed(item: Item, by: Actor, now: datetime) -> Item:
    """Take it off the list when nothing is left to do."""
    knows = item.excused_at or (item.told_at and item.acknowledged_at)
    is_nodded = item.withdrawn_at is not None and item.told_version is None
    if item.is_open and item.decided_at and (knows or is_nodded):
        item.closed_at = now
        _keep(item, "results.closed", What.CLOSED, by=by, now=now)
    return item


def is_plain_normal(item: Item) -> bool:
    """Tell whether it can be told together with others: usual in everything, and nobody decided yet."""
    return item.urgency == Urgency.NORMAL and item.is_open and item.decided_at is None and item.withdrawn_at is None
