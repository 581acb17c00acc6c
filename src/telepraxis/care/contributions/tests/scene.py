"""The scene: Amara Okonjo with a problem that Dr Inês Carvalho wrote down; her brother Chidi acts for her."""

from datetime import timedelta
from decimal import Decimal

import pytest

from telepraxis.care.contributions import corrections, questions
from telepraxis.care.encounters.tests.people import TEN_FORTY
from telepraxis.care.entries import keeping
from telepraxis.care.measurements.taking import Taken
from telepraxis.registry.accounts.actors import actor_of_account
from telepraxis.registry.accounts.models import Account
from telepraxis.registry.accounts.people import account_for_proxy
from telepraxis.registry.patients import proxies
from tests.people import MONDAY_8AM

LATER = TEN_FORTY + timedelta(hours=2)


def taken(kind: str, *values: str, **more) -> Taken:
    return Taken(kind=kind, values=tuple(map(Decimal, values)), **more)


def problem_of(patient, by):
    """Asthma, as Dr Carvalho wrote it down."""
    values = {"what": "Asthma"}
    return keeping.add(patient=patient.patient_id, kind="problem", values=values, by=by, now=MONDAY_8AM)


def ask(patient, entry, by=None, text="Is this for life?", now=TEN_FORTY):
    return questions.ask(
        patient=patient.patient_id, type="Condition", entry=entry.uid, text=text, by=by or patient, now=now
    )


def ask_for(patient, entry, by=None, now=TEN_FORTY, **more):
    said = {"wrong": "It was bronchitis", "instead": "Bronchitis in 2019"} | more
    return corrections.ask_for(
        patient=patient.patient_id, type=more.pop("type", "Condition"), entry=entry.uid, by=by or patient, now=now,
        **{name: said[name] for name in ("wrong", "instead")},
    )  # fmt: skip


def acting_for(patient, scope, by, *, email="chidi@example.org"):
    """Chidi Okonjo, who may do for Amara what the scope says."""
    account = Account.objects.filter(email=email).first() or account_for_proxy(
        email=email, name="Chidi Okonjo", by=by, now=MONDAY_8AM
    )
    proxy = proxies.appoint(
        patient=patient.patient_id, account=account, authority="patients_wish", scope=scope, by=by, now=MONDAY_8AM
    )
    return proxy, actor_of_account(account, by.organization_id, now=MONDAY_8AM)


@pytest.fixture
def asthma(amara, ines):
    return problem_of(amara, ines)
