"""Sign people in for scenes that are not about signing in."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.test import Client

from telepraxis.base.tenancy.models import Tenant
from telepraxis.registry.accounts import hats, sessions, sign_in
from telepraxis.registry.accounts.models import Account, SignedInSession


def sign_in_client(
    client: Client, account: Account, organization: Tenant, *, hat: str = hats.STAFF, now: datetime | None = None
) -> SignedInSession:
    """Sign the account in as after passkey or two factors, in this organization, under this hat ("staff", "patient").

    The clock at the door is the real one, so `now` is too unless a scene sets the request's clock itself.
    """
    from django.utils import timezone

    if hat == hats.STAFF and not sign_in.has_second_factor(account):
        Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": ""})
    client.force_login(account, backend=sign_in.BACKEND)
    session = client.session
    moment = now or timezone.now()
    row = SignedInSession.objects.create(
        account=account,
        session_key=session.session_key,
        way=SignedInSession.Way.PASSWORD_AND_FACTOR if hat == hats.STAFF else SignedInSession.Way.CODE,
        strong=hat == hats.STAFF,
        device_name="Firefox, Linux",
        address="127.0.0.1",
        started_at=moment,
        last_seen_at=moment,
        idle_minutes=sessions.STAFF_IDLE_MINUTES,
    )
    session.update(
        {
            sessions.KEY: str(row.id),
            hats.ORGANIZATION: str(organization.id),
            hats.HAT: hat,
            hats.STRONG: hat == hats.STAFF,
        }
    )
    session.save()
    return row
