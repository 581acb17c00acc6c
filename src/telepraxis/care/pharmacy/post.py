"""Send to the other side, and act on what it says: each message once, in the order of its thread."""

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID

from django.db import DataError, connection, transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.commons.mailbox import reading, sending
from telepraxis.commons.mailbox.met import NoSuchPartner, partner_for
from telepraxis.commons.mailbox.reading import Message

from . import bodies
from .models import Claim, Order
from .refusals import NotReachable

Act = Callable[["Order | Claim | None", Message, bodies.Said, datetime], "Order | Claim | None"]


def send(
    kind: str,
    side: Order | Claim,
    *,
    fields: dict | None = None,
    lines: Iterable[dict] = (),
    documents: Iterable[dict] = (),
    by: Actor,
    now: datetime,
) -> None:
    """Write to the other side of an order or a claim, in its thread.

    :raises NotReachable: messages are not exchanged with it.
    """
    to = side.pharmacy if isinstance(side, Order) else side.issuer
    write(
        kind, to=to, thread=side.thread, patient=side.patient_id, fields=fields or {}, lines=lines,
        documents=documents, by=by, now=now,
    )  # fmt: skip


def write(
    kind: str,
    *,
    to: UUID,
    thread: UUID,
    patient: UUID | None = None,
    fields: dict,
    lines: Iterable[dict] = (),
    documents: Iterable[dict] = (),
    by: Actor,
    now: datetime,
) -> None:
    """Write to an organization in a thread. :raises NotReachable: messages are not exchanged with it."""
    said = bodies.body(kind, fields, lines, documents)
    try:
        sending.send(to=to, kind=kind, body=said, thread=thread, patient=patient, by=by, now=now)
    except (NoSuchPartner, sending.Blocked) as reason:
        raise NotReachable from reason


def name_of(whose: UUID, *, by: Actor, now: datetime) -> str:
    """Return what an organization is called. :raises NotReachable: nobody is known by this id."""
    try:
        partner = partner_for(whose, by=by, now=now)
    except NoSuchPartner as reason:
        raise NotReachable from reason
    if partner.blocked_at:
        raise NotReachable
    return partner.name


def hear(message: UUID, acts: dict[str, Act], find: Callable[[UUID, UUID], "Order | Claim | None"], now) -> None:
    """Act on a message and on all that wait before and behind it in its thread.

    Messages arrive in order, but who carries them to us may come in any: whoever comes first does all that is there.
    `find` returns our side of (sender, thread), locked; its `heard` says how far we are.
    """
    came = reading.incoming(message)
    in_line(came.sender, came.thread)
    side = find(came.sender, came.thread)
    for each in reading.in_thread(came.sender, came.thread, after=side.heard if side else 0):
        side = _acted(each, acts, find, side, now)
        if side is not None and side.heard < each.number:
            side.heard = each.number
            type(side).objects.filter(pk=side.pk).update(heard=each.number)
            by = Actor.system(side.organization_id)
            audit.wrote(by, "pharmacy.heard", patient=side.patient_id, entity=(type(side).__name__, side.pk))


def _acted(each: Message, acts: dict[str, Act], find, side, now: datetime):
    """Act on one message. What nobody here would have written changes nothing: no later message mends it."""
    act = acts.get(each.kind)
    if act is None:
        return side
    try:
        with transaction.atomic():
            return act(side, each, bodies.read(each.body), now) or side
    except (bodies.NotUnderstood, DataError, OverflowError):
        return find(each.sender, each.thread)


def in_line(whose: UUID, what: UUID | str) -> None:
    """Let nobody else act on this thread (or code) of an organization until the transaction is over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [f"pharmacy {whose} {what}"])
