"""The appointment as a calendar entry (RFC 5545), asked for or taken back (RFC 5546). Nothing clinical in it."""

from dataclasses import dataclass
from datetime import datetime

from icalendar import Calendar, Event, vCalAddress, vText

MEDIA_TYPE = "text/calendar"


@dataclass(frozen=True)
class Entry:
    """What the calendar file says of an appointment."""

    appointment_id: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    practice: str
    practitioner: str
    where: str
    link: str
    organizer_email: str
    patient_email: str
    changed_at: datetime


def request(entry: Entry) -> bytes:
    """Return the file that puts the visit into a calendar, or moves it there: a higher sequence wins."""
    return _file("REQUEST", "CONFIRMED", entry)


def cancellation(entry: Entry) -> bytes:
    """Return the file that takes the visit out of the calendar again."""
    return _file("CANCEL", "CANCELLED", entry)


def media_type_of(make) -> str:
    """Return how a mail names the file, so that mail programs offer to put it into the calendar (RFC 6047, 2.4)."""
    return f"{MEDIA_TYPE}; method={'CANCEL' if make is cancellation else 'REQUEST'}"


def _file(method: str, status: str, entry: Entry) -> bytes:
    calendar = Calendar()
    calendar.add("prodid", "-//Telepraxis//Appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    event = Event()
    event.add("uid", f"{entry.appointment_id}@{entry.organizer_email.rpartition('@')[2]}")
    event.add("sequence", entry.sequence)
    event.add("dtstamp", entry.changed_at)
    event.add("dtstart", entry.starts_at)
    event.add("dtend", entry.ends_at)
    event.add("status", status)
    event.add("summary", f"{entry.practice}: {entry.practitioner}")
    event.add("location", entry.where)
    event.add("url", entry.link)
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE" if status == "CONFIRMED" else "TRANSPARENT")
    event["organizer"] = _person(entry.organizer_email, entry.practice)
    if entry.patient_email:
        attendee = _person(entry.patient_email)
        attendee.params["partstat"] = vText("ACCEPTED")
        event.add("attendee", attendee, encode=0)
    calendar.add_component(event)
    return calendar.to_ical()


def _person(email: str, name: str = "") -> vCalAddress:
    address = vCalAddress(f"mailto:{email}")
    if name:
        address.params["cn"] = vText(name)
    return address
