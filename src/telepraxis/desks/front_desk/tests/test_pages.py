"""The desk's pages: the board, and the panel for a caller."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from telepraxis.base.record.models import Patient
from telepraxis.care.scheduling.models import Appointment, HoursException


def text_of(response) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


def times_on(response) -> list[str]:
    return re.findall(r'name="time" value="([^"]+)"', response.content.decode())


def test_the_board_shows_the_day_and_nothing_clinical(booked, browse, rui):
    booked()

    page = browse(rui).get("/desk/")

    assert "Amara Okonjo" in text_of(page) and "Dr Inês Carvalho" in text_of(page)
    assert "Check in" in text_of(page)
    assert "Burning" not in page.content.decode()


def test_the_board_by_practitioner_and_day(booked, browse, rui, freya, tomasz):
    appointment = booked()
    booked(patient=tomasz, practitioner=freya)
    client = browse(rui)

    hers = client.get("/desk/", {"with": str(freya.practitioner_id)})
    tomorrow = client.get("/desk/", {"day": (appointment.starts_at + timedelta(days=1)).date().isoformat()})

    assert "Tomasz Wilk" in text_of(hers) and "Amara Okonjo" not in text_of(hers)
    assert "Nothing is booked on this day" in text_of(tomorrow)


@pytest.mark.parametrize("nonsense", [{"day": "x"}, {"day": "9999-99-99", "with": "1"}, {"day": "0001-01-01"}])
def test_nonsense_in_the_address_shows_today(booked, browse, rui, nonsense):
    booked(5)

    assert "Amara Okonjo" in text_of(browse(rui).get("/desk/", nonsense))


def test_checks_in_and_takes_it_back(booked, browse, rui):
    appointment, client = booked(), browse(rui)

    done = client.post(f"/desk/appointments/{appointment.id}/check-in/", follow=True)
    assert Appointment.objects.get().status == "arrived"
    assert "Amara Okonjo is checked in." in text_of(done) and "Undo" in text_of(done)

    client.post(f"/desk/appointments/{appointment.id}/check-in/undo/")
    assert Appointment.objects.get().status == "booked"


def test_a_patient_is_kept_out(booked, browse, amara):
    appointment, client = booked(), browse(amara)
    for path in ("/desk/", "/desk/book/", f"/desk/appointments/{appointment.id}/"):
        assert client.get(path).status_code in (403, 404)
    assert client.post(f"/desk/appointments/{appointment.id}/check-in/").status_code in (403, 404)
    assert Appointment.objects.get().status == "booked"


def test_books_a_known_caller(visit, browse, rui, amara, key):
    client = browse(rui)
    found = client.get("/desk/book/found/", {"q": "okonj amara"})
    link = re.search(r'href="(/desk/book/[^"]+)"', found.content.decode())[1]
    panel = client.get(unescape(link))
    assert "Amara Okonjo" in text_of(panel)

    form = {"patient": str(amara.patient_id), "service": str(visit.id), "how": "in_person", "key": key}
    done = client.post("/desk/book/", form | {"time": times_on(panel)[0], "reason": "Knee"})
    client.post("/desk/book/", form | {"time": times_on(panel)[0], "reason": "Knee"})

    booked = Appointment.objects.get()
    assert done.status_code == 302
    assert (booked.patient_id, booked.booked_by_name, booked.reason) == (amara.patient_id, "Rui Tavares", "Knee")


def test_registers_a_new_caller_and_shows_likely_duplicates_first(visit, browse, rui, amara):
    client = browse(rui)
    typed = {"given": "Amara", "family": "Okonjo", "birth_date": "12 3 1991", "phone": "", "email": ""}

    likely = client.post("/desk/book/register/", typed)
    assert likely.status_code == 409
    assert "Is it one of these?" in text_of(likely)
    assert Patient.objects.count() == 1

    new = client.post("/desk/book/register/", typed | {"despite": str(amara.patient_id)})
    assert new.status_code == 302 and "patient=" in new["Location"]
    assert Patient.objects.count() == 2


def test_nonsense_from_a_caller_is_named(visit, browse, rui):
    refused = browse(rui).post(
        "/desk/book/register/", {"given": "", "family": "X", "birth_date": "31 2 1990", "phone": "1"}
    )

    assert refused.status_code == 422
    assert "February has no day 31" in text_of(refused)
    assert Patient.objects.count() == 0


def test_a_time_gone_meanwhile_is_said_and_others_are_shown(visit, browse, rui, amara, tomasz, key):
    client = browse(rui)
    form = {"service": str(visit.id), "how": "in_person"}
    panel = client.get("/desk/book/", {"patient": str(amara.patient_id)})
    time = times_on(panel)[0]
    client.post("/desk/book/", form | {"patient": str(tomasz.patient_id), "time": time, "key": key})

    lost = client.post("/desk/book/", form | {"patient": str(amara.patient_id), "time": time})

    assert lost.status_code == 409
    assert "taken a moment ago" in text_of(lost)
    assert time not in times_on(lost)
    assert Appointment.objects.get().patient_id == tomasz.patient_id


@pytest.mark.parametrize("wrong", [{"time": "x"}, {"patient": "x"}, {"time": ""}, {"patient": ""}])
def test_without_patient_or_time_nothing_is_booked(visit, browse, rui, amara, wrong):
    client = browse(rui)
    panel = client.get("/desk/book/", {"patient": str(amara.patient_id)})
    form = {"patient": str(amara.patient_id), "service": str(visit.id), "time": times_on(panel)[0]}

    assert client.post("/desk/book/", form | wrong).status_code == 422
    assert Appointment.objects.count() == 0


def test_takes_a_walk_in(visit, browse, rui, amara, ines, key):
    form = {"patient": str(amara.patient_id), "service": str(visit.id), "how": "in_person", "key": key}
    refused = browse(rui).post("/desk/book/walk-in/", form)
    assert refused.status_code == 422

    browse(rui).post("/desk/book/walk-in/", form | {"with": str(ines.practitioner_id)})

    here = Appointment.objects.get()
    assert (here.walk_in, here.status, here.practitioner_id) == (True, "arrived", ines.practitioner_id)


def test_moves_and_cancels_for_a_caller(booked, browse, rui):
    appointment, client = booked(), browse(rui)
    page = f"/desk/appointments/{appointment.id}/"
    time = times_on(client.get(page))[-1]

    client.post(f"{page}move/", {"time": time})
    assert Appointment.objects.get().sequence == 1
    client.post(f"{page}cancel/", {"why": "called"})
    assert Appointment.objects.get().cancelled_why == "called"
    assert client.post(f"{page}check-in/").status_code == 409


def test_who_did_not_come(booked, browse, rui):
    appointment, client = booked(-30), browse(rui)

    client.post(f"/desk/appointments/{appointment.id}/did-not-come/")

    assert Appointment.objects.get().status == "no_show"


def test_closes_a_day_and_asks_its_patients(booked, browse, rui, ines):
    appointment, client = booked(60 * 24 * 2), browse(rui)
    day = timezone.localtime(appointment.starts_at).date()

    form = {"practitioner": str(ines.practitioner_id), "day": day.isoformat(), "why": "ill"}
    done = client.post("/desk/close-day/", form, follow=True)

    assert Appointment.objects.get().offered_other_times_at is not None
    assert HoursException.objects.get().kind == "remove"
    assert "1 patient is asked to choose another time" in text_of(done)


@pytest.mark.parametrize("wrong", [{"day": "2020-01-01"}, {"day": "x"}, {"practitioner": "x"}])
def test_nonsense_closes_nothing(visit, browse, rui, ines, now, wrong):
    form = {"practitioner": str(ines.practitioner_id), "day": (now + timedelta(days=1)).date().isoformat()}

    browse(rui).post("/desk/close-day/", form | wrong)

    assert HoursException.objects.count() == 0


def test_the_board_asks_a_constant_number_of_questions(booked, browse, rui, tomasz):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = browse(rui)

    def counted(path):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    booked()
    for path in ("/desk/", "/desk/book/"):
        counted(path)
    before = [counted(path) for path in ("/desk/", "/desk/book/")]
    for minutes in range(60, 180, 20):
        booked(minutes, patient=tomasz)
    counted("/desk/book/")
    after = [counted(path) for path in ("/desk/", "/desk/book/")]

    assert after == before
    assert max(before) <= 24, before
