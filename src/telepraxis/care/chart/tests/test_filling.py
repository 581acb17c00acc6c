"""Prepared words in a note: facts come from the record and say so, what is not known stays open."""

import json
from decimal import Decimal

import pytest

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.base.record.labels import CODINGS, Label
from telepraxis.base.record.models import Composition, Resource
from telepraxis.care.encounters import presences, visits
from telepraxis.care.encounters.tests.people import TEN_FORTY, booked
from telepraxis.care.entries import keeping
from telepraxis.care.measurements import taking

from .. import notes, phrases, putting_in
from ..filling import asked_again, filled_of, fillings_of, marks_of
from ..history import with_notes
from ..models import NoteDraft, PhraseUse, PutIn
from ..origins import is_wholly_copied

REVIEW = {
    "subjective": "{first name}, {age}: {reason}.",
    "objective": "BP {last bp}, weight {weight today}. {unheard of}",
}


@pytest.fixture
def visit(amara_record, ines_record, ines):
    visit = visits.visit_for(appointment=booked(amara_record, ines_record, "in_person"), now=TEN_FORTY)
    presences.start_talking(visit=visit, by=ines, now=TEN_FORTY)
    visit.refresh_from_db()
    pressure = taking.Taken(kind="blood_pressure", values=(Decimal(138), Decimal(86)))
    taking.record_measurements(patient=visit.patient_id, taken=[pressure], visit=visit, by=ines, now=TEN_FORTY)
    return visit


def kept(by, for_practice=False, **words):
    said = {"kind": "template", "shortcut": "bp", "title": "BP review", "sections": REVIEW} | words
    return phrases.keep(words=phrases.Words(**said), for_practice=for_practice, by=by, now=TEN_FORTY)


def put(visit, phrase, by, section="plan"):
    return putting_in.put_in(visit=visit, phrase=phrase, section=section, by=by, now=TEN_FORTY)


def test_what_the_record_knows_is_filled_in_and_nothing_is_invented(visit, ines):
    assert put(visit, kept(ines), ines) == {
        "subjective": "Amara, 35: Itchy rash.",
        "objective": "BP 138/86 mmHg (Mon 23 Nov), weight [weight today]. [unheard of]",
    }


def test_the_signed_note_says_where_its_facts_come_from(visit, ines):
    written = put(visit, kept(ines), ines) | {"plan": "Rest."}
    notes.save_draft(visit=visit, sections=written, revision=0, by=ines, now=TEN_FORTY)
    note = notes.sign(visit=visit, by=ines, now=TEN_FORTY)

    [seen] = [each for each in json.loads(note.doc)["section"] if each["title"] == "Objective"]
    [said] = [each for each in seen["extension"] if each["url"] == "urn:telepraxis:filled-in"]
    fact = {part["url"]: part for part in said["extension"][-1]["extension"]}
    assert (fact["slot"]["valueString"], fact["said"]["valueString"]) == ("last bp", "138/86 mmHg (Mon 23 Nov)")
    assert fact["source"]["valueReference"]["reference"].startswith("Observation/")
    filled = filled_of(note)
    assert filled["objective"].words == "Unchanged from the template BP review · From the record: last bp"
    assert PutIn.objects.count() == 0
    [past] = with_notes([visit])
    assert past.note.filled["Seen"] == filled["objective"]


def test_what_was_written_over_is_named_no_more(visit, ines):
    put(visit, kept(ines), ines)
    texts = dict.fromkeys(("subjective", "objective", "assessment", "plan"), "")
    texts |= {"subjective": "Well.", "objective": "BP 138/86 mmHg (Mon 23 Nov), lungs clear."}
    fillings = fillings_of(visit, texts)

    assert marks_of({}, fillings) == {
        "subjective": "", "objective": "From the record: last bp", "assessment": "", "plan": "",
    }  # fmt: skip
    assert asked_again(texts, fillings)["objective"] == "BP {last bp}, lungs clear."


def test_a_note_that_is_nothing_but_a_template_is_called_so(visit, ines):
    texts = dict.fromkeys(("subjective", "objective", "assessment", "plan"), "") | put(visit, kept(ines), ines)

    assert is_wholly_copied(texts, {}, fillings_of(visit, texts))
    assert not is_wholly_copied(texts | {"plan": "Rest."}, {}, fillings_of(visit, texts))


def test_what_bears_a_label_goes_into_no_note_by_itself(visit, ines):
    for what in ("Asthma", "Depression"):
        keeping.add(patient=visit.patient_id, kind="problem", values={"what": what}, by=ines, now=TEN_FORTY)
    labelled(next(row for row in Resource.objects.filter(type="Condition") if "Depression" in row.doc), ines)
    phrase = kept(ines, kind="phrase", text="Known: {problems}.", sections={})

    assert put(visit, phrase, ines) == {"plan": "Known: Asthma."}


def labelled(row, by) -> None:
    system, code, display = CODINGS[Label.MENTAL_HEALTH]
    doc = record.content_of(row)
    doc["meta"]["security"] = [{"system": system, "code": code, "display": display}]
    record.write(row.type, doc, by=by, now=TEN_FORTY)


