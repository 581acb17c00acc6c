"""The patient's pages: three screens, whoever one is, and the appointment's page by sign-in or by link.

The clock at the door is the real one, so these scenes pick from the times that a page offers.
"""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from telepraxis.care.scheduling import booking, calendars, hours, links
from telepraxis.care.scheduling.models import Appointment, BookingDraft
from telepraxis.registry.patients.models import PatientProfile
from telepraxis.registry.patients.proxies import appoint
from telepraxis.registry.patients.registration import register
from tests.people import MONDAY_8AM

PUBLIC = "/c/quayside/book/"
IDENTITY = {
    "given": "Kofi",
    "family": "Owusu",
    "birth_date": "14 March 1991",
    "email": "kofi@example.org",
    "phone": "+351 910 555 077",
    "where": "PT",
}


@pytest.fixture
def open_all_week(visit, ines, freya, system):
    """Both work from seven to eleven at night every day, so that there is always a time to pick."""
    for person in (ines, freya):
        rules = [hours.WeekRule(weekday, 7 * 60, 23 * 60) for weekday in range(7)]
        hours.set_week(practitioner=person.practitioner_id, rules=rules, by=system, now=MONDAY_8AM)
    return visit


def answers(service, **changes):
    return {"service": str(service.id), "reason": "A rash", "red_flags": "none"} | changes


def times_on(response) -> list[str]:
    return re.findall(r'name="time" (?:form="choose" )?value="([^"]+)"', response.content.decode())


def text_of(response) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


def to_times(client, service, start="/book/", **changes):
    """Answer the first screen and return (address of the times, tomorrow's: late in the evening today has few left)."""
    sent = client.post(start, answers(service, **changes))
    assert sent.status_code == 302, text_of(sent)
    tomorrow = timezone.localdate() + timedelta(days=1)
    return sent["Location"], client.get(sent["Location"], {"day": tomorrow.isoformat()})


def test_a_signed_in_patient_books_in_three_screens(open_all_week, browse, amara):
    client = browse(amara)
    assert client.get("/book/").status_code == 200
    address, page = to_times(client, open_all_week)
    picked = times_on(page)[1]
    confirm = client.get(address.replace("/time/", "/confirm/"), {"time": picked, "how": "video"})
    assert "Confirm booking" in text_of(confirm) and "€35.00" in text_of(confirm)

    done = client.post(address.replace("/time/", "/confirm/"), {"time": picked, "how": "video", "where": "PT"})

    appointment = Appointment.objects.get()
    assert done["Location"] == f"/book/appointment/{appointment.id}/"
    assert (appointment.patient_id, appointment.reason, appointment.modality) == (amara.patient_id, "A rash", "video")
    shown = client.get(done["Location"])
    assert "Your visit is booked" in text_of(shown) and "Add to calendar" in text_of(shown)
    assert "A rash" not in text_of(shown)


def test_pressing_twice_books_once(open_all_week, browse, amara):
    client = browse(amara)
    address, page = to_times(client, open_all_week)
    confirm, data = address.replace("/time/", "/confirm/"), {"time": times_on(page)[0], "how": "video", "where": "PT"}

    first, second = client.post(confirm, data), client.post(confirm, data)

    assert first["Location"] == second["Location"]
    assert Appointment.objects.count() == 1


def test_any_red_flag_leads_to_the_emergency_number_and_books_nothing(open_all_week, browse, amara):
    page = browse(amara).post("/book/", answers(open_all_week, red_flags="one"))

    assert "Call 112" in text_of(page) and 'href="tel:112"' in page.content.decode()
    assert BookingDraft.objects.count() == 0


def test_an_unanswered_red_flag_question_keeps_the_patient_here(open_all_week, browse, amara):
    page = browse(amara).post("/book/", answers(open_all_week, red_flags=""))

    assert page.status_code == 422
    assert "so that an emergency does not wait" in text_of(page)


def test_out_of_hours_the_first_screen_says_what_to_do_now(visit, ines, freya, system, browse, amara):
    for person in (ines, freya):
        hours.set_week(practitioner=person.practitioner_id, rules=[], by=system, now=MONDAY_8AM)

    page = browse(amara).get("/book/")

    assert "We are closed just now." in text_of(page)
    assert "Call 112 now" in text_of(page)


