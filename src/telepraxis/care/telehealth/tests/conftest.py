"""A clinic, its running site, a relay, and two people with browsers."""

import pytest
from django.utils import timezone

from telepraxis.care.encounters import visits
from tests.sites import running_relay, running_server

from .clinic import open_clinic
from .scenes import sees_picture, signed_in, to_waiting_room


@pytest.fixture
def clinic(transactional_db):
    """Quayside with Dr Inês, Amara and their video visit, committed."""
    return open_clinic()


@pytest.fixture
def in_visit(clinic):
    """Amara's visit is in progress."""
    clinic.answer_card()
    now = timezone.now()
    with clinic.serving():
        visits.patient_ready(visit=clinic.visit(), by=clinic.as_amara(), now=now)
        visits.admit(visit=clinic.visit(), by=clinic.as_ines(), now=now)
    return clinic


@pytest.fixture(scope="session")
def relay(tmp_path_factory):
    with running_relay(tmp_path_factory.mktemp("turn")) as relay:
        yield relay


@pytest.fixture
def site_server(clinic, relay, settings):
    """The running installation, with the relay."""
    with running_server(settings, relay) as server:
        yield server


@pytest.fixture
def site(site_server):
    """Its address."""
    return site_server.address


@pytest.fixture
def waiting(clinic, site, new_context):
    """Amara sits in the waiting room, Dr Inês has her visit open."""
    amara = new_context(viewport={"width": 390, "height": 844}).new_page()
    to_waiting_room(amara, site + clinic.link())
    ines = signed_in(new_context(viewport={"width": 1440, "height": 900}), site, clinic.clinician_cookie()).new_page()
    ines.goto(f"{site}/visit/{clinic.visit_id}/")
    ines.get_by_role("button", name="Admit").wait_for()
    return amara, ines


@pytest.fixture
def in_call(waiting):
    """Amara was admitted; both see each other."""
    amara, ines = waiting
    ines.get_by_role("button", name="Admit").click()
    sees_picture(ines)
    sees_picture(amara)
    return amara, ines
