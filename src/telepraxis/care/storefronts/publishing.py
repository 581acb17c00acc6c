"""A pharmacy says what it is, publishes it, keeps its offers in step with its stock, and publishes no more."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.commons.inventory import stock
from telepraxis.commons.inventory.models import Item

from . import offering, plan_copies
from .events import StorefrontChanged
from .models import Offer, OwnPlan, OwnPlanException, OwnStorefront, Said, Storefront
from .offering import Offering
from .particulars import Particulars, columns_of
from .permissions import may_publish
from .plan_copies import PlanOffered


class NothingSaid(Exception):
    """The pharmacy has not said yet where it is and when it is open."""


@transaction.atomic
def say(*, said: Particulars, by: Actor, now: datetime) -> OwnStorefront:
    """Keep what the pharmacy says of itself; where it is published, everybody sees it so from now on.

    :raises particulars.BadParticulars: a part cannot be so.
    """
    may_publish.require(by)
    changed = columns_of(said) | {"changed_at": now, "changed_by": by.name}
    row, _is_new = OwnStorefront.objects.select_for_update().update_or_create(
        organization_id=by.organization_id, defaults=changed
    )
    audit.wrote(by, "storefronts.said", entity=("OwnStorefront", row.id))
    if row.published_at:
        _copy(row, now)
        tell(StorefrontChanged(at=now))
    return row


@transaction.atomic
def publish(*, by: Actor, now: datetime) -> Storefront:
    """Let everybody see the pharmacy and what it offers: the items that its stock marks as published.

    :raises NothingSaid: there is nothing to publish.
    """
    may_publish.require(by)
    row = _held()
    if row.published_at is None:
        row.published_at = now
        row.save(update_fields=["published_at"])
        audit.wrote(by, "storefronts.published", entity=("OwnStorefront", row.id))
    shown = _copy(row, now)
    _bring_up(row, shown, None, now)
    _copy_plans(row, shown, None, now)
    tell(StorefrontChanged(at=now))
    return shown


@transaction.atomic
def withdraw(*, by: Actor, now: datetime) -> OwnStorefront:
    """Show the pharmacy to nobody any more; what it said of itself stays for another time.

    :raises NothingSaid: there is nothing to withdraw.
    """
    may_publish.require(by)
    row = _held()
    if row.published_at is not None:
        row.published_at = None
        row.save(update_fields=["published_at"])
        audit.wrote(by, "storefronts.withdrawn", entity=("OwnStorefront", row.id))
        Storefront.objects.filter(pharmacy=row.organization_id, heard_by=None).update(closed_at=now, updated_at=now)
        _next_version(row)
        tell(StorefrontChanged(at=now))
    return row


@transaction.atomic
def refresh(*, items: Iterable[UUID] | None = None, now: datetime) -> int:
    """Bring the offers of these items, or of all, up to the stock of the served organization; return how many are not
    what they were. Nothing happens where nothing is published.
    """
    try:
        row = _held()
    except NothingSaid:
        return 0
    shown = Storefront.objects.filter(pharmacy=row.organization_id, heard_by=None, closed_at=None).first()
    return _bring_up(row, shown, items, now) if shown else 0


@transaction.atomic
def publish_plans(*, plans: Iterable[UUID], now: datetime) -> None:
    """Bring these plans of the served organization up to what it keeps. Nothing happens where nothing is published."""
    try:
        row = _held()
    except NothingSaid:
        return
    shown = Storefront.objects.filter(pharmacy=row.organization_id, heard_by=None, closed_at=None).first()
    if shown is not None:
        _copy_plans(row, shown, set(plans), now)
        tell(StorefrontChanged(at=now))


def _copy_plans(row: OwnStorefront, shown: Storefront, wanted: set[UUID] | None, now: datetime) -> None:
    kept = OwnPlan.objects.order_by("id") if wanted is None else OwnPlan.objects.filter(id__in=wanted)
    billed = [each for each in kept if each.retired_at is None]
    otherwise: dict[UUID, list] = {each.id: [] for each in billed}
    for each in OwnPlanException.objects.filter(plan__in=billed).order_by("system", "code"):
        otherwise[each.plan_id].append(((each.system, each.code), each.terms))
    offered = [
        PlanOffered(each.key, each.payer, each.name, each.code, each.currency, each.terms, tuple(otherwise[each.id]))
        for each in billed
    ]
    # A plan whose payer or code was corrected bears another key than until now.
    still = OwnPlan.objects.filter(retired_at=None).values_list("key", flat=True)
    ended = plan_copies.end_others(shown, list(still), version=row.version + 1, now=now)
    plan_copies.bring_up(shown, offered, version=row.version + 1)
    if ended or offered:
        _next_version(row)


def _held() -> OwnStorefront:
    """Return the row, held until the transaction ends: figures are read after those of whoever was before."""
    row = OwnStorefront.objects.select_for_update().first()
    if row is None:
        raise NothingSaid
    return row


def _copy(row: OwnStorefront, now: datetime) -> Storefront:
    said = {field.name: getattr(row, field.name) for field in Said._meta.get_fields()}
    shown, _is_new = Storefront.objects.update_or_create(
        pharmacy=row.organization_id, heard_by=None, defaults=said | {"updated_at": now, "closed_at": None}
    )
    _next_version(row)
    return shown


def _bring_up(row: OwnStorefront, shown: Storefront, items: Iterable[UUID] | None, now: datetime) -> int:
    wanted = None if items is None else set(items)
    published = _published(wanted)
    offered = [_offering(each) for each in stock.of_items(published, now=now).values()]
    version = row.version + 1
    brought = offering.bring_up(shown, offered, version=version)
    changed = brought.changed
    if wanted is None:
        changed += offering.end_others(shown, [each.product for each in offered], version=version, now=now)
        OwnStorefront.objects.filter(id=row.id).update(refreshed_at=now)
    elif len(published) < len(wanted) or brought.new and _are_too_many(shown):
        # An item was taken from sight, or bears another code than until now.
        all_of_them = _all_published().values_list("system", "code", "counted_in")
        changed += offering.end_others(shown, list(all_of_them), version=version, now=now)
    if changed:
        _next_version(row)
    return changed


def _are_too_many(shown: Storefront) -> bool:
    """Whether more is offered than the stock publishes."""
    return Offer.objects.filter(storefront=shown, ended_at=None).count() > _all_published().count()


def _all_published() -> QuerySet[Item]:
    return Item.objects.filter(published_at__isnull=False, retired_at=None).exclude(code="")


def _published(wanted: set[UUID] | None) -> list[UUID]:
    rows = _all_published() if wanted is None else _all_published().filter(id__in=wanted)
    return list(rows.values_list("id", flat=True))


def _offering(figures: stock.Figures) -> Offering:
    price = figures.price
    return Offering(
        system=figures.system, code=figures.code, counted_in=figures.counted_in, free=figures.free,
        price_minor=price.amount_minor if price else None, per=price.per if price else 1,
        currency=price.currency if price else "", figures_at=figures.at or figures.published_at,
    )  # fmt: skip


def _next_version(row: OwnStorefront) -> int:
    OwnStorefront.objects.filter(id=row.id).update(version=F("version") + 1)
    row.refresh_from_db(fields=["version"])
    return row.version
