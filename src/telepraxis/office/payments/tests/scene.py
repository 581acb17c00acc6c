"""The scene: Amara owes Quayside for something; Rui takes money at the desk, Teresa does the bills."""

from datetime import timedelta

import pytest

from telepraxis.base.access import Role
from telepraxis.base.uuid7 import uuid7
from telepraxis.office.payments import charging, gateways, naming
from telepraxis.office.payments.money import Money
from tests.people import MONDAY_8AM, colleague
from tests.stripe_peer.running import KEY, SECRET, StripePeer

NOW = MONDAY_8AM + timedelta(hours=2)
SOON = NOW + timedelta(minutes=5)


def euros(minor: int) -> Money:
    return Money(minor, "EUR")


def charge(whom, by, minor: int = 3500, currency: str = "EUR", **more):
    """Charge the patient at the desk for something."""
    said = {"reference": (naming.DESK, uuid7()), "told_at": MONDAY_8AM, "now": NOW, "by": by} | more
    return charging.charge(amount=Money(minor, currency), patient=whom.patient_id, **said)


@pytest.fixture
def teresa(system):
    """Teresa Faria, biller."""
    return colleague("teresa@quayside.test", "Teresa Faria", {Role.BILLER}, system)


@pytest.fixture
def owed(amara, rui):
    """Amara owes 35 euros."""
    return charge(amara, rui)


@pytest.fixture
def stripe_peer(tmp_path, settings):
    """The stand-in for Stripe, in a process of its own."""
    peer = StripePeer(tmp_path).start()
    settings.STRIPE_API = peer.address
    yield peer
    peer.kill()


@pytest.fixture
def cards(stripe_peer, marta):
    """Quayside takes cards; the stand-in that moves the money."""
    gateways.keep(key=KEY, webhook_secret=SECRET, by=marta, now=NOW)
    return stripe_peer
