"""How many screens, taps and seconds the common ways cost, counted in a real browser on a phone and at a desk.

A click, a shortcut or filling one field is one act. Seconds are what the machine took (measured) plus what a person
takes (keystroke-level model of Card, Moran and Newell): 1.35 s to make up one's mind and 1.1 s to reach and press for
each act, 0.2 s for each letter typed; reading is not in it. Screens are those from the link to the picture.
"""

import json
import re
import time
from dataclasses import dataclass

from bench.calls import browser
from bench.houses import Served, in_django, served
from tests.browser import DESKTOP, PHONE

REACH = {
    "patient_first_visit_screens": "<= 5",
    "patient_repeat_taps": "<= 3",
    "safety_card_s": "<= 20",
    "staff_books_caller_s": "<= 30",
    "check_in_keys": "= 1",
}
TO_DECIDE_S, TO_PRESS_S, TO_TYPE_S = 1.35, 1.1, 0.2


@dataclass(frozen=True)
class Prepared:
    """Links to two visits of one patient by video, her clinician's and the front desk's sessions."""

    links: list[str]
    visits: list[str]
    clinician: str
    desk: str


class Hand:
    """Acts on a page, counted; `seconds` is what a person would have needed for them."""

    def __init__(self, page):
        self.page, self.acts, self.began, self.human = page, 0, time.monotonic(), 0.0

    def press(self, target) -> None:
        self._act()
        target.click()

    def fill(self, target, text: str) -> None:
        self._act(letters=len(text))
        target.fill(text)

    def key(self, key: str) -> None:
        self._act()
        self.page.keyboard.press(key)

    def _act(self, letters: int = 0) -> None:
        self.acts += 1
        self.human += TO_DECIDE_S + TO_PRESS_S + letters * TO_TYPE_S

    @property
    def seconds(self) -> float:
        return round(time.monotonic() - self.began + self.human, 1)


def run(say) -> dict[str, float]:
    with served("steps") as house, browser() as chromium:
        ready = Prepared(**json.loads(in_django(house, "bench.steps:prepare").splitlines()[-1]))
        phone = chromium.new_context(permissions=["camera", "microphone"], locale="en-GB", **PHONE)
        screens = first_visit(phone, chromium, house, ready, say)
        taps, card_s = next_visit(phone, house, ready, say)
        desk = chromium.new_context(locale="en-GB", **DESKTOP)
        desk.add_cookies([{"name": "sessionid", "value": ready.desk, "url": house.url}])
        return {
            "patient_first_visit_screens": screens,
            "patient_repeat_taps": taps,
            "safety_card_s": card_s,
            "staff_books_caller_s": caller(desk, house, say),
            "check_in_keys": check_in(desk, house, say),
        }


def first_visit(phone, chromium, house: Served, ready: Prepared, say) -> int:
    """Walk from the link to the clinician's picture; return how many screens that were."""
    page, screens = phone.new_page(), []

    def seen(name: str) -> None:
        screens.append(name)
        say(f"  first visit, screen {len(screens)}: {name}")

    hand = Hand(page)
    page.goto(house.url + ready.links[0])
    page.locator("[data-media=checked]").wait_for()
    seen(page.locator("h1").first.inner_text())
    hand.press(page.get_by_role("button", name="Continue"))
    page.get_by_role("region", name="Safety card").wait_for()
    seen("Safety card")
    hand.fill(page.get_by_label("Street and town"), "14 Ropewalk Street")
    hand.press(page.get_by_text("Only me"))
    hand.press(page.get_by_label("I agree to be treated by video"))
    hand.press(page.get_by_role("button", name="Continue"))
    page.get_by_role("region", name="Waiting room").wait_for()
    seen("Waiting room")
    _admit(chromium, house, ready)
    page.wait_for_function("() => document.querySelector('video[data-participant]')?.currentTime > 0", timeout=60_000)
    seen("Call")
    page.close()
    return len(screens)


def _admit(chromium, house: Served, ready: Prepared) -> None:
    context = chromium.new_context(permissions=["camera", "microphone"], locale="en-GB", **DESKTOP)
    context.add_cookies([{"name": "sessionid", "value": ready.clinician, "url": house.url}])
    page = context.new_page()
    page.goto(f"{house.url}/visit/{ready.visits[0]}/")
    page.get_by_role("button", name="Admit").click()
    page.wait_for_function("() => document.querySelector('video[data-participant]')?.currentTime > 0", timeout=60_000)
    page.get_by_role("button", name="Finish visit").click()
    page.get_by_text("The visit has ended").wait_for()
    context.close()


