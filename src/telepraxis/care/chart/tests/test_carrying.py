"""What is brought forward from an earlier note is marked, before signing and for ever after."""

from datetime import timedelta

import pytest

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.record.models import Composition
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.tests.people import TEN_FORTY, open_visit

from .. import carrying, history, notes
from ..models import Carried, NoteDraft
from ..origins import is_wholly_copied, last_note, origins_of

HTMX = {"HX-Request": "true"}
BEFORE = {
    "subjective": "Itchy rash on both elbows for 7 days.",
    "plan": "Hydrocortisone twice a day.\n\nPhoto on day 7.",
}
WEEK = timedelta(days=7)


@pytest.fixture
def earlier(room_visit, ines):
    visit = visits.admit(visit=room_visit, by=ines, now=TEN_FORTY - WEEK)
    notes.save_draft(visit=visit, sections=BEFORE, revision=0, by=ines, now=TEN_FORTY - WEEK)
    return notes.sign(visit=visit, by=ines, now=TEN_FORTY - WEEK)


@pytest.fixture
def today(earlier, amara_record, ines_record, ines):
    visit = open_visit("in_person", amara_record, ines_record, ines)
    return visits.admit(visit=visit, by=ines, now=TEN_FORTY)


def carry(visit, earlier, by, *sections, revision=0):
    return carrying.carry_forward(
        visit=visit, source=earlier.uid, sections=sections, revision=revision, by=by, now=TEN_FORTY
    )


def hows(visit, texts):
    return {name: origin.how for name, origin in origins_of(visit, texts).items()}


def test_chosen_sections_come_beneath_what_is_written(today, earlier, ines):
    notes.save_draft(visit=today, sections={"plan": "Go on."}, revision=0, by=ines, now=TEN_FORTY)
    draft = carry(today, earlier, ines, "subjective", "plan", revision=1)

    assert draft.subjective == BEFORE["subjective"]
    assert draft.plan == f"Go on.\n\n{BEFORE['plan']}"
    assert hows(today, draft.texts) == {"subjective": "whole", "plan": "part"}


def test_the_mark_follows_what_the_author_does_with_the_text(today, earlier, ines):
    draft = carry(today, earlier, ines, "plan")
    texts = draft.texts

    assert hows(today, texts) == {"plan": "whole"}
    assert hows(today, texts | {"plan": f"{texts['plan']} Better."}) == {"plan": "part"}
    assert hows(today, texts | {"plan": "Hydrocortisone once a day."}) == {"plan": "edited"}
    assert hows(today, texts | {"plan": ""}) == {}


def test_copied_by_hand_is_copied_too(today, ines):
    assert hows(today, {"subjective": "", "objective": "", "assessment": "", "plan": BEFORE["plan"]}) == {
        "plan": "whole"
    }


def test_the_signed_note_keeps_where_it_came_from(today, earlier, ines):
    carry(today, earlier, ines, "plan")
    notes.save_draft(
        visit=today, sections={"subjective": "No itch.", "plan": BEFORE["plan"]}, revision=1, by=ines, now=TEN_FORTY
    )
    signed = notes.sign(visit=today, by=ines, now=TEN_FORTY)

    story, plan = record.content_of(signed)["section"]
    assert "extension" not in story
    assert plan["extension"] == [
        {
            "url": "urn:telepraxis:carried-forward",
            "extension": [
                {"url": "source", "valueReference": {"reference": f"Composition/{earlier.logical_id}"}},
                {"url": "written", "valueDateTime": earlier.date.isoformat()},
                {"url": "how", "valueCode": "whole"},
            ],
        }
    ]
    [now, _] = history.history_of(today.patient_id)
    assert {name: origin.words for name, origin in now.note.copied.items()} == {
        "Plan": "Copied unchanged from the note of Mon 16 Nov"
    }
    assert Carried.objects.count() == 0


def test_a_wholly_copied_note_is_called_so_before_signing(browse, today, earlier, ines):
    browser = browse(ines)
    path = f"/visit/{today.id}/note"
    typed = {"subjective": "", "objective": "", "assessment": "", "plan": "", "revision": 0}
    chosen = {"source": earlier.uid, "carry": ["subjective", "plan"]}
    page = browser.post(f"{path}/carry/", typed | chosen, headers=HTMX).content.decode()
    assert page.count("Copied unchanged from the note of") == 2
    asked = browser.post(f"{path}/sign/", typed | BEFORE | {"revision": 2}, headers=HTMX).content.decode()
    assert "Every word of this note is copied" in asked
    assert "Plan: Copied unchanged from the note of" in asked

    more = typed | BEFORE | {"assessment": "Better.", "revision": 2}
    asked = browser.post(f"{path}/sign/", more, headers=HTMX).content.decode()
    assert "Every word of this note is copied" not in asked
    assert not is_wholly_copied(NoteDraft.objects.get().texts, origins_of(today, NoteDraft.objects.get().texts))


def test_saving_tells_the_marks(browse, today, earlier, ines):
    carry(today, earlier, ines, "plan")
    typed = BEFORE | {"subjective": "", "objective": "", "assessment": "", "plan": "New plan", "revision": 1}
    answer = browse(ines).post(f"/visit/{today.id}/note/save/", typed, headers={"Accept": "application/json"})

    assert answer.json()["marks"] == {
        "subjective": "", "objective": "", "assessment": "",
        "plan": "Changed since it was copied from the note of Mon 16 Nov",
    }  # fmt: skip


def test_refuses_what_is_not_this_patients_last_note(today, earlier, ines, sam):
    for wrong in (today.patient_id, today.encounter_id):
        with pytest.raises(carrying.NothingToCarry):
            carrying.carry_forward(visit=today, source=wrong, sections=["plan"], revision=0, by=ines, now=TEN_FORTY)
    with pytest.raises(carrying.NothingToCarry):
        carry(today, earlier, ines, "objective")
    with pytest.raises(NotAllowed):
        carry(today, earlier, sam, "plan")

    assert (NoteDraft.objects.count(), Carried.objects.count()) == (0, 0)


def test_carrying_is_audited(today, earlier, ines):
    carry(today, earlier, ines, "plan")

    [event] = AuditEvent.objects.filter(action="note.carried_forward")
    assert (event.patient_id, event.entity_id) == (today.patient_id, earlier.logical_id)


def test_the_last_note_of_nobody_is_none(room_visit):
    assert last_note(room_visit) is None
    assert Composition.objects.count() == 0
