"""Bring messages to their receivers, in order, and try again: after seconds first, then hours, for three days."""

import json
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from telepraxis.base import audit, outside, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.base.jobs import every, job

from . import asking, receiving
from .events import MessageUndelivered
from .models import Attempt, Enquiry, Outgoing

PAUSES_S = (5, 15, 60, 300, 900, 3600)
GIVEN_UP_AFTER = timedelta(days=3)
PATIENCE_S = 20
JSON = "application/json"
BEHIND = "A message before it in the same thread was not delivered."


class _Later(Exception):
    """Not now; the text says why."""


class _Never(Exception):
    """The receiver refuses it; the text says why."""


def deliver_soon(row: Outgoing, *, at: datetime | None = None) -> None:
    """Have the worker bring what waits for the partner, after this transaction or at a time."""
    deliver.defer(organization_id=row.organization_id, partner_id=row.partner_id, at=at)


@job("mailbox.deliver", in_steps=True)
def deliver(*, organization_id: UUID, partner_id: UUID, now: datetime) -> None:
    """Bring all that waits for a partner, one after the other; a thread that is stuck holds up no other thread."""
    stuck: set[UUID] = set()
    while True:
        with tenancy.serving(organization_id):
            row = _next(partner_id, stuck)
        if row is None:
            return
        try:
            _hand_over(row, max(now, row.sent_at))
        except _Later as trouble:
            stuck.add(row.thread)
            _try_later(row, str(trouble))
        except _Never as trouble:
            stuck.add(row.thread)
            _give_up(row, str(trouble))
        else:
            with tenancy.serving(organization_id):
                _end(row.id, Outgoing.State.DELIVERED)


@every("*/10 * * * *", name="mailbox.look_after")
def look_after(*, now: datetime) -> None:
    """Begin again where a message waits and nobody brings it: the worker may have died between two steps."""
    from telepraxis.base.tenancy.models import Tenant

    for organization_id in Tenant.objects.values_list("id", flat=True):
        with tenancy.serving(organization_id):
            waiting = Outgoing.objects.filter(state=Outgoing.State.WAITING, sent_at__lt=now - timedelta(minutes=5))
            for row in waiting.order_by("partner_id", "id").distinct("partner_id"):
                deliver_soon(row)


def _next(partner_id: UUID, stuck: set[UUID]) -> Outgoing | None:
    """Return the first waiting message whose thread has nothing unfinished before it."""
    before = Outgoing.objects.filter(
        partner_id=partner_id, thread=OuterRef("thread"), number__lt=OuterRef("number")
    ).exclude(state=Outgoing.State.DELIVERED)
    waiting = Outgoing.objects.filter(partner_id=partner_id, state=Outgoing.State.WAITING).exclude(thread__in=stuck)
    free = waiting.annotate(behind=Subquery(before.values("id")[:1])).filter(behind=None)
    return free.select_related("partner").order_by("id").first()


def _hand_over(row: Outgoing, now: datetime) -> None:
    if row.partner.address:
        _post(row)
        return
    try:
        with tenancy.serving(row.partner.whose):
            receiving.receive(token=row.token, body=row.body, now=now)
    except receiving.OutOfTurn as reason:
        raise _Later("An earlier message of this thread has not arrived.") from reason
    except receiving.TooEarly as reason:
        raise _Later(str(reason)) from reason
    except receiving.Refused as reason:
        raise _Never(str(reason)) from reason


def _post(row: Outgoing) -> None:
    letter = json.dumps({"token": row.token, "body": row.body}).encode()
    try:
        answer = outside.post(row.partner.address, letter, kind=JSON, patience_s=PATIENCE_S)
    except outside.OutOfReach as reason:
        raise _Later(str(reason)) from reason
    if answer.status in (200, 202):
        return
    said = _reason_in(answer.body) or f"The other installation answered {answer.status}."
    raise (_Never if answer.status in (400, 403, 413, 422) else _Later)(said)


def _reason_in(body: bytes) -> str:
    try:
        return str(json.loads(body)["reason"])[:250]
    except (ValueError, KeyError, TypeError):
        return ""


def _try_later(row: Outgoing, trouble: str) -> None:
    now = timezone.now()
    if now - row.sent_at > GIVEN_UP_AFTER:
        _give_up(row, trouble)
        return
    with tenancy.serving(row.organization_id):
        attempt, _is_new = Attempt.objects.get_or_create(organization_id=row.organization_id, outgoing_id=row.id)
        pause = PAUSES_S[min(attempt.count, len(PAUSES_S) - 1)]
        attempt.count, attempt.trouble = attempt.count + 1, trouble[:300]
        attempt.save(update_fields=["count", "trouble"])
        deliver_soon(row, at=now + timedelta(seconds=pause))


def _give_up(row: Outgoing, trouble: str) -> None:
    """End the message, and what waits behind it in its thread: it could not be understood without this one.

    One that somebody else has brought meanwhile is not given up, nor what is behind it.
    """
    with tenancy.serving(row.organization_id):
        if not _end(row.id, Outgoing.State.FAILED, trouble):
            return
        tell(MessageUndelivered(message=row.id, kind=row.kind))
        left = Outgoing.objects.filter(
            partner_id=row.partner_id, thread=row.thread, number__gt=row.number, state=Outgoing.State.WAITING
        )
        for each in left.order_by("number"):
            if _end(each.id, Outgoing.State.FAILED, BEHIND):
                tell(MessageUndelivered(message=each.id, kind=each.kind))


def _end(id: UUID, state: Outgoing.State, trouble: str = "") -> bool:
    """Note how the journey of a message that waits has ended; say whether it still waited."""
    row = Outgoing.objects.select_for_update().filter(id=id, state=Outgoing.State.WAITING).first()
    if row is None:
        return False
    row.state, row.trouble, row.ended_at = state, trouble[:300], timezone.now()
    row.save(update_fields=["state", "trouble", "ended_at"])
    Attempt.objects.filter(outgoing_id=id).delete()
    audit.wrote(
        Actor.system(row.organization_id), f"mailbox.{state.value}", patient=row.patient_id, entity=("Outgoing", id)
    )
    return True


@job("mailbox.enquire", in_steps=True)
def enquire(*, organization_id: UUID, enquiry_id: UUID, now: datetime) -> None:
    """Ask what stands at the address that a manager has entered, and note it."""
    with tenancy.serving(organization_id):
        row = Enquiry.objects.filter(id=enquiry_id, answered_at=None).first()
    if row is None:
        return
    said, trouble = {}, ""
    try:
        said = asking.ask(row.address)
    except asking.NoOrganizationThere as reason:
        trouble = str(reason)
    with tenancy.serving(organization_id):
        Enquiry.objects.filter(id=row.id).update(said=said, trouble=trouble, answered_at=timezone.now())
