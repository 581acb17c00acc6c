"""Going on: with pages that were left unread, and with stacks that nobody said are complete."""

from datetime import datetime, timedelta

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from telepraxis.base.jobs import every
from telepraxis.base.tenancy.models import Tenant

from .cutting import complete
from .models import Sheet, Stack
from .page_by_page import read_next

STILL = timedelta(minutes=5)
LEFT = timedelta(minutes=20)  # after so long nobody photographs a further page


@every("*/5 * * * *", name="scanning.go_on_reading")
def go_on_reading(*, now: datetime) -> None:
    """Begin anew where pages have waited and none was read for a while: a worker was killed between two pages.

    And cut what somebody photographed and left without saying that it is complete.
    """
    for organization_id in Tenant.objects.values_list("id", flat=True):
        with tenancy.serving(organization_id):
            _read_on(organization_id, now)
            left = Stack.objects.filter(complete_at=None, sent_at__lt=now - LEFT)
            for stack in left.exclude(sheets__waiting_since__gt=now - LEFT):
                complete(stack=stack, by=Actor.system(organization_id), now=now)


def _read_on(organization_id, now: datetime) -> None:
    unread = Sheet.objects.filter(state__in=(Sheet.State.WAITING, Sheet.State.READING))
    lately = Sheet.objects.filter(reading_since__gt=now - STILL)
    if unread.filter(waiting_since__lt=now - STILL).exists() and not lately.exists():
        read_next.defer(organization_id=organization_id)