def next_visit(phone, house: Served, ready: Prepared, say) -> tuple[int, float]:
    """Come back on the same phone; return the taps from the link to the waiting room, and the seconds of the card."""
    page = phone.new_page()
    page.goto(house.url + ready.links[1])
    hand = Hand(page)
    page.get_by_role("region", name="Safety card").wait_for()
    whole = page.evaluate("() => document.querySelector('main').getBoundingClientRect().height <= innerHeight")
    hand.press(page.get_by_text("Only me"))
    hand.press(page.get_by_label("I agree to be treated by video"))
    hand.press(page.get_by_role("button", name="Continue"))
    page.get_by_role("region", name="Waiting room").wait_for()
    say(f"  next visit: {hand.acts} taps, {hand.seconds} s; the card fits one screen: {'yes' if whole else 'no'}")
    page.close()
    return hand.acts, hand.seconds


def caller(desk, house: Served, say) -> float:
    """Find the caller, take the soonest time, book; return the seconds."""
    page = desk.new_page()
    page.goto(f"{house.url}/desk/")
    hand = Hand(page)
    hand.press(page.get_by_role("button", name="Book for a caller"))
    hand.fill(page.get_by_label("Name, birth date or phone").first, "okonjo")
    hand.press(page.get_by_role("link", name=re.compile("Amara Okonjo")).first)
    hand.fill(page.get_by_label("Reason"), "Rash again")
    hand.press(page.get_by_role("button", name="Book", exact=True))
    page.wait_for_url(re.compile(r"/desk/(?!caller)"))
    say(f"  a caller booked: {hand.acts} acts, {hand.seconds} s")
    page.close()
    return hand.seconds


def check_in(desk, house: Served, say) -> int:
    """Check in the patient whose row has the focus; return the keys."""
    page = desk.new_page()
    page.goto(f"{house.url}/desk/")
    row = page.get_by_role("row").filter(has_text="Tomasz Wilk")
    row.focus()
    hand = Hand(page)
    hand.key("c")
    page.get_by_role("row").filter(has_text="Tomasz Wilk").get_by_text("Checked in").wait_for()
    say(f"  checked in with {hand.acts} key")
    page.close()
    return hand.acts


def prepare(say) -> None:
    """In the installation: a clinic of this minute. Prints what `Prepared` reads."""
    from datetime import date, timedelta
    from uuid import uuid4

    from django.test import Client
    from django.utils import timezone

    from telepraxis.base.access import Role
    from telepraxis.care.encounters.visits import open_visit
    from telepraxis.care.scheduling import attendance, hours, offering
    from telepraxis.care.telehealth import links
    from telepraxis.care.telehealth.tests.clinic import open_clinic
    from telepraxis.registry.accounts.people import create_staff_account
    from telepraxis.registry.patients.registration import register
    from tests.signing_in import sign_in_client

    now, slug = timezone.now(), f"steps-{uuid4().hex[:8]}"
    clinic = open_clinic(slug, "Bench Steps")
    with clinic.serving():
        system = clinic.system
        rui = create_staff_account(
            email=f"rui@{slug}.example", name="Rui Tavares", roles={Role.FRONT_DESK}, by=system, now=now
        )
        week = [hours.WeekRule(weekday, 0, 24 * 60) for weekday in range(7)]
        hours.set_week(practitioner=clinic.ines, rules=week, by=system, now=now)
        service = offering.offer_service(
            name="Visit", minutes=20, grid_minutes=5, notice_minutes=0, currency="EUR",
            modalities=["video", "in_person"], practitioners=[clinic.ines], by=system, now=now,
        )  # fmt: skip
        tomasz = register(
            given="Tomasz", family="Wilk", birth_date=date(1955, 2, 2), phone="+351910555020", jurisdiction="PT",
            by=system, now=now,
        )  # fmt: skip
        at_the_desk = attendance.walk_in(
            patient=tomasz.uid, practitioner=clinic.ines, service=service, by=system, now=now
        )
        attendance.undo_check_in(appointment=at_the_desk, by=system, now=now)
        second = open_visit(
            patient=clinic.amara, practitioner=clinic.ines, modality="video", planned_at=now + timedelta(minutes=30),
            by=system, now=now,
        )  # fmt: skip
    visits = [clinic.visit_id, second.id]
    tokens = [links.join_token(organization_id=clinic.tenant.id, visit_id=visit) for visit in visits]
    desk = Client()
    sign_in_client(desk, rui, clinic.tenant)
    found = {
        "links": [f"/join/{token}/" for token in tokens],
        "visits": [str(visit) for visit in visits],
        "clinician": clinic.clinician_cookie(),
        "desk": desk.cookies["sessionid"].value,
    }
    print(json.dumps(found))
