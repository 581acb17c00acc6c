"""Marta, the manager, makes a form; Dr Carvalho works at it too; what is published stands."""

from datetime import timedelta

import pytest

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.base.fhir import json_text
from telepraxis.base.fhir.outcome import Refused
from telepraxis.base.record import keepers
from telepraxis.base.record.models import Resource
from tests.fhir import faults
from tests.people import MONDAY_8AM

from .. import authoring, library, shaping
from ..models import Published

LATER = MONDAY_8AM + timedelta(minutes=5)
QUESTION = {"linkId": "q1", "text": "Do you smoke?", "type": "boolean"}


def doc_of(row) -> dict:
    return record.content_of(Resource.objects.get(pk=row.pk))


@pytest.fixture
def smoking(marta):
    row = authoring.begin(title="Smoking", by=marta, now=MONDAY_8AM)
    return authoring.save(form=row, doc=doc_of(row) | {"item": [QUESTION]}, if_version=1, by=marta, now=MONDAY_8AM)


def publish(row, by):
    return authoring.publish(form=row, by=by, now=LATER)


def test_a_form_begins_as_a_draft_and_is_legal_r4(smoking):
    doc = doc_of(smoking)

    assert faults(doc) == []
    assert (doc["title"], doc["status"], doc["version"]) == ("Smoking", "draft", "1")
    assert doc["url"].startswith("urn:telepraxis:form:")


def test_saved_unchanged_it_stays_at_its_version(smoking, marta):
    again = authoring.save(form=smoking, doc=doc_of(smoking), if_version=2, by=marta, now=LATER)

    assert again.version == 2


def test_who_saves_second_is_told_and_both_are_kept(smoking, marta, ines):
    hers = doc_of(smoking) | {"title": "Tobacco"}
    his = doc_of(smoking) | {"title": "Smoking habits"}
    authoring.save(form=smoking, doc=hers, if_version=2, by=ines, now=LATER)

    with pytest.raises(record.VersionConflict):
        authoring.save(form=smoking, doc=his, if_version=2, by=marta, now=LATER)

    assert doc_of(smoking)["title"] == "Tobacco"
    assert [version.version for version in record.history("Questionnaire", smoking.logical_id)] == [3, 2, 1]


def test_what_r4_does_not_allow_is_not_kept(smoking, marta):
    twice = doc_of(smoking) | {"item": [QUESTION, QUESTION]}

    with pytest.raises(authoring.NotAForm) as refused:
        authoring.save(form=smoking, doc=twice, if_version=2, by=marta, now=LATER)

    assert [issue.diagnostics for issue in refused.value.issues] == ["Each linkId stands once. (que-2)"]
    assert doc_of(smoking)["item"] == [QUESTION]


def test_a_published_form_does_not_change(smoking, marta):
    published = publish(smoking, marta)

    with pytest.raises(authoring.NotADraft):
        authoring.save(form=smoking, doc=doc_of(smoking) | {"title": "Else"}, if_version=3, by=marta, now=LATER)
    with pytest.raises(Refused) as refused:
        changed = doc_of(smoking) | {"title": "Else"}
        keepers.keeper_of("Questionnaire").keep(changed, if_version=None, by=marta, now=LATER)

    assert refused.value.status == 409
    assert (doc_of(smoking)["title"], doc_of(smoking)["status"], published.version) == ("Smoking", "active", "1")


def test_a_change_is_a_new_version_that_takes_the_place_of_the_old(smoking, marta):
    first = publish(smoking, marta)
    draft = authoring.new_version(form=smoking, by=marta, now=LATER)
    once_more = authoring.new_version(form=smoking, by=marta, now=LATER)
    second = publish(draft, marta)

    first.refresh_from_db()
    assert once_more.pk == draft.pk
    assert (doc_of(draft)["version"], doc_of(draft)["url"]) == ("2", doc_of(smoking)["url"])
    assert (first.retired_at, second.retired_at) == (LATER, None)
    assert (doc_of(smoking)["status"], doc_of(draft)["status"]) == ("retired", "active")
    url = doc_of(smoking)["url"]
    found = library.forms_named([f"{url}|1", f"{url}|2", url])
    assert [form.version for form in found.values()] == ["1", "2", "2"]


