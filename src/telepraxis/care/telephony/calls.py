"""Calls: placed, ringing, answered, held, ended; coming in and taken. The switchboard carries it out."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.live import group, hint
from telepraxis.care.encounters import presences, visits
from telepraxis.care.encounters.models import Modality, Visit
from telepraxis.registry.accounts.actors import actor_of_account
from telepraxis.registry.accounts.models import Account

from . import numbers
from .models import PhoneCall, Trunk
from .permissions import may_phone, may_phone_in_visit
from .trunks import limits_of, trunk_of

Outcome = PhoneCall.Outcome
OWN_CALLS_PER_HOUR = 30
NEVER_RANG_AFTER = timedelta(minutes=2)


class CallRefused(Exception):
    """The call is not placed. `code` for the trail, the text for people."""

    def __init__(self, code: str, why) -> None:
        super().__init__(str(why))
        self.code, self.why = code, why


class CallTaken(Exception):
    """Somebody else was quicker, or the caller has hung up."""


# Calling


@transaction.atomic
def place(
    *, number: str, visit: Visit | None = None, patient: UUID | None = None, by: Actor, now: datetime
) -> PhoneCall:
    """Begin a call. In a visit, the visit goes on by phone from here: the same encounter, the consent already given.

    :raises CallRefused: no line, too many calls, or a number that may not be dialled; `note_refusal` keeps the trace.
    :raises VisitIsOver: the visit has ended or was cancelled.
    """
    may_phone.require(by)
    if visit is not None:
        may_phone_in_visit.require(by, visit)
        visits.refuse_when_over(visit)
    trunk = _ready_trunk(by.organization_id)
    try:
        dialled = numbers.dialable(number, limits_of(trunk))
    except numbers.NumberRefused as refused:
        raise CallRefused(refused.code, refused.why) from refused
    _refuse_too_many(trunk, by, now)
    _end_abandoned(by, now)
    if visit is not None:
        presences.go_on_by(visit=visit, modality=Modality.PHONE, by=by, now=now)
    call = _begin(by, number=dialled, visit=visit, patient_id=visit.patient_id if visit else patient, now=now)
    audit.wrote(by, "phone.dialled", patient=call.patient_id, entity=("PhoneCall", call.id))
    _look_again(call)
    return call


def _ready_trunk(organization: UUID) -> Trunk:
    trunk = trunk_of(organization)
    if trunk is None:
        raise CallRefused("no_line", _("No phone line is set up. Dial the number on your own phone."))
    if not trunk.is_ready:
        raise CallRefused(
            "line_down", _("The phone provider cannot be reached now. Dial the number on your own phone.")
        )
    return trunk


def _refuse_too_many(trunk: Trunk, by: Actor, now: datetime) -> None:
    lately = PhoneCall.objects.filter(direction=PhoneCall.Direction.OUT, begun_at__gt=now - timedelta(hours=1))
    if lately.count() >= trunk.calls_per_hour or lately.filter(account_id=by.account_id).count() >= OWN_CALLS_PER_HOUR:
        raise CallRefused("too_many", _("Very many calls were made in this hour. Wait a little, or dial by hand."))


def _end_abandoned(by: Actor, now: datetime) -> None:
    """End calls of the actor that never got anywhere: the switchboard was away when they were placed."""
    begun = PhoneCall.objects.filter(account_id=by.account_id, ended_at=None, answered_at=None)
    for call in begun.filter(begun_at__lt=now - NEVER_RANG_AFTER):
        ended(call=call, outcome=Outcome.PROVIDER, now=now)


def _begin(by: Actor, **known) -> PhoneCall:
    now = known.pop("now")
    try:
        with transaction.atomic():
            return PhoneCall.objects.create(
                organization_id=by.organization_id,
                direction=PhoneCall.Direction.OUT,
                account_id=by.account_id,
                name=by.name,
                begun_at=now,
                **known,
            )
    except IntegrityError:
        raise CallRefused("on_the_phone", _("You are on the phone already. End that call first.")) from None


@transaction.atomic
def note_refusal(*, number: str, code: str, visit: Visit | None = None, by: Actor) -> None:
    """Keep who was refused which kind of call; called after `place` has refused and undone itself."""
    patient = visit.patient_id if visit else None
    entity = ("Visit", visit.id) if visit else ("", "")
    audit.wrote(by, "phone.refused", patient=patient, entity=entity, reason=f"{code} {numbers.masked(number)}")


@transaction.atomic
def rang(*, call: PhoneCall, now: datetime) -> None:
    """Note that it rings at the other end."""
    call = _locked(call.id)
    if call.is_open and call.ringing_at is None and call.answered_at is None:
        _change(call, Actor.system(call.organization_id), "phone.rang", ringing_at=now)


@transaction.atomic
def answered(*, call: PhoneCall, now: datetime) -> None:
    """Note that both are on the phone; in a visit the minutes run from here, and the visit with them if need be."""
    call = _locked(call.id)
    if not call.is_open or call.answered_at:
        return
    _change(call, Actor.system(call.organization_id), "phone.answered", answered_at=now)
    speaker = speaker_of(call, now)
    if call.visit_id and speaker:
        visit = Visit.objects.locked(call.visit)
        if visit.is_open and visit.modality == Modality.PHONE:
            presences.start_talking(visit=visit, by=speaker, now=now)


@transaction.atomic
def ended(*, call: PhoneCall, outcome: str, now: datetime) -> None:
    """Note how the call ended; in a visit its minutes stop. The visit stays open. Said twice it ends once."""
    call = _locked(call.id)
    if not call.is_open:
        return
    _change(call, Actor.system(call.organization_id), "phone.ended", ended_at=now, outcome=outcome)
    speaker = speaker_of(call, now)
    if call.visit_id and call.answered_at and speaker:
        visit = Visit.objects.locked(call.visit)
        if visit.has_begun and visit.is_open and visit.modality == Modality.PHONE:
            presences.stop_talking(visit=visit, by=speaker, now=now)


@transaction.atomic
def hold(*, call: PhoneCall, by: Actor, now: datetime) -> PhoneCall:
    """Put the other side on hold. The minutes go on: nobody has left."""
    call = _own(call, by)
    if call.answered_at and not call.held_at:
        _change(call, by, "phone.held", held_at=now)
    return call


@transaction.atomic
def resume(*, call: PhoneCall, by: Actor, now: datetime) -> PhoneCall:
    call = _own(call, by)
    if call.held_at:
        _change(call, by, "phone.resumed", held_at=None)
    return call


# Being called


@transaction.atomic
def came_in(*, organization: UUID, caller: str, country: str, now: datetime) -> PhoneCall:
    """Note that somebody calls; it rings wherever the phone is open."""
    call = PhoneCall.objects.create(
        organization_id=organization,
        direction=PhoneCall.Direction.IN,
        number=numbers.tidy(caller, country),
        begun_at=now,
        ringing_at=now,
    )
    audit.wrote(Actor.system(organization), "phone.came_in", entity=("PhoneCall", call.id))
    _look_again(call)
    return call


@transaction.atomic
def take(*, call: PhoneCall, by: Actor, now: datetime) -> PhoneCall:
    """Answer an incoming call, before anybody else does.

    :raises CallTaken: somebody was quicker, the caller hung up, or the actor is on the phone already.
    """
    may_phone.require(by)
    call = _locked(call.id)
    if not call.is_open or call.account_id is not None:
        raise CallTaken(call.id)
    try:
        with transaction.atomic():
            _change(call, by, "phone.taken", account_id=by.account_id, name=by.name)
    except IntegrityError:
        raise CallTaken(call.id) from None
    return call


@transaction.atomic
def concerns(*, call: PhoneCall, patient: UUID, by: Actor, now: datetime) -> PhoneCall:
    """Note whom the call is about, when the chart offered with it is opened."""
    call = _own(call, by)
    if call.patient_id != patient:
        _change(call, by, "phone.caller_shown", patient_id=patient)
    return call


@transaction.atomic
def decline(*, call: PhoneCall, by: Actor, now: datetime) -> PhoneCall:
    """Let the caller hear that the practice is busy.

    :raises CallTaken: somebody has answered, or the caller has hung up.
    """
    may_phone.require(by)
    call = _locked(call.id)
    if not call.is_open or call.account_id is not None:
        raise CallTaken(call.id)
    _change(call, by, "phone.ended", ended_at=now, outcome=Outcome.DECLINED, name=by.name)
    return call


@transaction.atomic
def tick_off(*, call: PhoneCall, by: Actor, now: datetime) -> None:
    """Take a missed call off the list."""
    may_phone.require(by)
    call = _locked(call.id)
    if call.is_missed and call.seen_at is None:
        _change(call, by, "phone.seen", seen_at=now)


# Looking


def missed_calls() -> list[PhoneCall]:
    """Return the missed calls that nobody has ticked off, the newest first."""
    missed = PhoneCall.objects.filter(outcome=Outcome.MISSED, seen_at=None)
    return list(missed.order_by("-begun_at")[:50])


def recent_calls(limit: int = 30) -> list[PhoneCall]:
    """Return the latest calls that have ended. One query."""
    return list(
        PhoneCall.objects.filter(ended_at__isnull=False).select_related("patient").order_by("-begun_at")[:limit]
    )


def call_of_visit(visit: Visit) -> PhoneCall | None:
    """Return the visit's call that is on, else its last. One query."""
    return PhoneCall.objects.filter(visit=visit).order_by("-begun_at").first()


