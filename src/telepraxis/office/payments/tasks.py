"""Each five minutes: whatever was not heard of. Each hour: prices whose day has come."""

from datetime import datetime, timedelta

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from telepraxis.base.jobs import every
from telepraxis.base.tenancy.models import Tenant
from telepraxis.base.tenancy.zones import zone_of

from . import errands, pricing, settling  # noqa: F401  (the worker finds its jobs through this file)
from .gateways import Unreachable
from .reading import unheard_of

QUIET = timedelta(minutes=2)  # after which somebody asks


@every("*/5 * * * *", name="payments.reconcile")
def reconcile(*, now: datetime) -> None:
    """Ask about whatever is under way and was not heard of for a while: nothing hangs on a message that was lost."""
    for organization_id in Tenant.objects.values_list("id", flat=True):
        with tenancy.serving(organization_id):
            payments, given_up, refunds = unheard_of(before=now - QUIET)
        try:
            for payment in payments:
                settling.settle(organization_id=organization_id, payment=payment, now=now)
            for payment in given_up:
                settling.stop(organization_id=organization_id, payment=payment, now=now)
            for refund in refunds:
                settling.send_refund(organization_id=organization_id, refund=refund, now=now)
        except Unreachable:
            continue  # of this practice nothing more in this round


@every("11 * * * *", name="payments.prices")
def begin_prices(*, now: datetime) -> None:
    """Let the visits' prices begin whose day has come at the practice."""
    for organization_id in Tenant.objects.values_list("id", flat=True):
        with tenancy.serving(organization_id):
            today = now.astimezone(zone_of(organization_id)).date()
            pricing.apply_due(today=today, by=Actor.system(organization_id), now=now)
