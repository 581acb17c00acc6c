"""The plan beside the note, on the home, on the list; and how often each page asks the database."""

from datetime import timedelta

import pytest
from django.utils import timezone

from telepraxis.base.audit.models import AuditEvent
from telepraxis.care.scheduling.models import BookingDraft

from .. import planning
from ..models import Step


@pytest.fixture
def now_due(begun, ines, control):
    """A visit to book by yesterday, as of the wall's clock."""
    now = timezone.now()
    step = planning.write_step(
        visit=begun, kind="see_again", who="patient", text="Look again", service=control, by=ines, now=now
    )
    Step.objects.update(due_on=now.date() - timedelta(days=1))
    return step


def test_the_clinician_types_a_step_and_the_line_is_empty_again(begun, ines, browse):
    client = browse(ines)
    said = {"kind": "task", "text": "Put the cream on", "who": "patient", "when": "2w", "recalls": "on"}

    page = client.post(f"/visit/{begun.id}/plan/add/", said, headers={"HX-Request": "true"})

    step = Step.objects.get()
    assert page.status_code == 200
    assert (step.text, step.who, step.recalls) == ("Put the cream on", "patient", True)
    assert "Put the cream on" in page.content.decode()
    assert page.context["form"].is_bound is False


def test_what_is_missing_is_said_and_nothing_is_written(begun, ines, browse):
    client = browse(ines)
    said = {"kind": "task", "text": "Call", "who": "other", "when": "soonish"}

    page = client.post(f"/visit/{begun.id}/plan/add/", said, headers={"HX-Request": "true"})

    assert page.status_code == 422
    assert page.context["form"].errors == {
        "when": ["Give a day from today on: 2w, 3 months, 24/12 or 2026-12-24."],
        "other": ["Say who does it."],
    }
    assert Step.objects.count() == 0


def test_the_patient_books_from_home_with_the_service_set(now_due, amara, browse):
    client = browse(amara)
    home = client.get("/").content.decode()
    assert "It was planned by" in home and "Look again" in home

    answer = client.post(f"/plan/steps/{now_due.id}/book/", {"place": "home"})

    draft = BookingDraft.objects.get()
    day = Step.objects.get().due_on.isoformat()
    assert answer.url == f"/book/{draft.id}/time/?day={day}"
    assert (draft.service.name, draft.reason) == ("Control visit", "Look again")


def test_the_patient_ticks_off_and_can_undo(cream, amara, browse):
    client = browse(amara)

    page = client.post(f"/plan/steps/{cream.id}/done/", {"place": "home"}, follow=True)

    assert Step.objects.get().status == "done"
    assert f"/plan/steps/{cream.id}/not-done/?place=home" in page.content.decode()
    client.post(f"/plan/steps/{cream.id}/not-done/?place=home")
    assert Step.objects.get().status == "open"


def test_the_desk_sees_what_is_due_and_takes_it_out_with_a_reason(now_due, rui, browse):
    client = browse(rui)
    listed = client.get("/follow-up/").content.decode()
    assert "Overdue" in listed and "Amara Okonjo" in listed and f"key={now_due.booking_key}" in listed

    client.post(f"/plan/steps/{now_due.id}/cancel/", {"place": "list", "why": ""})
    assert Step.objects.get().status == "open"
    client.post(f"/plan/steps/{now_due.id}/cancel/", {"place": "list", "why": "Moved to Porto"})

    assert (Step.objects.get().status, Step.objects.get().closed_why) == ("cancelled", "Moved to Porto")
    assert AuditEvent.objects.filter(action="plan.due_read").count() == 1


def test_the_list_asks_a_constant_number_of_questions(
    now_due, begun, ines, rui, control, browse, django_assert_num_queries
):
    client = browse(rui)
    client.get("/follow-up/")
    with django_assert_num_queries(10):
        client.get("/follow-up/")
    for _ in range(5):
        planning.write_step(visit=begun, kind="see_again", who="patient", service=control, by=ines, now=timezone.now())
    with django_assert_num_queries(10):
        client.get("/follow-up/")