def speaker_of(call: PhoneCall, now: datetime) -> Actor | None:
    """Return who speaks for the practice, as they may act now."""
    account = Account.objects.filter(pk=call.account_id).first() if call.account_id else None
    return actor_of_account(account, call.organization_id, now=now) if account else None


def _own(call: PhoneCall, by: Actor) -> PhoneCall:
    """Return the open call, locked, which must be the actor's own.

    :raises CallTaken: it is another's, or over.
    """
    may_phone.require(by)
    call = _locked(call.id)
    if call.account_id != by.account_id or not call.is_open:
        raise CallTaken(call.id)
    return call


def _locked(call_id: UUID) -> PhoneCall:
    return PhoneCall.objects.select_for_update(of=("self",)).select_related("visit").get(id=call_id)


def _change(call: PhoneCall, by: Actor, action: str, **changes) -> None:
    for name, value in changes.items():
        setattr(call, name, value)
    call.save(update_fields=list(changes))
    audit.wrote(by, action, patient=call.patient_id, entity=("PhoneCall", call.id), reason=call.outcome)
    _look_again(call)


def _look_again(call: PhoneCall) -> None:
    hint(group(call.organization_id, "phone"), "phone", call=call.id)
    if call.visit_id:
        hint(group(call.organization_id, "visit", call.visit_id), "visit", visit=call.visit_id)
