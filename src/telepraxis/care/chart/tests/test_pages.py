"""The note's card in a browser's words: save, conflict, confirm, sign; and what the patient opens."""

import pytest
from django.test import Client

from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.record.models import Composition
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.tests.people import TEN_FORTY
from telepraxis.registry.accounts.models import Account
from tests.signing_in import sign_in_client

from .. import notes, summaries
from ..models import NoteDraft, SetAside

RASH = {"subjective": "Itchy rash", "objective": "Red patches", "assessment": "Dermatitis", "plan": "Stop the powder"}
HTMX = {"HX-Request": "true"}


def browser_of(actor, tenant, hat="staff") -> Client:
    client = Client()
    sign_in_client(client, Account.objects.get(id=actor.account_id), tenant, hat=hat)
    return client


@pytest.fixture
def begun(room_visit, ines):
    return visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)


@pytest.fixture
def ines_browser(ines, quayside):
    return browser_of(ines, quayside)


def autosave(client, visit, revision, **sections):
    return client.post(
        f"/visit/{visit.id}/note/save/",
        RASH | sections | {"revision": revision},
        headers={"Accept": "application/json"},
    )


def test_a_pause_saves_and_says_when(begun, ines_browser):
    answer = autosave(ines_browser, begun, 0)

    assert answer.json()["revision"] == 1
    assert answer.json()["saved"].startswith("Saved ")
    assert answer.json()["saved"].strip().count(":") == 2
    assert NoteDraft.objects.get().plan == "Stop the powder"


def test_the_second_window_is_shown_both_texts_and_nothing_is_lost(begun, ines_browser):
    autosave(ines_browser, begun, 0)
    autosave(ines_browser, begun, 1, plan="First window")
    answer = autosave(ines_browser, begun, 1, plan="Second window")

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "First window" in page and "Second window" in page
    assert (NoteDraft.objects.get().plan, SetAside.objects.get().plan) == ("First window", "Second window")


@pytest.mark.parametrize("choice, plan", [("ours", "Second"), ("theirs", "First"), ("both", "First\n\nSecond")])
def test_the_author_chooses_how_to_go_on(choice, plan, begun, ines_browser):
    autosave(ines_browser, begun, 0, plan="First")
    autosave(ines_browser, begun, 0, plan="Second")
    answer = ines_browser.post(
        f"/visit/{begun.id}/note/decide/",
        {"choice": choice, "aside": SetAside.objects.get().id, "draft_revision": 1},
        headers=HTMX,
    )

    assert answer.status_code == 200
    assert (NoteDraft.objects.get().plan, SetAside.objects.count()) == (plan, 0)


def sign(client, visit, revision, **more):
    return client.post(f"/visit/{visit.id}/note/sign/", RASH | {"revision": revision} | more, headers=HTMX)


def test_signing_asks_first_and_says_what_it_locks(begun, ines_browser):
    answer = sign(ines_browser, begun, 0, objective="")

    page = answer.content.decode()
    assert "Signing locks this note for good" in page
    assert "Left empty: Seen." in page
    assert ">\nStop the powder</textarea>" in page
    assert Composition.objects.count() == 0


def test_confirmed_it_is_signed_and_the_patient_told(begun, ines_browser):
    sign(ines_browser, begun, 0)
    answer = sign(ines_browser, begun, 1, confirmed="1", summary="No more of that powder.")

    page = answer.content.decode()
    assert "Signed by Dr Inês Carvalho" in page
    assert sorted(Composition.objects.values_list("kind", flat=True)) == ["11506-3", "69730-0"]
    assert summaries.summary_for(begun).text == "No more of that powder."


def test_an_empty_note_is_refused_in_words(begun, ines_browser):
    empty = dict.fromkeys(RASH, "")
    answer = sign(ines_browser, begun, 0, **empty)

    assert answer.status_code == 422
    assert "There is nothing to sign yet" in answer.content.decode()
    assert Composition.objects.count() == 0


def test_before_the_visit_began_nothing_is_signed(room_visit, ines_browser):
    answer = sign(ines_browser, room_visit, 0, confirmed="1")

    assert answer.status_code == 422
    assert "The visit has not begun" in answer.content.decode()
    assert (Composition.objects.count(), NoteDraft.objects.count()) == (0, 1)


def test_a_colleague_reads_no_draft_and_cannot_write_it(begun, ines_browser, sam, quayside):
    autosave(ines_browser, begun, 0)
    colleague = browser_of(sam, quayside)
    page = colleague.get(f"/visit/{begun.id}/note/", headers=HTMX).content.decode()

    assert "Dr Inês Carvalho writes this note." in page
    assert "Itchy rash" not in page
    assert autosave(colleague, begun, 1, plan="Mine").status_code == 404
    assert NoteDraft.objects.get().plan == "Stop the powder"


def test_the_front_desk_sees_no_word_of_a_note(begun, ines, rui, quayside):
    notes.save_draft(visit=begun, sections=RASH, revision=0, by=ines, now=TEN_FORTY)
    notes.sign(visit=begun, by=ines, now=TEN_FORTY)

    assert browser_of(rui, quayside).get(f"/visit/{begun.id}/note/").status_code == 404


def test_a_colleague_adds_an_addendum(begun, ines, sam, quayside):
    notes.save_draft(visit=begun, sections=RASH, revision=0, by=ines, now=TEN_FORTY)
    notes.sign(visit=begun, by=ines, now=TEN_FORTY)
    answer = browser_of(sam, quayside).post(
        f"/visit/{begun.id}/note/addendum/", {"text": "It was Brand X."}, headers=HTMX
    )

    page = answer.content.decode()
    assert "It was Brand X." in page and "Dr Sam Adeyemi" in page


@pytest.fixture
def told(begun, ines):
    notes.save_draft(visit=begun, sections=RASH, revision=0, by=ines, now=TEN_FORTY)
    notes.sign(visit=begun, by=ines, now=TEN_FORTY)
    summaries.write_summary(visit=begun, text="No more of that powder.", by=ines, now=TEN_FORTY)
    return begun


def test_amara_reads_her_summary_and_her_note(told, amara, quayside):
    browser = browser_of(amara, quayside, hat="patient")
    listed = browser.get("/visits/").content.decode()
    page = browser.get(f"/visits/{told.id}/summary/").content.decode()

    assert f"/visits/{told.id}/summary/" in listed
    assert "No more of that powder." in page and "Itchy rash" in page
    looks = AuditEvent.objects.filter(account_id=amara.account_id, kind="read", patient_id=amara.patient_id)
    assert sorted(looks.values_list("action", flat=True)) == ["summary.read", "visits.read"]


def test_tomasz_does_not_read_amaras_summary(told, tomasz, quayside):
    browser = browser_of(tomasz, quayside, hat="patient")

    assert browser.get(f"/visits/{told.id}/summary/").status_code == 404
    assert str(told.id) not in browser.get("/visits/").content.decode()


def test_every_look_at_a_note_is_audited_once(told, sam, quayside):
    browser_of(sam, quayside).get(f"/visit/{told.id}/note/", headers=HTMX)

    looks = AuditEvent.objects.filter(account_id=sam.account_id, kind="read")
    assert [(look.action, look.patient_id) for look in looks] == [("note.read", told.patient_id)]
