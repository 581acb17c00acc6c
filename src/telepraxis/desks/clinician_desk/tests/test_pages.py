"""The desk's pages: the day, the workspace around the call, the chart."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.record.models import Encounter, Resource
from telepraxis.care.encounters import presences, visits
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.tests.people import TEN_FORTY, booked, open_visit
from telepraxis.registry.accounts.models import Account
from telepraxis.registry.apps import registering
from tests.signing_in import sign_in_client

HTMX = {"HX-Request": "true"}


def browser_of(actor, tenant, hat="staff") -> Client:
    client = Client()
    sign_in_client(client, Account.objects.get(id=actor.account_id), tenant, hat=hat)
    return client


@pytest.fixture
def ines_browser(ines, quayside):
    return browser_of(ines, quayside)


@pytest.fixture
def today_appointment(amara_record, ines_record):
    from django.utils import timezone

    return booked(amara_record, ines_record, "phone", timezone.now())


def text(answer) -> str:
    return answer.content.decode()


def test_the_day_shows_four_lanes_and_htmx_gets_them_alone(today_appointment, ines_browser):
    page, lanes = text(ines_browser.get("/day/")), text(ines_browser.get("/day/", headers=HTMX))

    for name in ("Upcoming", "Waiting", "In visit", "To sign"):
        assert f">{name}</h2>" in page and f">{name}</h2>" in lanes
    assert "Amara Okonjo" in page
    assert "<html" not in lanes


def test_a_nurses_day_begins_with_everybodys_visits(today_appointment, freya, quayside):
    nurse = browser_of(freya, quayside)

    assert "Amara Okonjo" in text(nurse.get("/day/"))
    assert "Amara Okonjo" not in text(nurse.get("/day/", {"whose": "mine"}))


@pytest.mark.parametrize("nonsense", ["2026-02-31", "yesterday", "'; DROP TABLE", ""])
def test_a_day_that_does_not_exist_is_today(nonsense, today_appointment, ines_browser):
    assert "Amara Okonjo" in text(ines_browser.get("/day/", {"day": nonsense}))


def test_an_appointment_opens_its_visit_once(today_appointment, ines_browser):
    for _ in range(2):
        answer = ines_browser.post(f"/day/open/{today_appointment.id}/", {"start": "1"})

    visit = Visit.objects.get()
    assert answer.url == f"/visit/{visit.id}/"
    assert visit.status == "in_progress"


def test_the_workspace_holds_stage_note_history_and_story(room_visit, ines_browser):
    page = text(ines_browser.get(f"/visit/{room_visit.id}/"))

    for region in ('id="note-title">Note<', ">History<", ">This visit so far<", 'class="stage"'):
        assert region in page
    assert page.count('id="panel"') == 1


def test_a_video_visit_has_the_call_the_chat_and_the_safety_card(video_visit, ines_browser):
    page = text(ines_browser.get(f"/visit/{video_visit.id}/"))

    for region in ("Waiting room", "Remote video", "Chat", "Safety card"):
        assert page.count(f'aria-label="{region}"') == 1


@pytest.mark.parametrize("panel", ["chart", "schedule", "today", "patient"])
def test_a_panel_comes_alone_to_htmx_and_in_the_shell_to_a_deep_link(panel, room_visit, ines_browser):
    path = f"/visit/{room_visit.id}/{panel}/"
    alone, whole = text(ines_browser.get(path, headers=HTMX)), text(ines_browser.get(path))

    for page in (alone, whole):
        assert f'data-panel="{panel}"' in page
        assert page.count('aria-current="page"') >= 1
    assert 'class="stage"' not in alone and 'class="stage"' in whole


def test_a_visit_by_phone_runs_by_hand_and_ends(phone_visit, ines_browser):
    path = f"/visit/{phone_visit.id}"
    talking = text(ines_browser.post(f"{path}/start/", headers=HTMX))
    stopped = text(ines_browser.post(f"{path}/stop/", headers=HTMX))
    ines_browser.post(f"{path}/finish/")

    assert "Stop the call" in talking and "Go on" in stopped
    assert Visit.objects.get().status == "finished"
    assert "The visit has ended" in text(ines_browser.get(f"{path}/"))


def test_finishing_what_has_not_begun_is_said_and_changes_nothing(video_visit, ines_browser):
    answer = ines_browser.post(f"/visit/{video_visit.id}/finish/", follow=True)

    assert "there is nothing to finish" in text(answer)
    assert Visit.objects.get().status == "waiting"


def test_video_becomes_a_phone_call_in_one_press(video_visit, amara, ines, ines_browser):
    visits.patient_ready(visit=video_visit, by=amara, now=TEN_FORTY)
    visits.admit(visit=video_visit, by=ines, now=TEN_FORTY)
    ines_browser.post(f"/visit/{video_visit.id}/go-on/", {"by": "phone"})
    ines_browser.post(f"/visit/{video_visit.id}/go-on/", {"by": "pigeon"})

    assert (Visit.objects.get().modality, Visit.objects.count()) == ("phone", 1)


def test_the_story_tells_the_visit_in_order(phone_visit, ines, ines_browser):
    presences.start_talking(visit=phone_visit, by=ines, now=TEN_FORTY)
    visits.finish(visit=phone_visit, by=ines, now=TEN_FORTY.replace(minute=50))
    story = text(ines_browser.get(f"/visit/{phone_visit.id}/story/", headers=HTMX))

    assert story.index("The visit ended") < story.index("The visit began")
    assert "Amara Okonjo on the phone" in story


def test_patients_and_the_front_desk_stay_out(room_visit, amara, rui, quayside):
    for somebody, hat in ((amara, "patient"), (rui, "staff")):
        browser = browser_of(somebody, quayside, hat)
        assert browser.get(f"/visit/{room_visit.id}/").status_code == 404
        assert browser.get(f"/chart/{amara.patient_id}/").status_code == 404
        assert browser.get("/day/").status_code == 403


def test_a_page_of_the_chart_is_one_look(room_visit, amara, ines, quayside, ines_browser):
    ines_browser.get(f"/chart/{amara.patient_id}/")
    ines_browser.get(f"/visit/{room_visit.id}/")

    looks = AuditEvent.objects.filter(account_id=ines.account_id, kind="read").order_by("id")
    assert [(look.action, look.patient_id) for look in looks] == [
        ("chart.read", amara.patient_id),
        ("visit.read", amara.patient_id),
    ]


def test_the_workspace_takes_the_same_queries_with_more_history(
    room_visit, amara_record, ines_record, ines, ines_browser
):
    counts = []
    ines_browser.get(f"/visit/{room_visit.id}/")  # what a process remembers is asked once
    for earlier in (1, 4):
        for _ in range(earlier):
            further = open_visit("in_person", amara_record, ines_record, ines)
            presences.start_talking(visit=further, by=ines, now=TEN_FORTY)
            visits.finish(visit=further, by=ines, now=TEN_FORTY)
        with CaptureQueriesContext(connection) as queries:
            ines_browser.get(f"/visit/{room_visit.id}/")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_an_app_is_opened_with_the_encounter_that_runs(phone_visit, ines, system, ines_browser):
    said = registering.Particulars(
        name="Growth Chart", kind="public", proof="none", scopes=["launch", "patient/*.rs"],
        redirect_uris=["https://growth.test/back"], launch_uri="https://growth.test/launch",
    )  # fmt: skip
    registering.register(said, by=system, now=TEN_FORTY)
    presences.start_talking(visit=phone_visit, by=ines, now=TEN_FORTY)
    encounter = Visit.objects.get().encounter.logical_id

    page = text(ines_browser.get(f"/visit/{phone_visit.id}/"))

    assert f'name="encounter" value="{encounter}"' in page
    assert f"/patients/{phone_visit.patient_id}/apps/" in page


def test_what_is_added_in_the_chart_of_a_visit_belongs_to_its_encounter(ines_browser, amara, ines, room_visit):
    visit = visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)
    tab = text(ines_browser.get(f"/visit/{visit.id}/chart/", headers=HTMX))
    again = re.search(r'data-lists hx-get="([^"]+)"', tab)[1].replace("&amp;", "&")
    lists = text(ines_browser.get(again, headers=HTMX))
    form = f"/entries/{amara.patient_id}/problem/add/?visit={visit.id}"
    ines_browser.post(form.partition("?")[0], {"what": "Migraine", "state": "active", "visit": visit.id}, headers=HTMX)

    [problem] = Resource.objects.filter(type="Condition")
    encounter = Encounter.objects.get(uid=visit.encounter_id)
    assert f'hx-get="{form}"' in tab and f'hx-get="{form}"' in lists
    assert 'id="entries-add-problem-chart"' in lists
    assert f'<input type="hidden" name="visit" value="{visit.id}">' in text(ines_browser.get(form, headers=HTMX))
    assert f'"encounter":{{"reference":"Encounter/{encounter.logical_id}"}}' in problem.doc
