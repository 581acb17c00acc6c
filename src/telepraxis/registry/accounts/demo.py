"""The demonstration's door: one click per role. It exists in demonstration mode only."""

from datetime import datetime

from django.conf import settings

from . import hats, memberships, sign_in
from .models import Account, DemoRole, SignedInSession


class NotADemonstration(Exception):
    """This installation is real: nobody comes in without proof."""


def is_open() -> bool:
    """Tell whether this installation is a demonstration."""
    return settings.TELEPRAXIS_MODE == "demo"


def offer(account: Account, *, label: str, landing: str, order: int) -> DemoRole:
    """Offer this account at the demonstration's door under this label; `landing` is where its look begins.

    :raises NotADemonstration: outside demonstration mode.
    """
    if not is_open():
        raise NotADemonstration
    role, _ = DemoRole.objects.update_or_create(
        account=account, defaults={"label": label, "landing": landing, "order": order}
    )
    return role


def roles() -> list[DemoRole]:
    """Return what the door offers, in order, with the accounts."""
    return list(DemoRole.objects.select_related("account").order_by("order"))


def sign_in_as(request, role: DemoRole, *, now: datetime) -> str:
    """Sign in as this role without proof; return the path to go to.

    :raises NotADemonstration: outside demonstration mode.
    """
    if not is_open():
        raise NotADemonstration
    sign_in.take_over(request, role.account, way=SignedInSession.Way.DEMO, kind="signed_in_demo", now=now)
    request.session[hats.DEMO] = True
    request.session[sign_in.NEEDS_FACTOR] = False
    _wear_what_leads_to(role, request.session)
    return role.landing


def _wear_what_leads_to(role: DemoRole, session) -> None:
    """Choose the side on which the landing lies: staff desks are staff's, everything else is a patient's."""
    open_to_staff = {path for _, path in hats.LANDINGS}
    wanted = hats.STAFF if role.landing in open_to_staff else hats.PATIENT
    for membership in memberships.of_account(role.account_id):
        offered = hats.hats_of(membership)
        hats.wear(session, membership, wanted if wanted in offered else offered[0])
        return
