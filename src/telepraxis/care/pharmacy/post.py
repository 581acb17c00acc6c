"""Send to the other side, and act on what it says: each message once, in the order of its thread."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
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

Sides = Sequence[Order | Claim]
Act = Callable[[Sides, Message, bodies.Said, datetime], object]
Find = Callable[[UUID, UUID], Sides]


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


def hear(message: UUID, acts: dict[str, Act], find: Find, now: datetime) -> None:
    """Act on a message and on all that wait before and behind it in its thread.

    Messages arrive in order, but who carries them to us may come in any: whoever comes first does all that is there.
    `find` returns what we keep of (sender, thread), locked: an order or a claim, both where we write to ourselves; its
    `heard` says how far we are.
    """
    came = reading.incoming(message)
    in_line(came.sender, came.thread)
    sides = find(came.sender, came.thread)
    heard = max((side.heard for side in sides), default=0)
    for each in reading.in_thread(came.sender, came.thread, after=heard):
        _act(each, acts, sides, now)
        sides = find(came.sender, came.thread)
        for side in sides:
            _note_heard(side, each.number)


def _note_heard(side: Order | Claim, number: int) -> None:
    if side.heard < number:
        type(side).objects.filter(pk=side.pk).update(heard=number)
        by = Actor.system(side.organization_id)
        audit.wrote(by, "pharmacy.heard", patient=side.patient_id, entity=(type(side).__name__, side.pk))


def _act(each: Message, acts: dict[str, Act], sides: Sides, now: datetime) -> None:
    """Act on one message. What nobody here would have written changes nothing: no later message mends it."""
    if (act := acts.get(each.kind)) is None:
        return
    with suppress(bodies.NotUnderstood, DataError, OverflowError), transaction.atomic():
        act(sides, each, bodies.read(each.body), now)


def in_line(whose: UUID, what: UUID | str) -> None:
    """Let nobody else act on this thread (or code) of an organization until the transaction is over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7))", [f"pharmacy {whose} {what}"])
