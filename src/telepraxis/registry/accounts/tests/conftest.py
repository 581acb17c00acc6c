"""People of these scenes, and the clock at the door."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pyotp
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.utils import timezone

from telepraxis.base.access import Role
from telepraxis.base.notify.models import AccountMail
from telepraxis.registry.accounts import people
from tests.people import MONDAY_8AM

PASSWORD = "lantern orbit velvet thimble"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _fresh_rate_limits():
    cache.clear()


@pytest.fixture
def freya(quayside, system):
    """Freya, nurse, with a password and an app."""
    account = people.create_staff_account(
        email="freya@quayside.test", name="Freya Nilsen", roles={Role.NURSE}, by=system, now=MONDAY_8AM
    )
    people.set_password(account=account, password=PASSWORD)
    TOTP.activate(account, SECRET)
    return account


@pytest.fixture
def rui(quayside, system):
    """Rui, front desk, invited this morning: no second factor yet."""
    account = people.create_staff_account(
        email="rui@quayside.test", name="Rui Matos", roles={Role.FRONT_DESK}, by=system, now=MONDAY_8AM
    )
    people.set_password(account=account, password=PASSWORD)
    return account


@pytest.fixture
def amara(quayside, system):
    """Amara, patient: her e-mail address is all she needs."""
    return people.account_for_patient(
        email="amara@mail.test", name="Amara Okonjo", patient=None, by=system, now=MONDAY_8AM
    )


@pytest.fixture
def code_now():
    """Return the code that Freya's app shows."""
    return lambda: pyotp.TOTP(SECRET).now()


@pytest.fixture
def later(monkeypatch):
    """Return a way to set the clock at the door ahead of when the scene began."""

    began = timezone.now()

    def ahead(**by) -> None:
        moment = began + timedelta(**by)
        monkeypatch.setattr("telepraxis.base.access.middleware.timezone.now", lambda: moment)

    return ahead


@dataclass
class Letter:
    """A mail as its reader sees it."""

    to: str
    subject: str
    body: str


@pytest.fixture
def letters(db):
    """Return the mails to people about their accounts, oldest first."""
    return lambda: [Letter(mail.to, mail.subject, mail.body()[0]) for mail in AccountMail.objects.order_by("id")]


def code_in(mail) -> str:
    """Return the sign-in code of a mail."""
    return re.search(r"\d{4}-\d{4}", mail.body)[0]


def link_in(mail) -> str:
    """Return the path of the link of a mail."""
    return re.search(r"https?://[^/]+(/\S+)", mail.body)[1]


def has_factor(account) -> bool:
    return Authenticator.objects.filter(user=account).exists()