@pytest.mark.parametrize(
    ("items", "sentence"),
    [
        ([], "Add a question."),
        ([{"linkId": "a", "type": "boolean"}], "A question has no words yet."),
        ([{"linkId": "a", "type": "choice", "text": "How?", "answerOption": [{"valueString": "so"}]}],
         "“How?” needs at least two answers to choose from."),
        ([QUESTION, {"linkId": "a", "type": "string", "text": "Since when?",
                     "enableWhen": [{"question": "gone", "operator": "exists", "answerBoolean": True}]}],
         "“Since when?” depends on a question that is not there."),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_not_published(marta, items, sentence):
    row = authoring.begin(title="Smoking", by=marta, now=MONDAY_8AM)
    row = authoring.save(
        form=row, doc=doc_of(row) | ({"item": items} if items else {}), if_version=1, by=marta, now=MONDAY_8AM
    )

    with pytest.raises(authoring.NotReady) as lacks:
        publish(row, marta)

    assert lacks.value.sentences == [sentence]
    assert (Published.objects.count(), doc_of(row)["status"]) == (0, "draft")


def test_an_instrument_is_taken_as_it_is_and_once(marta):
    first = authoring.adopt(instrument="phq-9", by=marta, now=MONDAY_8AM)
    again = authoring.adopt(instrument="phq-9", by=marta, now=LATER)

    assert first.pk == again.pk
    assert faults(doc_of(first.form)) == []
    assert library.read(first.form).canonical == "urn:telepraxis:form:phq-9|1"
    assert [name for name, _ in library.offered()] == ["gad-7", "phq-2", str(first.form_id)]


def test_a_copy_is_another_form(smoking, marta):
    published = publish(smoking, marta)
    copy = authoring.duplicate(form=published.form, title="Vaping", by=marta, now=LATER)

    assert doc_of(copy)["url"] != doc_of(smoking)["url"]
    assert (doc_of(copy)["title"], doc_of(copy)["status"], doc_of(copy)["item"]) == ("Vaping", "draft", [QUESTION])


def test_a_form_from_a_file_keeps_what_this_house_does_not_know(marta):
    brought = {
        "resourceType": "Questionnaire", "id": "theirs", "url": "http://clinic.example/sleep", "version": "2.1",
        "status": "active", "extension": [{"url": "http://clinic.example/colour", "valueString": "blue"}],
        "item": [{"linkId": "1", "type": "decimal", "text": "Hours", "definition": "http://clinic.example/d#hours",
                  "extension": [{"url": "http://clinic.example/x", "valueDecimal": 1}]}],
    }  # fmt: skip
    row = authoring.bring_in(text=json_text.written(brought).encode(), by=marta, now=MONDAY_8AM)

    doc = doc_of(row)
    assert {name: doc[name] for name in ("extension", "item", "url", "version")} == {
        name: brought[name] for name in ("extension", "item", "url", "version")
    }
    assert (doc["status"], doc["id"]) == ("draft", str(row.uid))
    again = authoring.bring_in(text=row.doc.encode(), by=marta, now=LATER)
    assert doc_of(again)["version"] == "2.2"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"{", "This is not JSON"),
        (b'{"resourceType": "Patient"}', "This is no form: its resourceType is not Questionnaire."),
        (b'{"resourceType": "Questionnaire", "status": "ready"}', "status"),
        (b'{"resourceType": "Questionnaire", "status": "draft", "item": [{"linkId": "1", "type": "group"}]}', "que-1"),
    ],
)
def test_a_file_that_is_no_form_is_refused_with_the_reason(marta, text, sentence):
    with pytest.raises(authoring.NotAForm) as refused:
        authoring.bring_in(text=text, by=marta, now=MONDAY_8AM)

    said = " ".join(f"{issue.diagnostics} {issue.expression}" for issue in refused.value.issues)
    assert sentence in said
    assert Resource.objects.filter(type="Questionnaire").count() == 0


def test_only_clinicians_and_managers_make_forms(rui, amara):
    for stranger in (rui, amara):
        with pytest.raises(NotAllowed):
            authoring.begin(title="Smoking", by=stranger, now=MONDAY_8AM)

    assert Resource.objects.filter(type="Questionnaire").count() == 0


def test_a_draft_is_thrown_away_and_a_published_form_is_not(smoking, marta):
    authoring.throw_away(form=smoking, by=marta, now=LATER)
    kept = authoring.adopt(instrument="gad-7", by=marta, now=LATER)

    with pytest.raises(authoring.NotADraft):
        authoring.throw_away(form=kept.form, by=marta, now=LATER)

    assert [row.pk for row in record.of_type("Questionnaire")] == [kept.form_id]


def test_items_move_within_groups_into_them_and_out():
    doc: dict = {"item": []}
    first = shaping.add(doc, "boolean")["linkId"]
    group = shaping.add(doc, "group", first)["linkId"]
    last = shaping.add(doc, "string", group)["linkId"]
    inner = doc["item"][1]["item"][1]["linkId"]

    shaping.move_up(doc, group)
    shaping.move_in(doc, first)
    shaping.move_out(doc, inner)

    assert [(item["linkId"], level) for item, level, _ in shaping.flat(doc)] == [
        (group, 0), (last, 1), (first, 1), (inner, 0)
    ]  # fmt: skip
    for link_id in (last, first):
        shaping.remove(doc, link_id)
    assert doc["item"][0] == {"linkId": group, "type": "display"}
