"""Dr Carvalho asks Amara the PHQ-9; Chidi, her brother, may act for her."""

from datetime import timedelta

import pytest

from telepraxis.base.access import Actor
from telepraxis.registry.accounts.actors import actor_of_account
from telepraxis.registry.accounts.people import account_for_proxy
from telepraxis.registry.patients import proxies
from tests.people import MONDAY_8AM

from .. import asking, filling

LATER = MONDAY_8AM + timedelta(hours=2)
NEVER, SEVERAL, HALF, NEARLY = "LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"
PHQ9 = ["44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8"]


def answers_with(*points: int, ninth: int = 0) -> dict[str, list[str]]:
    """Answers to the PHQ-9: these points from the first question on, none for the others."""
    given = [*points, *[0] * (8 - len(points)), ninth]
    return {question: [[NEVER, SEVERAL, HALF, NEARLY][each]] for question, each in zip(PHQ9, given, strict=True)}


def ask_phq(patient: Actor, by: Actor, **more):
    return asking.ask(patient=patient.patient_id, form="phq-9", by=by, now=MONDAY_8AM, **more)


def hand_in(asked, answers, by, now=LATER, language="en"):
    filling.save_answers(asked=asked, answers=answers, by=by, now=now)
    return filling.hand_in(asked=asked, language=language, by=by, now=now)


@pytest.fixture
def phq_asked(amara, ines):
    return ask_phq(amara, ines, due_on=MONDAY_8AM.date() + timedelta(days=7))


@pytest.fixture
def ninth_asked(phq_asked, amara):
    """Amara has handed it in, and the ninth answer worries."""
    return hand_in(phq_asked, answers_with(2, 2, 1, ninth=1), amara)


@pytest.fixture
def chidi(system, amara):
    """Chidi Okonjo, who may act for his sister with her record."""
    account = account_for_proxy(email="chidi@example.org", name="Chidi Okonjo", by=system, now=MONDAY_8AM)
    proxies.appoint(
        patient=amara.patient_id,
        account=account,
        authority="patients_wish",
        scope=["record"],
        by=system,
        now=MONDAY_8AM,
    )
    return actor_of_account(account, system.organization_id, now=MONDAY_8AM)
