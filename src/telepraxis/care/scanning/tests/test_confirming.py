"""Nothing is filed before a person confirms it; what is filed stands in the record, dated, found, with its values."""

import json
from datetime import date
from decimal import Decimal

import pypdfium2
import pytest

from telepraxis.base import files, record
from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.events.models import ToldFact
from telepraxis.base.record.models import DocumentReference, Observation, Resource
from telepraxis.commons.documents import keeping
from tests.fhir import faults
from tests.people import MONDAY_8AM

from .. import confirming, cutting, taking_over
from ..listeners import FileTakenOut, take_values_back
from ..models import Accepted, PaperDocument
from ..suggesting import suggestion_of
from ..taking_over import Decided
from . import scene


@pytest.fixture
def results(amara, rui):
    """Amara's laboratory report, read and waiting to be confirmed."""
    (document,) = scene.documents_of(scene.send_stack(scene.RESULTS, by=rui, now=MONDAY_8AM))
    return document


@pytest.fixture
def letter(tomasz, rui):
    """Tomasz's discharge letter."""
    (document,) = scene.documents_of(scene.send_stack(scene.LETTER, by=rui, now=MONDAY_8AM, mark=1))
    return document


def said(patient, **more):
    return confirming.Confirmed(patient=patient.patient_id, **{"title": "Laboratory report", **more})


def confirm(document, patient, by, **more):
    return confirming.confirm(document=document, said=said(patient, **more), by=by, now=MONDAY_8AM)


def numbers(document, *kinds) -> tuple[int, ...]:
    return tuple(number for number, value in enumerate(suggestion_of(document).values) if value.kind in kinds)


def test_the_paper_itself_says_whose_it_is_what_and_when(results, amara):
    found = suggestion_of(results)

    assert (found.patient, found.type, found.date) == (
        amara.patient_id, ("11502-2", "Laboratory report"), date(2024, 5, 4),
    )  # fmt: skip
    assert [(value.name, value.number, value.unit) for value in found.values if value.kind == "result"] == [
        ("Haemoglobin", Decimal("10.9"), "g/dL"), ("Potassium", Decimal("4.2"), "mmol/L"),
    ]  # fmt: skip


def test_ines_files_it_and_it_stands_in_the_record_with_its_values(results, amara, ines):
    take = Decided(take=numbers(results, "result")[:1], leave=numbers(results, "result")[1:])
    document = confirm(
        results, amara, ines, type=("11502-2", "Laboratory report"), dated=date(2024, 5, 4),
        source="Karoo Spring Hospital", values=take,
    )  # fmt: skip

    row = DocumentReference.objects.get()
    kept = record.content_of(row)
    assert faults(json.loads(row.doc)) == []
    assert (row.kind, row.status, row.patient_id) == ("scan", "current", amara.patient_id)
    assert row.date.date() == date(2024, 5, 4)
    assert kept["type"]["coding"][1]["code"] == "11502-2"
    assert "<p>Karoo Spring Hospital" in kept["text"]["div"] and "Haemoglobin 10.9 g/dL" in kept["text"]["div"]
    assert kept["author"] == [{"display": "Karoo Spring Hospital"}]
    assert "Haemoglobin" in pypdfium2.PdfDocument(files.read(row.sha256))[0].get_textpage().get_text_bounded()
    sent = [one["attachment"] for one in kept["content"] if one.get("format", {}).get("code") == "as-sent"]
    assert files.read(sent[0]["url"].removeprefix("urn:sha256:")) == scene.pdf(1, 0)
    assert (document.state, document.reference_id, document.values_open) == ("filed", row.uid, 0)
    assert [fact.kind for fact in ToldFact.objects.order_by("id")][-1] == "care.scanning.PaperFiled"

    value = Observation.objects.get()
    observed = record.content_of(value)
    assert faults(json.loads(value.doc)) == []
    assert (value.code, value.patient_id, observed["effectiveDateTime"]) == ("718-7", amara.patient_id, "2024-05-04")
    assert observed["valueQuantity"] == {
        "value": Decimal("10.9"), "unit": "g/dL", "system": "http://unitsofmeasure.org", "code": "g/dL",
    }  # fmt: skip
    (source,) = observed["derivedFrom"]
    assert source["reference"] == f"DocumentReference/{row.logical_id}"
    page, *sides = source["extension"][0]["extension"]
    taken = Accepted.objects.get()
    assert page == {"url": "page", "valuePositiveInt": 1}
    assert [side["valueInteger"] for side in sides] == [taken.left, taken.top, taken.width, taken.height]
    provenance = record.content_of(Resource.objects.get(type="Provenance"))
    assert faults(provenance) == []
    assert provenance["target"] == [{"reference": f"Observation/{value.logical_id}"}]