def test_a_visitor_books_and_becomes_a_patient_with_an_account(open_all_week, client, quayside):
    address, page = to_times(client, open_all_week, PUBLIC)
    confirm, data = address.replace("/time/", "/confirm/"), {"time": times_on(page)[0], "how": "video"}
    assert "Date of birth" in text_of(client.get(confirm, data))

    done = client.post(confirm, data | IDENTITY)

    appointment = Appointment.objects.select_related("patient").get()
    # Each is signed in a second of its own.
    assert done["Location"].partition(":")[0] == links.path_to(appointment).partition(":")[0]
    assert (appointment.patient.name_text, appointment.patient.email) == ("Kofi Owusu", "kofi@example.org")
    assert PatientProfile.objects.get(patient=appointment.patient).self_registered_at is not None
    assert "Your visit is booked" in text_of(client.get(done["Location"]))
    again = client.post(confirm, data | IDENTITY)
    assert again["Location"] == done["Location"]
    assert Appointment.objects.count() == 1


def test_a_visitor_with_somebodys_address_gets_nothing_of_theirs(open_all_week, client, amara):
    address, page = to_times(client, open_all_week, PUBLIC)
    confirm = address.replace("/time/", "/confirm/")
    client.post(confirm, {"time": times_on(page)[0], "how": "video"} | IDENTITY | {"email": "amara@example.org"})

    from telepraxis.registry.accounts.models import Membership

    assert Appointment.objects.get().patient_id != amara.patient_id
    assert Membership.objects.get(account_id=amara.account_id).patient_id == amara.patient_id


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"birth_date": "31 February 1990"}, "February has no day 31"),
        ({"birth_date": "1 1 2090"}, "has not come yet"),
        ({"email": "nobody"}, "valid email"),
        ({"phone": "12"}, "6 to 15 digits"),
        ({"given": ""}, "required"),
        ({"where": "XX"}, "valid choice"),
    ],
)
def test_nonsense_from_a_visitor_is_named_and_books_nothing(open_all_week, client, wrong, said):
    address, page = to_times(client, open_all_week, PUBLIC)
    confirm = address.replace("/time/", "/confirm/")

    refused = client.post(confirm, {"time": times_on(page)[0], "how": "video"} | IDENTITY | wrong)

    assert refused.status_code == 422
    assert said in text_of(refused)
    assert Appointment.objects.count() == 0


def test_nobody_opens_another_persons_draft(open_all_week, browse, client, amara, tomasz):
    address, _page = to_times(browse(amara), open_all_week)
    theirs, _page = to_times(client, open_all_week, PUBLIC)

    assert browse(tomasz).get(address).status_code == 404
    assert type(client)().get(theirs).status_code == 404


def test_losers_get_a_page_with_three_alternatives(open_all_week, browse, amara, tomasz):
    hers, his = browse(amara), browse(tomasz)
    her_address, page = to_times(hers, open_all_week)
    his_address, _page = to_times(his, open_all_week)
    data = {"time": times_on(page)[0], "how": "video", "where": "PT"}
    hers.post(her_address.replace("/time/", "/confirm/"), data)

    lost = his.post(his_address.replace("/time/", "/confirm/"), data)

    assert lost.status_code == 409
    assert "This time is taken" in text_of(lost)
    assert lost.content.decode().count("data-alternative") == 3
    assert his.get(his_address.replace("/time/", "/confirm/"), data).status_code == 409
    assert Appointment.objects.count() == 1


def test_a_practitioner_without_licence_there_is_named(open_all_week, browse, amara):
    client = browse(amara)
    address, page = to_times(client, open_all_week)

    refused = client.post(
        address.replace("/time/", "/confirm/"), {"time": times_on(page)[0], "how": "video", "where": "ES"}
    )

    assert refused.status_code == 409
    assert "may not treat patients there" in text_of(refused)
    assert Appointment.objects.count() == 0


