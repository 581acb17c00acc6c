"""Take in what a pharmacy of another installation publishes. Its partner sees it from then on, nobody else."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.tenancy.models import Tenant
from telepraxis.commons.mailbox import reading

from . import message, offering, plan_copies
from .models import Storefront
from .particulars import BadParticulars, columns_of


@transaction.atomic
def hear(incoming: UUID, *, by: Actor, now: datetime) -> Storefront | None:
    """Note what a message says about its sender; None where it says nothing that can be understood."""
    try:
        came = reading.incoming(incoming)
        said = message.from_body(came.body)
        columns = columns_of(said.said) if said.said else None
    except (reading.NotReadable, message.NotUnderstood, BadParticulars) as reason:
        audit.wrote(by, "storefronts.not_understood", entity=("Incoming", incoming), reason=str(reason)[:200])
        return None
    if Tenant.objects.filter(id=came.sender).exists():
        return None  # it lives here, and says so itself
    theirs = Storefront.objects.select_for_update().filter(pharmacy=came.sender, heard_by=by.organization_id)
    if columns is None:
        theirs.update(closed_at=now, updated_at=came.sent_at)
        return theirs.first()
    shown, _is_new = theirs.update_or_create(
        pharmacy=came.sender, heard_by=by.organization_id,
        defaults=columns | {"updated_at": came.sent_at, "closed_at": None},
    )  # fmt: skip
    offering.bring_up(shown, _once(said.offerings))
    if said.is_whole:
        offering.end_others(shown, [each.product for each in said.offerings], now=now)
        plan_copies.end_others(shown, [each.key for each in said.plans], now=now)
    offering.end(shown, said.ended, now=now)
    plan_copies.end(shown, said.ended_plans, now=now)
    plan_copies.bring_up(shown, said.plans)
    return shown


def _once(offerings: tuple[offering.Offering, ...]) -> list[offering.Offering]:
    """Return one for each product, the last that was said."""
    return list({each.product: each for each in offerings}.values())
