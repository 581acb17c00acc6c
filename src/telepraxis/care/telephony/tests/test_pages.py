"""Pages of the phone: the set-up of the line, the list of calls, what the patient reads, numbers dialled by hand."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from telepraxis.base import sealing
from telepraxis.care.encounters import presences, visits
from telepraxis.care.telephony import calls, trunks
from telepraxis.care.telephony.models import Trunk
from tests.people import MONDAY_8AM

TYPED = {
    "registrar": "sip.provider.test:5060", "user": "quayside", "secret": "harbour-wall-41",
    "shown_number": "+351 210 555 000", "allowed_prefixes": "+351, +44", "refused_prefixes": "", "max_minutes": "60",
    "calls_per_hour": "40",
}  # fmt: skip


@pytest.fixture
def visit(amara, ines, system):
    now = timezone.now()
    return visits.open_visit(
        patient=amara.patient_id,
        practitioner=ines.practitioner_id,
        modality="phone",
        planned_at=now,
        by=system,
        now=now,
    )


@pytest.fixture
def line(marta):
    trunks.set_up(
        registrar="sip.provider.test", user="quayside", secret="harbour-wall-41", shown_number="+351 210 555 000",
        allowed_prefixes=[], refused_prefixes=[], max_minutes=60, calls_per_hour=40, by=marta, now=MONDAY_8AM,
    )  # fmt: skip
    Trunk.objects.update(state="registered")
    return Trunk.objects.get()


def test_the_manager_sets_the_line_up_and_the_secret_is_never_shown(browse, marta):
    client = browse(marta)

    assert client.post("/setup/phone/", TYPED).status_code == 302

    trunk = Trunk.objects.get()
    assert (trunk.allowed_prefixes, trunk.shown_number, trunk.state) == (["+351", "+44"], "+351210555000", "asked")
    assert sealing.open_text(trunk.closed_secret, about=f"telephony.trunk {trunk.organization_id}") == "harbour-wall-41"
    page = client.get("/setup/phone/").content.decode()
    assert "quayside" in page and "harbour" not in page and trunk.closed_secret not in page


def test_nonsense_is_said_beside_its_field_and_nothing_is_kept(browse, marta):
    page = browse(marta).post("/setup/phone/", TYPED | {"registrar": "two words", "shown_number": "112"})

    assert page.status_code == 422
    assert "name or name:port" in page.content.decode()
    assert Trunk.objects.count() == 0


def test_a_line_is_taken_away(browse, marta, line):
    browse(marta).post("/setup/phone/remove/")

    assert Trunk.objects.count() == 0


def test_who_sets_nothing_up_is_not_let_in(browse, ines, rui):
    for stranger in (ines, rui):
        assert browse(stranger).get("/setup/phone/").status_code == 403


def test_the_list_of_calls_asks_the_database_no_more_for_more_calls(browse, rui, line):
    client = browse(rui)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get("/phone/").status_code == 200
        return len(asked)

    _one_missed(line, 1)
    queries()  # the first one also warms what is kept between requests
    few = queries()
    for number in range(2, 9):
        _one_missed(line, number)

    assert queries() == few


def _one_missed(line, number: int) -> None:
    now = MONDAY_8AM + timedelta(minutes=number)
    call = calls.came_in(organization=line.organization_id, caller=f"+35191055501{number}", country="PT", now=now)
    calls.ended(call=call, outcome="missed", now=now)


def test_the_patient_reads_that_the_practice_calls(browse, amara, ines, line, visit):
    client, address = browse(amara), f"/visits/{visit.id}/phone/"
    assert "Keep your phone at hand: we call +351 910 555 014." in client.get(address).content.decode()

    call = calls.place(number="+351910555014", visit=visit, by=ines, now=timezone.now())
    assert "Dr Inês Carvalho is calling you" in client.get(address).content.decode()
    calls.answered(call=call, now=timezone.now())
    assert "You are on the phone" in client.get(address).content.decode()
    calls.hold(call=call, by=ines, now=timezone.now())
    assert "You are on hold" in client.get(address).content.decode()


def test_another_patient_reads_nothing_of_it(browse, tomasz, visit):
    assert browse(tomasz).get(f"/visits/{visit.id}/phone/").status_code == 404


def test_without_a_line_the_number_is_dialled_by_hand_and_a_start_and_a_stop_count(browse, ines, visit):
    client = browse(ines)
    page = client.get(f"/visit/{visit.id}/").content.decode()
    assert 'href="tel:+351910555014"' in page and "Start the call" in page

    client.post(f"/visit/{visit.id}/start/")
    client.post(f"/visit/{visit.id}/stop/")

    visit.refresh_from_db()
    assert visit.status == "in_progress"
    assert list(presences.minutes_together(visit, timezone.now())) == ["phone"]


def test_the_page_after_going_on_by_phone_calls_once_and_a_reload_does_not(browse, ines, line, visit):
    client = browse(ines)
    client.post(f"/visit/{visit.id}/go-on/", {"by": "phone"})

    assert '"dials": true' in client.get(f"/visit/{visit.id}/").content.decode()
    assert '"dials": false' in client.get(f"/visit/{visit.id}/").content.decode()