def test_where_nobody_is_licensed_no_time_is_shown(open_all_week, browse, amara):
    client = browse(amara)
    address, _page = to_times(client, open_all_week)

    page = client.get(address, {"where": "ES"})

    assert times_on(page) == []
    assert "No free time found" in text_of(page)


@pytest.mark.parametrize(
    "nonsense",
    [
        {"day": "2026-13-45", "with": "x", "how": "pigeon", "page": "9999", "where": "??"},
        {"day": "0000-00-00", "page": "-1"},
        {"day": "9" * 300, "with": "9" * 300, "page": "²"},
    ],
)
def test_nonsense_in_the_address_counts_as_nothing_chosen(open_all_week, browse, amara, nonsense):
    client = browse(amara)
    address, _page = to_times(client, open_all_week)

    assert times_on(client.get(address, nonsense)) == times_on(client.get(address))


def test_a_time_with_nobody_is_as_good_as_taken(open_all_week, browse, amara):
    client = browse(amara)
    address, _page = to_times(client, open_all_week)
    nobody = {"time": f"1.{'0' * 32}", "where": "PT"}

    assert client.post(address.replace("/time/", "/confirm/"), nobody).status_code == 409
    assert Appointment.objects.count() == 0


@pytest.mark.parametrize("value", ["", "x", "9.9", "9" * 40 + ".x"])
def test_a_time_that_is_none_leads_back_to_the_times(open_all_week, browse, amara, value):
    client = browse(amara)
    address, _page = to_times(client, open_all_week)
    confirm = address.replace("/time/", "/confirm/")

    for sent in (client.get(confirm, {"time": value}), client.post(confirm, {"time": value, "where": "PT"})):
        assert (sent.status_code, sent["Location"]) == (302, address)


def test_a_parent_books_for_a_child(open_all_week, browse, amara, system):
    from datetime import date

    from telepraxis.registry.accounts.actors import actor_of_account
    from telepraxis.registry.accounts.models import Account

    child = register(
        given="Zola", family="Okonjo", birth_date=date(2019, 5, 2), jurisdiction="PT", by=system, now=MONDAY_8AM
    )
    account = Account.objects.get(pk=amara.account_id)
    appoint(
        patient=child.uid,
        account=account,
        authority="parental",
        scope=["book", "visit"],
        starts_on=date(2026, 1, 1),
        by=system,
        now=MONDAY_8AM,
    )
    parent = actor_of_account(account, amara.organization_id, now=MONDAY_8AM)
    client = browse(parent)
    address, page = to_times(client, open_all_week, patient=str(child.uid))
    assert "For Zola" in text_of(page)

    client.post(address.replace("/time/", "/confirm/"), {"time": times_on(page)[0], "how": "video", "where": "PT"})

    booked = Appointment.objects.get()
    assert (booked.patient_id, booked.booked_by) == (child.uid, amara.account_id)
    assert "For Zola" in text_of(client.get("/appointments/"))


@pytest.fixture
def booked(open_all_week, amara, ines):
    """Amara's visit with Dr Carvalho, three days from now by the real clock."""
    now = timezone.now()
    from telepraxis.care.scheduling.availability import free_times

    day = (now + timedelta(days=3)).date()
    first = free_times(
        service=open_all_week, practitioners=[ines.practitioner_id], first=day, last=day, now=now, zone="Europe/Lisbon"
    )[0]
    return booking.book_appointment(
        time=first,
        service=open_all_week,
        patient=amara.patient_id,
        modality="video",
        jurisdiction="PT",
        idempotency_key=Appointment().id,
        by=amara,
        now=now,
    )


@pytest.mark.parametrize("way", ["signed_in", "link"])
def test_moves_and_cancels_from_the_page_and_from_the_mail(booked, browse, client, amara, way):
    who, page = (browse(amara), f"/book/appointment/{booked.id}/") if way == "signed_in" else (
        client, links.path_to(booked)
    )  # fmt: skip
    assert "Cancel appointment" in text_of(who.get(page))
    next_day = (booked.starts_at + timedelta(days=1)).date().isoformat()
    picked = times_on(who.get(f"{page}move/", {"day": next_day}))[-1]
    moved = who.post(f"{page}move/", {"time": picked})
    assert moved["Location"] == page
    assert Appointment.objects.get().sequence == 1
    assert "Cancel appointment" in text_of(who.get(f"{page}cancel/"))

    who.post(f"{page}cancel/", {"why": "better already"})

    cancelled = Appointment.objects.get()
    assert (cancelled.status, cancelled.cancelled_why) == ("cancelled", "better already")
    assert "The visit is cancelled" in text_of(who.get(page))


