"""Mails and reminders: the right one at the right time, with a calendar entry, and nothing clinical in any."""

import re
from datetime import timedelta

import pytest
from icalendar import Calendar
from procrastinate.contrib.django.models import ProcrastinateJob

from telepraxis.base.events.facts import revive
from telepraxis.base.events.models import ToldFact
from telepraxis.base.notify.models import OutgoingMail
from telepraxis.care.scheduling import booking, links, listeners
from telepraxis.care.scheduling.events import (
    AppointmentBooked,
    AppointmentCancelled,
    AppointmentMoved,
    OtherTimesOffered,
)
from telepraxis.care.scheduling.reminders import remind
from tests.people import MONDAY_8AM

from .conftest import WEDNESDAY, at, time_with

HEARS = {
    AppointmentBooked: listeners.confirm_booking,
    AppointmentMoved: listeners.confirm_move,
    AppointmentCancelled: listeners.confirm_cancellation,
    OtherTimesOffered: listeners.ask_to_choose_again,
}


def hear_everything(now=MONDAY_8AM):
    """Let the room's listeners hear what was told, as the worker would."""
    for told in ToldFact.objects.filter(kind__startswith="care.scheduling.").order_by("told_at", "id"):
        fact = revive(told)
        if type(fact) in HEARS:
            HEARS[type(fact)](fact, now=now)


def mails():
    return list(OutgoingMail.objects.order_by("queued_at", "id"))


def entry_in(mail):
    ((name, content, media_type),) = mail.body()[2]
    calendar = Calendar.from_ical(content)
    assert (name, media_type) == ("visit.ics", f"text/calendar; method={calendar['method']}")
    (event,) = calendar.walk("VEVENT")
    return calendar["method"], event, content.decode()


def leads(text: str, link: str) -> bool:
    """Say whether the text has this link, signed in whatever second."""
    appointment, _, rest = link.partition(":")
    return bool(re.search(f"{re.escape(appointment)}:[^/]+/{re.escape(rest.partition('/')[2])}", text))


def test_a_booking_is_confirmed_with_a_calendar_entry(book, amara):
    appointment = book(at(9), reason="Burning pain below the navel")
    hear_everything()

    (mail,) = mails()
    method, event, raw = entry_in(mail)
    text, html, _attachments = mail.body()
    assert mail.to == "amara@example.org"
    assert mail.subject == "Booked: Quayside Practice, Wed 25 Nov, 09:00 WET"
    assert (method, event["sequence"], event["status"]) == ("REQUEST", 0, "CONFIRMED")
    assert str(event["uid"]).startswith(f"{appointment.id}@")
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (at(9), at(9, 20))
    assert leads(text, links.path_to(appointment)) and leads(html, links.path_to(appointment, "linked_cancel"))
    for said in (mail.subject, text, html, raw):
        assert "pain" not in said and "navel" not in said


def test_a_move_raises_the_sequence_and_a_cancellation_takes_the_entry_back(book, amara, ines):
    appointment = book(at(9))
    booking.move_appointment(appointment=appointment, time=time_with(ines, at(11)), by=amara, now=MONDAY_8AM)
    hear_everything()
    booking.cancel_appointment(appointment=appointment, by=amara, now=MONDAY_8AM)
    hear_everything()

    moved, cancelled = mails()  # the first mail was overtaken by the move and never sent
    moved_method, moved_event, _raw = entry_in(moved)
    method, event, _raw = entry_in(cancelled)
    assert (moved_method, moved_event["sequence"], moved_event.decoded("dtstart")) == ("REQUEST", 1, at(11))
    assert (method, event["sequence"], event["status"]) == ("CANCEL", 2, "CANCELLED")
    assert moved_event["uid"] == event["uid"]


def test_hearing_twice_mails_once(book):
    book(at(9))
    hear_everything()
    hear_everything()

    assert len(mails()) == 1


def test_a_blocked_day_mails_a_link_to_choose_again(book, ines, rui):
    appointment = book(at(9))
    booking.block_day(practitioner=ines.practitioner_id, day=WEDNESDAY, why="flu", by=rui, now=MONDAY_8AM)
    hear_everything()

    _booked, mail = mails()
    assert mail.subject.startswith("Please choose another time")
    assert leads(mail.body()[0], links.path_to(appointment, "linked_move"))
    assert "flu" not in mail.body()[0]


def test_reminders_are_planned_a_day_and_an_hour_before(book):
    book(at(9))
    hear_everything()

    planned = ProcrastinateJob.objects.filter(task_name="scheduling.remind").order_by("scheduled_at")
    assert [(job.scheduled_at, job.args["which"]) for job in planned] == [
        (at(9) - timedelta(days=1), "day"),
        (at(8), "hour"),
    ]


@pytest.mark.parametrize(
    "which, when, sent",
    [
        ("day", at(9) - timedelta(days=1), 1),
        ("day", at(15) - timedelta(days=1), 1),
        ("day", at(7), 0),
        ("hour", at(8), 1),
        ("hour", at(8, 21), 0),
        ("hour", at(9, 5), 0),
    ],
)
def test_a_late_reminder_is_dropped(book, quayside, which, when, sent):
    appointment = book(at(9))

    remind(organization_id=quayside.id, appointment_id=appointment.id, sequence=0, which=which, now=when)

    assert len(mails()) == sent


def test_nobody_is_reminded_of_what_has_moved_or_is_cancelled(book, quayside, amara, ines):
    appointment = book(at(9))
    booking.move_appointment(appointment=appointment, time=time_with(ines, at(9, 20)), by=amara, now=MONDAY_8AM)
    remind(organization_id=quayside.id, appointment_id=appointment.id, sequence=0, which="hour", now=at(8))
    booking.cancel_appointment(appointment=appointment, by=amara, now=MONDAY_8AM)
    remind(organization_id=quayside.id, appointment_id=appointment.id, sequence=2, which="hour", now=at(8, 20))

    assert mails() == []


def test_a_link_names_one_appointment_and_a_forged_one_nothing(book, quayside):
    appointment = book(at(9))
    token = links.token_for(appointment)

    assert links.read(token) == links.AppointmentLink(quayside.id, appointment.id)
    for forged in (token[:-1], token[1:], "", "x", token.replace(":", "")):
        with pytest.raises(links.LinkUnusable):
            links.read(forged)


def test_the_entry_arrives_as_an_invitation_that_calendars_understand(book, mailbox):
    from telepraxis.base.notify.delivery import hand_over

    book(at(9))
    hear_everything()
    (mail,) = mails()
    hand_over(mail, "Quayside Practice")

    (letter,) = mailbox.letters(to="amara@example.org")
    ((name, media_type, content),) = letter.attachments
    assert (name, media_type) == ("visit.ics", "text/calendar")
    assert b"METHOD:REQUEST" in content and b"SUMMARY:Quayside Practice: Dr In" in content