def test_a_problem_an_allergy_a_medicine_and_a_blood_pressure_come_into_their_lists(letter, tomasz, ines):
    take = Decided(take=numbers(letter, "problem", "allergy", "medicine", "vital"))
    confirm(letter, tomasz, ines, title="Discharge summary", dated=date(2023, 6, 11), values=take)

    found = {row.type: record.content_of(row) for row in Resource.objects.exclude(type="Provenance")}
    assert found["Condition"]["code"]["coding"][0]["code"] == "I10"
    assert found["AllergyIntolerance"]["code"]["text"].lower() == "penicillin"
    assert "Amlodipine" in found["MedicationStatement"]["medicationCodeableConcept"]["text"]
    pressure = record.content_of(Observation.objects.get(code="85354-9"))
    assert [one["valueQuantity"]["value"] for one in pressure["component"]] == [148, 92]
    assert pressure["effectiveDateTime"] == "2023-06-11"
    assert Resource.objects.filter(type="Provenance").count() == len(take.take) == Accepted.objects.count()


def test_another_patient_than_suggested_asks_once_more(results, amara, tomasz, ines):
    with pytest.raises(confirming.AskOnceMore) as question:
        confirm(results, tomasz, ines)
    assert question.value.other_suggested
    assert {reason.code for reason in question.value.why} == {"name_differs", "birth_date_differs", "number_differs"}
    assert (DocumentReference.objects.count(), PaperDocument.objects.get().state) == (0, "to_confirm")

    document = confirm(results, tomasz, ines, same_person=True)
    assert document.patient_id == tomasz.patient_id
    filed = AuditEvent.objects.get(action="scanning.filed")
    assert (filed.patient_id, filed.reason) == (tomasz.patient_id, "same person, asked once more")


def test_paper_that_names_nobody_asks_once_more_whoever_is_chosen(amara, ines):
    (document,) = scene.documents_of(scene.send_stack(scene.NOBODYS, by=ines, now=MONDAY_8AM))

    assert suggestion_of(document).patient is None
    with pytest.raises(confirming.AskOnceMore) as question:
        confirm(document, amara, ines)
    assert not question.value.other_suggested


def test_a_page_of_another_patient_inside_the_stack_is_a_document_of_its_own(amara, tomasz, rui):
    another = scene.RESULTS.replace("4 May", "9 May")
    stack = scene.send_stack(scene.RESULTS, scene.LETTER, another, by=rui, now=MONDAY_8AM)

    assert [suggestion_of(one).patient for one in scene.documents_of(stack)] == [
        amara.patient_id, tomasz.patient_id, amara.patient_id,
    ]  # fmt: skip


def test_pages_of_two_people_joined_by_hand_suggest_nobody(amara, tomasz, rui):
    stack = scene.send_stack(scene.RESULTS, scene.LETTER, by=rui, now=MONDAY_8AM)
    joined = cutting.join(document=scene.documents_of(stack)[1], by=rui, now=MONDAY_8AM)

    assert suggestion_of(joined).patient is None
    assert "two_people" in {reason.code for reason in suggestion_of(joined).why}
    with pytest.raises(confirming.AskOnceMore):
        confirm(joined, amara, rui)


def test_nothing_is_filed_twice(results, amara, ines, rui):
    confirm(results, amara, ines)
    with pytest.raises(cutting.Settled):
        confirm(results, amara, rui)
    with pytest.raises(cutting.Settled):
        confirming.throw_away(document=results, reason="Twice", by=rui, now=MONDAY_8AM)

    assert DocumentReference.objects.count() == 1