def test_past_the_cut_off_the_page_says_whom_to_call(booked, client):
    now, hour = timezone.now(), timedelta(hours=1)
    Appointment.objects.update(starts_at=now + 3 * hour, ends_at=now + 4 * hour, booked_at=now - 48 * hour)
    page = links.path_to(booked)

    shown, refused = client.get(page), client.post(f"{page}cancel/")

    assert "Changes online were possible until" in text_of(shown)
    assert "+351 210 555 000" in text_of(shown)
    assert "Cancel appointment" not in text_of(shown)
    assert refused.status_code == 409
    assert Appointment.objects.get().status == "booked"


def test_the_calendar_file_comes_from_page_and_link(booked, browse, amara, client):
    for who, page in ((browse(amara), f"/book/appointment/{booked.id}/"), (client, links.path_to(booked))):
        sent = who.get(f"{page}visit.ics")
        assert sent["Content-Type"] == "text/calendar; charset=utf-8"
        assert b"METHOD:REQUEST" in sent.content


def test_forged_links_open_nothing(booked, client):
    token = links.token_for(booked)
    for forged in ("x", token[:-2] + "xx", token.split(":")[0]):
        for page in ("", "move/", "cancel/", "visit.ics"):
            assert client.get(f"/book/link/{forged}/{page}").status_code == 404
    assert Appointment.objects.get().status == "booked"


def test_another_patient_finds_no_such_appointment(booked, browse, tomasz):
    client = browse(tomasz)
    for page in ("", "move/", "cancel/", "visit.ics"):
        assert client.get(f"/book/appointment/{booked.id}/{page}").status_code == 404
    assert client.post(f"/book/appointment/{booked.id}/cancel/").status_code == 404
    assert Appointment.objects.get().status == "booked"


def test_free_times_as_json(open_all_week, client, ines, freya):
    today = timezone.now().date()
    question = {"service": str(open_all_week.id), "first": today.isoformat(), "days": "3"}
    answer = client.get("/c/quayside/book/times.json", question).json()

    assert {each["practitioner"] for each in answer["practitioners"]} == {
        str(ines.practitioner_id),
        str(freya.practitioner_id),
    }
    assert all(minute % 20 == 0 for each in answer["practitioners"] for day in each["days"].values() for minute in day)


@pytest.mark.parametrize(
    "nonsense",
    [
        {},
        {"service": "x"},
        {"first": "2026-02-31"},
        {"days": "0"},
        {"days": "9999"},
        {"first": "0001-01-01", "days": "x"},
    ],
)
def test_nonsense_questions_get_a_sentence(open_all_week, client, nonsense):
    question = {"service": str(open_all_week.id), "first": "2026-12-01", "days": "3"} | nonsense
    question = nonsense and question
    assert client.get("/c/quayside/book/times.json", question).status_code == 400


def test_the_pages_ask_a_constant_number_of_questions(
    open_all_week, browse, amara, tomasz, ines, freya, django_assert_max_num_queries, system
):
    client = browse(amara)
    address, page = to_times(client, open_all_week)
    confirm = address.replace("/time/", "/confirm/")
    question = {"time": times_on(page)[0], "how": "video"}
    pages = [("/book/", {}), (address, {}), (confirm, question), ("/appointments/", {})]

    def counted(path, data):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        calendars.forget_all()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(path, data).status_code == 200
        return len(asked)

    for each in pages:
        counted(*each)
    before = [counted(*each) for each in pages]
    picked = times_on(page)[-6:]
    for value in picked:
        theirs, _page = to_times(browse(tomasz), open_all_week)
        browse(tomasz).post(theirs.replace("/time/", "/confirm/"), {"time": value, "how": "video", "where": "PT"})
    after = [counted(*each) for each in pages]

    assert after == before
    assert max(before) <= 34, before
