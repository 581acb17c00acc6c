"""Card payments: each practice's keys open here, the gateway takes them, and nothing hangs there unheard of."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from telepraxis.base import tenancy
from telepraxis.base.tenancy.models import Tenant
from telepraxis.office.payments.gateways import Refused, gateway_of, standing_account
from telepraxis.office.payments.reading import unheard_of

from .checks import Check, fail, ok, warn

UNHEARD = timedelta(hours=2)  # long after the last page to pay on has ended


def look() -> Iterator[Check]:
    found = [check for practice in Tenant.objects.order_by("slug") for check in _of(practice)]
    yield from found or [ok("cards", _("no practice takes cards"))]


def _of(practice: Tenant) -> Iterator[Check]:
    with tenancy.serving(practice.id):
        account = standing_account(practice.id)
        if account is None:
            return
        payments, given_up, refunds = unheard_of(before=timezone.now() - UNHEARD)
    named = {"practice": practice.slug}
    try:
        gateway_of(account)
    except Refused:
        step = _("Bring back the key file, or have a manager type the keys in anew.")
        yield fail("cards", _("%(practice)s: the keys of its card account cannot be opened.") % named, step)
        return
    if account.trouble:
        step = _("Have a manager correct the keys at /money/ways/.")
        yield fail("cards", _("%(practice)s: the card service refuses the keys.") % named, step)
    elif hanging := len(payments) + len(given_up) + len(refunds):
        step = _("See that the worker runs and reaches the card service; it asks every five minutes.")
        said = _("%(practice)s: %(count)s card payments and refunds were not heard of for two hours.")
        yield warn("cards", said % (named | {"count": hanging}), step)
    elif account.is_test:
        yield warn(
            "cards", _("%(practice)s takes cards with test keys: no money moves.") % named, _("Type in live keys.")
        )
    else:
        yield ok("cards", _("%(practice)s takes cards") % named)
