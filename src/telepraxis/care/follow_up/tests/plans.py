"""The scene: Amara has met Dr Carvalho, who plans what happens next."""

from datetime import date

import pytest

from telepraxis.care.encounters import visits
from telepraxis.care.encounters.tests.people import TEN_FORTY
from telepraxis.care.scheduling import offering

from .. import planning

CHRISTMAS = date(2026, 12, 24)


@pytest.fixture
def begun(room_visit, ines):
    return visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)


@pytest.fixture
def control(ines, system):
    """A visit to book: "Control visit", with Dr Carvalho."""
    return offering.offer_service(
        name="Control visit",
        minutes=15,
        currency="EUR",
        modalities=["video", "in_person"],
        practitioners=[ines.practitioner_id],
        by=system,
        now=TEN_FORTY,
    )


@pytest.fixture
def cream(begun, ines):
    """Amara puts the cream on until Christmas."""
    return planning.write_step(
        visit=begun,
        kind="task",
        who="patient",
        text="Put the cream on twice a day",
        due_on=CHRISTMAS,
        recalls=True,
        by=ines,
        now=TEN_FORTY,
    )


@pytest.fixture
def see_again(begun, ines, control):
    return planning.write_step(
        visit=begun,
        kind="see_again",
        who="patient",
        text="Look at the skin again",
        service=control,
        due_on=CHRISTMAS,
        recalls=True,
        by=ines,
        now=TEN_FORTY,
    )
