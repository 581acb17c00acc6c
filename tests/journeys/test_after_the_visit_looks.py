"""After the visit: plan, papers and the list of what is due, on phone and desktop, light and dark."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from telepraxis.base import tenancy
from telepraxis.care.chart import summaries
from telepraxis.care.encounters import visits
from telepraxis.care.follow_up import planning
from telepraxis.care.letters import writing
from telepraxis.care.scheduling.models import Service
from telepraxis.desks.clinician_desk.tests.scene import morning_at
from tests.browser import sideways
from tests.sites import open_as

pytestmark = pytest.mark.browser
MENU = ["label-content-name-mismatch"]  # the menu shows initials, hidden from screen readers


@pytest.fixture
def afternoon(practice):
    """Amara's visit is over: a plan, a summary, a signed sick note and a draft."""
    now = timezone.now()
    morning = morning_at(practice, now)
    with tenancy.serving(practice.id):
        _plan(morning.visit, morning.ines, now)
        note = writing.Said(
            recipient="Port Alder Ferries\nCrew office",
            not_fit_for="work",
            from_on=now.date(),
            until_on=now.date() + timedelta(days=4),
        )
        drafted = {"visit": morning.visit, "by": morning.ines, "now": now}
        letter = writing.draft_letter(kind="sick_note", said=note, **drafted)
        morning.signed = writing.sign_letter(letter=letter, by=morning.ines, now=now)
        morning.draft = writing.draft_letter(
            kind="colleague", said=writing.Said(text="She has an itchy rash on both hands."), **drafted
        )
        text = "Stop the new washing powder.\n\nPut the cream on twice a day for 7 days."
        summaries.write_summary(visit=morning.visit, text=text, by=morning.ines, now=now)
        visits.finish(visit=morning.visit, by=morning.ines, now=now)
    return morning


def _plan(visit, ines, now) -> None:
    said = {"visit": visit, "by": ines, "now": now}
    in_two_weeks = now.date() + timedelta(days=14)
    cream = planning.write_step(
        kind="task", who="patient", text="Put the cream on twice a day", due_on=in_two_weeks, recalls=True, **said
    )
    planning.write_step(kind="task", who="practice", text="Send the patch test form", due_on=now.date(), **said)
    planning.write_step(
        kind="see_again",
        who="patient",
        text="Look at the hands again",
        service=Service.objects.first(),
        due_on=now.date() - timedelta(days=1),
        recalls=True,
        **said,
    )
    planning.write_step(
        kind="task", who="other", other="Dr Ruiz, dermatology", text="Patch test", due_on=date(2027, 1, 15), **said
    )
    pressure = planning.Measuring(measure="blood_pressure", times_a_day=2, high=Decimal(150))
    planning.write_step(kind="measure", who="patient", text="Sitting, after five minutes", measuring=pressure, **said)
    assert cream.is_open


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("device", ["phone", "desktop"])
def test_reads_well_everywhere(request, site, practice, afternoon, axe, shot, new_context, device, theme):
    doctor = request.getfixturevalue(device)
    doctor.add_cookies([{"name": "theme", "value": theme, "url": site}])
    page = open_as(doctor, site, afternoon.ines.account_id, practice)
    _walk(page, site, axe, shot, f"{device}-{theme}", (
        ("plan-beside-note", f"/visit/{afternoon.visit.id}/"),
        ("due", "/follow-up/"),
        ("letter-write", f"/visit/{afternoon.visit.id}/letters/new/sick_note/"),
        ("letter-draft", f"/letters/{afternoon.draft.id}/"),
        ("letter-signed", f"/letters/{afternoon.signed.id}/"),
    ))  # fmt: skip
    page = open_as(doctor, site, afternoon.amara.account_id, practice, hat="patient")
    _walk(page, site, axe, shot, f"{device}-{theme}", (
        ("plan-home", "/"),
        ("plan-summary", f"/visits/{afternoon.visit.id}/summary/"),
        ("papers", "/letters/"),
        ("paper", f"/letters/{afternoon.signed.id}/"),
        ("check-genuine", f"/c/{practice.slug}/check/{afternoon.signed.code}/"),
        ("security", "/account/security/"),
        ("check-form", f"/c/{practice.slug}/check/"),
    ))  # fmt: skip


def _walk(page, site, axe, shot, mark: str, places) -> None:
    for name, path in places:
        page.goto(site + path)
        page.locator("html[data-ready]").wait_for(state="attached")
        shot(page, f"{name}-{mark}")
        assert sideways(page) == 0, name
        axe(page, without=MENU)
