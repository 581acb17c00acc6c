"""Quick change of person on a shared computer: a PIN, after a full sign-in that day on that computer."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from . import devices, lock_out, memberships, security_log, sign_in
from .models import Account, SignedInSession

A_DAY = timedelta(days=1)
TRIES = 5  # wrong PINs until the next full sign-in


class WrongPin(Exception):
    """The PIN is not this person's."""

    def __init__(self, tries_left: int):
        super().__init__(tries_left)
        self.tries_left = tries_left


class PinRests(Exception):
    """There is no PIN, or too many were wrong: a full sign-in is needed."""


@dataclass
class Face:
    """Somebody who may take over this computer."""

    account: Account
    pin_works: bool


def faces(request, *, now: datetime) -> list[Face]:
    """Return the colleagues who signed in fully on this computer today, by name."""
    device = devices.device_of(request)
    if device is None:
        return []
    rows = (
        SignedInSession.objects.filter(device_id=device, strong=True, started_at__gt=now - A_DAY)
        .exclude(way__in=[SignedInSession.Way.QUICK, SignedInSession.Way.PROVIDER])
        .exclude(ended_why__in=[SignedInSession.End.REVOKED, SignedInSession.End.WITHDRAWN])
        .select_related("account")
    )
    today = {row.account for row in rows if _same_day(row.started_at, now, memberships.zone_of(row.account))}
    staff = [account for account in today if account.is_active and memberships.is_staff_anywhere(account.pk)]
    return [Face(account, _pin_works(account)) for account in sorted(staff, key=lambda account: account.name)]


def _same_day(moment: datetime, now: datetime, zone: ZoneInfo) -> bool:
    return moment.astimezone(zone).date() == now.astimezone(zone).date()


def _pin_works(account: Account) -> bool:
    return bool(account.pin_hash) and account.pin_failures < TRIES


def take_over(request, *, account_id: UUID, pin: str, now: datetime) -> None:
    """Sign this person in on this computer in place of whoever was before.

    :raises WrongPin: says how many tries are left.
    :raises PinRests: a full sign-in is needed.
    """
    account = _checked(request, account_id, pin, now)
    sign_in.take_over(request, account, way=SignedInSession.Way.QUICK, kind="signed_in_quick", now=now)


def _checked(request, account_id: UUID, pin: str, now: datetime) -> Account:
    """Return the account when the PIN is right. Tries are counted one at a time, whatever comes in parallel."""
    with transaction.atomic():
        account = Account.objects.select_for_update().get(pk=account_id)
        if not _pin_works(account):
            raise PinRests
        right = check_password(pin, account.pin_hash)
        if not right:
            account.pin_failures += 1
            account.save(update_fields=["pin_failures"])
            security_log.note("pin_refused", account_id=account.pk, now=now, address=request.address)
    if right:
        return account
    lock_out.failed(request, account.email)
    if account.pin_failures >= TRIES:
        security_log.note("pin_stopped", account_id=account.pk, now=now, address=request.address)
        raise PinRests
    raise WrongPin(TRIES - account.pin_failures)


@transaction.atomic
def set_pin(*, account: Account, pin: str, now: datetime) -> None:
    """Keep the PIN as an argon2 hash, and start counting tries anew."""
    Account.objects.filter(pk=account.pk).update(pin_hash=make_password(pin), pin_set_at=now, pin_failures=0)
    security_log.note("pin_set", account_id=account.pk, now=now)


@transaction.atomic
def remove_pin(*, account: Account, now: datetime) -> None:
    """Forget the PIN."""
    Account.objects.filter(pk=account.pk).update(pin_hash="", pin_set_at=None, pin_failures=0)
    security_log.note("pin_removed", account_id=account.pk, now=now)
