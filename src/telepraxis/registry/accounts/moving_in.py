"""People come with their organization from another installation: known by their address, with no way in yet."""

from uuid import UUID

from allauth.account.models import EmailAddress

from .models import Account
from .people import find_by_email


def move_in(*, id: UUID, email: str, name: str, language: str, time_zone: str, is_active: bool) -> tuple[Account, bool]:
    """Return the account of that address, and whether it was made now: under its former id where that is free."""
    if (account := find_by_email(email)) is not None:
        return account, False
    account = Account(email=email, name=name, language=language, time_zone=time_zone, is_active=is_active)
    if not Account.objects.filter(id=id).exists():
        account.id = id
    account.set_unusable_password()
    account.save(force_insert=True)
    EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    return account, True