def test_a_colleague_puts_nothing_into_the_note(visit, ines, sam):
    phrase = kept(ines, for_practice=True)
    with pytest.raises(NotAllowed):
        put(visit, phrase, sam)

    assert (PutIn.objects.count(), PhraseUse.objects.count()) == (0, 0)


def test_a_signed_note_takes_nothing_more(visit, ines, browse):
    phrase = kept(ines)
    notes.save_draft(visit=visit, sections={"plan": "Rest."}, revision=0, by=ines, now=TEN_FORTY)
    notes.sign(visit=visit, by=ines, now=TEN_FORTY)
    said = {"phrase": phrase.id, "section": "plan"}
    answer = browse(ines).post(f"/visit/{visit.id}/note/put-in/", said)

    assert answer.status_code == 410 and "signed in another window" in answer.json()["refused"]
    assert (PutIn.objects.count(), Composition.objects.count()) == (0, 1)


def test_the_note_s_page_puts_in_what_is_ones_own_or_the_practices(visit, ines, sam, browse):
    theirs, ours = kept(sam), kept(ines, for_practice=True, shortcut="ours")
    client, path = browse(ines), f"/visit/{visit.id}/note/put-in/"
    assert client.post(path, {"phrase": theirs.id, "section": "plan"}).status_code == 404
    assert client.post(path, {"phrase": ours.id, "section": "elsewhere"}).status_code == 404
    answer = client.post(path, {"phrase": ours.id, "section": "plan"})

    assert answer.json()["sections"]["subjective"] == "Amara, 35: Itchy rash."
    assert NoteDraft.objects.count() == 0
    assert PhraseUse.objects.get().times == 1


def test_what_fits_the_visit_stands_first_then_favourites_then_what_is_used(visit, ines, browse):
    kept(ines, kind="phrase", shortcut="a", title="Alpha", text="a", sections={})
    used = kept(ines, kind="phrase", shortcut="b", title="Beta", text="b", sections={})
    starred = kept(ines, kind="phrase", shortcut="c", title="Gamma", text="c", sections={})
    kept(ines, for_practice=True, shortcut="d", title="Delta", suggested_for="knee, RASH")
    put(visit, used, ines)
    phrases.star(phrase=starred, starred=True, by=ines, now=TEN_FORTY)
    listed = browse(ines).get(f"/visit/{visit.id}/note/phrases/").json()["phrases"]

    assert [(each["title"], each["why"]) for each in listed] == [
        ("Delta", "fits this visit"), ("Gamma", "★"), ("Beta", ""), ("Alpha", ""),
    ]  # fmt: skip


def test_a_favourite_is_one_persons(ines, sam, freya, browse):
    phrase = kept(ines, for_practice=True)
    browse(freya).post(f"/phrases/{phrase.id}/star/", {"starred": "1"})

    assert [each.starred for each in phrases.usable_by(freya)] == [True]
    assert [each.starred for each in phrases.usable_by(sam)] == [False]
    browse(freya).post(f"/phrases/{phrase.id}/star/", {"starred": "0"})
    assert [each.starred for each in phrases.usable_by(freya)] == [False]
    own = kept(sam, shortcut="mine")
    assert browse(freya).post(f"/phrases/{own.id}/star/", {"starred": "1"}).status_code == 404
    assert PhraseUse.objects.filter(phrase=own).count() == 0


def test_a_copy_of_the_practices_is_ones_own_to_change(ines, freya, browse):
    phrase = kept(ines, for_practice=True, suggested_for="rash")
    client = browse(freya)
    page = client.get("/phrases/").content.decode()
    assert "Copy for me" in page and "BP review" in page
    client.post(f"/phrases/{phrase.id}/copy/")
    [own] = phrases.phrases_of(freya.account_id)

    assert (own.title, own.objective, own.suggested_for) == ("BP review", REVIEW["objective"], "rash")
    assert phrases.usable_by(freya) == [own]
    client.post(f"/phrases/{phrase.id}/copy/")
    assert len(phrases.phrases_of(freya.account_id)) == 1


def test_two_who_change_one_template_lose_nothing(ines, sam, browse):
    phrase = kept(ines, for_practice=True)
    typed = {"kind": "template", "title": "BP", "shortcut": "bp", "plan": "Ines writes", "revision": 1}
    browse(ines).post(f"/phrases/{phrase.id}/", typed)
    answer = browse(sam).post(f"/phrases/{phrase.id}/", typed | {"plan": "Sam writes"})

    page = answer.content.decode()
    assert answer.status_code == 422 and "Dr Inês Carvalho changed it meanwhile" in page
    assert "Ines writes" in page and "Sam writes" in page and 'name="revision" value="2"' in page
    assert phrases.phrases_of(None)[0].plan == "Ines writes"
    browse(sam).post(f"/phrases/{phrase.id}/", typed | {"plan": "Both", "revision": 2})
    assert phrases.phrases_of(None)[0].plan == "Both"


def test_lines_are_offered_for_the_chart_and_not_in_the_note(ines, browse):
    kept(ines, kind="line", title="New hypertension", text="hypertension; amlodipine 5 mg once a day", sections={})
    client = browse(ines)

    assert client.get("/phrases/lines/").json() == {
        "lines": [{"title": "New hypertension", "line": "hypertension; amlodipine 5 mg once a day"}]
    }
    assert phrases.usable_by(ines) == []