def test_the_front_desk_files_and_the_values_wait_for_a_clinician(results, amara, rui, ines):
    take = Decided(take=numbers(results, "result"))
    document = confirm(results, amara, rui, dated=date(2024, 5, 4), values=take)

    assert (document.state, document.values_open, Observation.objects.count()) == ("filed", 2, 0)
    with pytest.raises(NotAllowed):
        taking_over.decide(document=document, decided=take, by=rui, now=MONDAY_8AM)

    taking_over.decide(document=document, decided=take, by=ines, now=MONDAY_8AM)
    taking_over.decide(document=document, decided=take, by=ines, now=MONDAY_8AM)
    assert (Observation.objects.count(), PaperDocument.objects.get().values_open) == (2, 0)


def test_a_number_that_was_misread_is_put_right(results, amara, ines):
    (haemoglobin, _potassium) = numbers(results, "result")
    decided = Decided(take=(haemoglobin,), numbers={haemoglobin: Decimal("11.9")})
    confirm(results, amara, ines, dated=date(2024, 5, 4), values=decided)

    assert record.content_of(Observation.objects.get())["valueQuantity"]["value"] == Decimal("11.9")
    assert "11.9" in Accepted.objects.get().text


def test_a_value_that_cannot_be_holds_all_of_it_back(letter, tomasz, ines):
    (pressure,) = numbers(letter, "vital")
    decided = Decided(take=(pressure,), numbers={pressure: Decimal("1480")})
    with pytest.raises(taking_over.NotTaken) as reason:
        confirm(letter, tomasz, ines, dated=date(2023, 6, 11), values=decided)

    assert (reason.value.number, "between 30 and 300" in str(reason.value)) == (pressure, True)


def test_wrong_paper_is_taken_out_with_its_values_in_one_act(letter, tomasz, amara, ines):
    take = Decided(take=tuple(range(len(suggestion_of(letter).values))))
    filed = confirm(letter, tomasz, ines, title="Discharge summary", dated=date(2023, 6, 11), values=take)
    with pytest.raises(confirming.ReasonNeeded):
        confirming.take_out(document=filed, reason=" ", by=ines, now=MONDAY_8AM)

    document = confirming.take_out(document=filed, reason="His brother's letter", by=ines, now=MONDAY_8AM)

    assert (document.state, document.patient, document.reason) == ("to_confirm", None, "His brother's letter")
    assert DocumentReference.objects.get().status == "entered-in-error"
    assert {row.status for row in Observation.objects.all()} == {"entered-in-error"}
    for row in Resource.objects.filter(type__in=("Condition", "AllergyIntolerance")):
        coded = record.content_of(row)["verificationStatus"]["coding"]
        assert "entered-in-error" in {one["code"] for one in coded}
    assert record.content_of(Resource.objects.get(type="MedicationStatement"))["status"] == "entered-in-error"
    assert Accepted.objects.filter(taken_back_at=None).count() == 0

    again = confirm(document, tomasz, ines, title="Discharge summary", dated=date(2023, 6, 11), values=take)
    assert (again.state, DocumentReference.objects.filter(status="current").count()) == ("filed", 1)


def test_a_scan_taken_out_among_the_files_takes_its_values_along(results, amara, ines, quayside):
    take = Decided(take=numbers(results, "result"))
    confirm(results, amara, ines, dated=date(2024, 5, 4), values=take)
    row = DocumentReference.objects.get()
    keeping.entered_in_error(document=row, reason="Wrong", by=ines, now=MONDAY_8AM)

    take_values_back(FileTakenOut(patient=amara.patient_id, document=row.uid, at=MONDAY_8AM), now=MONDAY_8AM)

    assert {one.status for one in Observation.objects.all()} == {"entered-in-error"}
    assert PaperDocument.objects.get().state == "to_confirm"


def test_paper_is_thrown_away_with_a_reason_and_the_file_stays(results, rui):
    with pytest.raises(confirming.ReasonNeeded):
        confirming.throw_away(document=results, reason="", by=rui, now=MONDAY_8AM)
    assert PaperDocument.objects.get().state == "to_confirm"

    confirming.throw_away(document=results, reason="An advertisement", by=rui, now=MONDAY_8AM)

    row = PaperDocument.objects.get()
    assert (row.state, row.reason, row.thrown_away_by) == ("thrown_away", "An advertisement", "Rui Tavares")
    assert files.read(row.sheets.get().original.digest) == scene.pdf(1, 0)


def test_nobody_but_who_scans_files(results, amara, marta):
    for person in (marta, amara):
        with pytest.raises(NotAllowed):
            confirm(results, amara, person)
    assert DocumentReference.objects.count() == 0
