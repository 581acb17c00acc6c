"""Tell partners on other installations what is published here: all of it once, and from then on what changed."""

from contextlib import suppress
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from telepraxis.base.access import Actor
from telepraxis.base.jobs import job
from telepraxis.base.uuid7 import uuid7
from telepraxis.commons.mailbox import sending
from telepraxis.commons.mailbox.models import Outgoing, Partner

from . import message
from .models import Offer, OwnStorefront, Plan, Storefront, Told

TOLD_AFTER = timedelta(minutes=10)  # so that a busy morning is a few messages, not thousands
AGAIN_AFTER = timedelta(days=1)  # to a partner that a message did not reach


def partners_elsewhere() -> list[UUID]:
    """Return whom a message has to tell; those of this installation see what is published at once. One query."""
    return list(Partner.objects.exclude(address="").filter(blocked_at=None).values_list("whose", flat=True))


def tell_soon(organization_id: UUID, *, now: datetime) -> None:
    """Have partners elsewhere told, once for all that changes until then."""
    if partners_elsewhere():
        with suppress(AlreadyEnqueued), transaction.atomic():
            tell_later.defer(
                organization_id=organization_id, at=now + TOLD_AFTER, by_key=f"storefronts {organization_id}"
            )


@job("storefronts.tell_partners")
def tell_later(*, organization_id: UUID, now: datetime) -> None:
    tell_partners(by=Actor.system(organization_id), now=now)


@transaction.atomic
def tell_partners(*, by: Actor, now: datetime) -> int:
    """Send each partner what it was not told yet, in a thread of its own; return how many messages that were."""
    own = OwnStorefront.objects.select_for_update().first()
    shown = Storefront.objects.filter(pharmacy=by.organization_id, heard_by=None).first()
    if own is None or shown is None:
        return 0
    told = {row.partner: row for row in Told.objects.select_for_update()}
    return sum(
        _tell(partner, told.get(partner), own, shown, by=by, now=now) for partner in sorted(partners_elsewhere())
    )


@transaction.atomic
def note_undelivered(outgoing: UUID, *, now: datetime) -> None:
    """Remember that the thread of a message came to its end: its partner is told all of it again, tomorrow."""
    row = Outgoing.objects.filter(id=outgoing).first()
    if row is not None:
        Told.objects.filter(thread=row.thread).update(stopped_at=now)


def _tell(partner: UUID, told: Told | None, own: OwnStorefront, shown: Storefront, *, by: Actor, now: datetime) -> int:
    begins_anew = told is None or told.stopped_at is not None
    if told and (
        now - told.stopped_at < AGAIN_AFTER if told.stopped_at else told.version == own.version
    ):  # fmt: skip
        return 0
    if begins_anew and shown.closed_at:
        return 0
    thread = uuid7() if begins_anew else told.thread
    offers = Offer.objects.filter(storefront=shown).select_related("product").order_by("product_id")
    offers = offers.filter(ended_at=None) if begins_anew else offers.filter(version__gt=told.version)
    rows = list(offers)
    parts = [rows[at : at + message.MOST] for at in range(0, len(rows), message.MOST)] or [[]]
    for number, part in enumerate(parts):
        body = message.to_body(shown, part, is_whole=begins_anew and number == 0)
        sending.send(to=partner, kind=message.KIND, body=body, thread=thread, by=by, now=now)
    plans = _plans(shown, None if begins_anew else told.version)
    for plan in plans:  # each in a message of its own: one may have thousands of exceptions
        body = message.to_body(shown, [], is_whole=False, plans=[plan])
        sending.send(to=partner, kind=message.KIND, body=body, thread=thread, by=by, now=now)
    Told.objects.update_or_create(
        organization_id=by.organization_id,
        partner=partner,
        defaults={"thread": thread, "version": own.version, "told_at": now, "stopped_at": None},
    )
    return len(parts) + len(plans)


def _plans(shown: Storefront, after: int | None) -> list[Plan]:
    """Return the plans to be told: all that are billed, or those that changed or ended after a version."""
    rows = Plan.objects.filter(storefront=shown).prefetch_related("exceptions").order_by("id")
    return list(rows.filter(ended_at=None) if after is None else rows.filter(version__gt=after))
