from datetime import UTC, datetime
from decimal import Decimal
from math import inf

import pytest

from telepraxis.base.fhir import keys
from telepraxis.base.fhir.extracting import Entries, entries_of
from telepraxis.base.fhir.parameters import parameters_of

LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def found_at(doc: dict, name: str, own_base: str = "") -> set[tuple]:
    """Return what a parameter finds of a document, without the numbers of its places."""
    entries = entries_of(doc, own_base)
    ids = {place.id for place in parameters_of(doc["resourceType"])[name].places}
    everything = [*entries.words, *entries.moments, *entries.amounts]
    return {tuple(rest) for place, *rest in everything if place in ids}


def words(doc: dict, name: str, own_base: str = "") -> set[str]:
    return {key for key, _ in found_at(doc, name, own_base)}


def observation(**elements) -> dict:
    return {"resourceType": "Observation", **elements}


def patient(**elements) -> dict:
    return {"resourceType": "Patient", **elements}


def test_all_that_marias_blood_pressure_is_found_by():
    pressure = {
        "resourceType": "Observation",
        "id": "bp",
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": "85354-9", "display": "Blood pressure"}]},
        "subject": {"reference": "Patient/maria"},
        "effectiveDateTime": "2026-03-02T09:15:00+01:00",
        "component": [
            {
                "code": {"coding": [{"system": LOINC, "code": "8480-6"}]},
                "valueQuantity": {"value": 128, "unit": "mmHg"},
            },
            {"code": {"coding": [{"system": LOINC, "code": "8462-4"}]}, "valueQuantity": {"value": 84, "unit": "mmHg"}},
        ],
    }
    code, part = "Observation.code", "Observation.component.code"
    place = {
        place.path: place.id
        for name in ("status", "code", "subject", "date", "component-code", "component-value-quantity")
        for place in parameters_of("Observation")[name].places
    }

    assert entries_of(pressure) == Entries(
        words={
            (place["Observation.status"], "final\x1f", 0),
            (place[code], keys.token("85354-9", LOINC), 0),
            (place[code], "\x1dblood pressure", 0),
            (place["Observation.subject"], "Patient/maria", 0),
            (place[part], keys.token("8480-6", LOINC), 0),
            (place[part], keys.token("8462-4", LOINC), 1),
        },
        moments={(place["Observation.effective"], at(2026, 3, 2, 8, 15), at(2026, 3, 2, 8, 15, 1), 0)},
        amounts={
            (place["Observation.component.value"], 128.0, 128.0, "mmHg\x1f", 0),
            (place["Observation.component.value"], 84.0, 84.0, "mmHg\x1f", 1),
        },
        patient="maria",
        at=at(2026, 3, 2, 8, 15),
        lines={(place[code], keys.token("85354-9", LOINC))},
    )


def test_only_what_a_composite_joins_knows_its_position():
    joao = patient(name=[{"family": "Silva"}, {"family": "Pereira"}])

    assert found_at(joao, "family") == {("silva\x1fSilva", 0), ("pereira\x1fPereira", 0)}


def test_a_part_of_a_composite_that_looks_back_to_the_top_stands_at_each_position():
    sequence = {
        "resourceType": "MolecularSequence",
        "referenceSeq": {"chromosome": {"coding": [{"code": "1"}]}},
        "variant": [{"start": 10}, {"start": 20}],
    }
    ((chromosome, start, _),) = parameters_of("MolecularSequence")["chromosome-variant-coordinate"].components
    entries = entries_of(sequence)

    assert {n for place, _, n in entries.words if place == chromosome.id} == {0, 1}
    assert {(low, n) for place, low, _, _, n in entries.amounts if place == start.id} == {(10.0, 0), (20.0, 1)}


def test_tokens_of_every_datatype():
    telecom = [{"system": "phone", "value": "030 1"}, {"system": "email", "value": "maria@example.org"}]
    maria = patient(
        active=True,
        gender="female",
        telecom=telecom,
        identifier=[
            {
                "system": "urn:mrn",
                "value": "12345",
                "type": {"text": "Record number", "coding": [{"system": "urn:types", "code": "MR"}]},
            }
        ],
        communication=[{"language": {"text": "Brazilian Portuguese", "coding": [{"code": "pt-BR"}]}}],
        meta={"tag": [{"system": "urn:tags", "code": "demo", "display": "Demonstration"}]},
    )

    assert words(maria, "active") == {"true\x1f"}
    assert words(maria, "gender") == {"female\x1f"}
    assert words(maria, "email") == {keys.token("maria@example.org", "email")}
    assert words(maria, "telecom") == {keys.token("maria@example.org", "email"), keys.token("030 1", "phone")}
    assert words(maria, "identifier") == {
        keys.token("12345", "urn:mrn"),
        keys.system("urn:mrn"),
        keys.text("Record number"),
        keys.of_type("urn:types", "MR", "12345"),
    }
    assert words(maria, "language") == {"pt-BR\x1f", "\x1dbrazilian portuguese"}
    assert words(maria, "_tag") == {keys.token("demo", "urn:tags"), "\x1ddemonstration"}


@pytest.mark.parametrize(
    "elements, dead",
    [
        ({}, "false"),
        ({"deceasedBoolean": False}, "false"),
        ({"deceasedBoolean": True}, "true"),
        ({"deceasedDateTime": "2020"}, "true"),
    ],
)
def test_every_patient_is_dead_or_not(elements, dead):
    assert words(patient(**elements), "deceased") == {f"{dead}\x1f"}


def test_a_name_and_an_address_are_found_by_each_of_their_parts():
    maria = patient(
        name=[{"use": "official", "text": "Dr. Maria Souza", "family": "Souza", "given": ["Maria"], "prefix": ["Dr."]}],
        address=[{"use": "home", "line": ["Rua 1", "Casa 2"], "city": "São Paulo", "country": "BR"}],
    )

    assert words(maria, "name") == {
        "dr. maria souza\x1fDr. Maria Souza",
        "souza\x1fSouza",
        "maria\x1fMaria",
        "dr.\x1fDr.",
    }
    assert words(maria, "given") == {"maria\x1fMaria"}
    assert words(maria, "address") == {
        "rua 1\x1fRua 1",
        "casa 2\x1fCasa 2",
        "sao paulo\x1fSão Paulo",
        "br\x1fBR",
    }


def test_a_reference_by_address_by_identifier_or_to_a_contained_one():
    results = {
        "resourceType": "DiagnosticReport",
        "result": [
            {"reference": "Observation/1/_history/2"},
            {"reference": "https://clinic.example/fhir/Observation/2"},
            {"reference": "https://elsewhere.example/Observation/3"},
            {"reference": "#inside"},
            {"identifier": {"system": "urn:lab", "value": "4"}, "display": "the fourth"},
        ],
    }

    assert words(results, "result", "https://clinic.example/fhir") == {
        "Observation/1",
        "Observation/2",
        "https://elsewhere.example/Observation/3",
        keys.identifier("4", "urn:lab"),
    }


def test_a_canonical_reference_and_an_address():
    answers = {"resourceType": "QuestionnaireResponse", "questionnaire": "http://clinic.example/phq9|2"}
    questions = {"resourceType": "Questionnaire", "url": "http://clinic.example/phq9"}

    assert words(answers, "questionnaire") == {"http://clinic.example/phq9\x1f2"}
    assert words(questions, "url") == {"http://clinic.example/phq9"}


def test_only_a_condition_that_holds_is_followed():
    library = {
        "resourceType": "Library",
        "relatedArtifact": [
            {"type": "depends-on", "resource": "http://clinic.example/a"},
            {"type": "successor", "resource": "http://clinic.example/b"},
        ],
    }

    assert words(library, "depends-on") == {"http://clinic.example/a"}
    assert words(library, "successor") == {"http://clinic.example/b"}
    assert words(library, "predecessor") == set()


def test_of_a_bundle_only_the_first_resource_is_named():
    document = {
        "resourceType": "Bundle",
        "entry": [
            {"resource": {"resourceType": "Composition", "id": "letter"}},
            {"resource": {"resourceType": "Patient", "id": "maria"}},
        ],
    }

    assert words(document, "composition") == {"Composition/letter"}


@pytest.mark.parametrize(
    "elements, low, high",
    [
        ({"effectiveDateTime": "2012"}, at(2012, 1, 1), at(2013, 1, 1)),
        ({"effectiveInstant": "2012-01-02T03:04:05Z"}, at(2012, 1, 2, 3, 4, 5), at(2012, 1, 2, 3, 4, 6)),
        ({"effectivePeriod": {"start": "2012-01", "end": "2012-02"}}, at(2012, 1, 1), at(2012, 3, 1)),
        ({"effectivePeriod": {"start": "2012-01"}}, at(2012, 1, 1), None),
        ({"effectivePeriod": {"end": "2012-02"}}, None, at(2012, 3, 1)),
        ({"effectiveTiming": {"event": ["2012-01-05", "2012-01-01"]}}, at(2012, 1, 1), at(2012, 1, 6)),
        ({"effectiveTiming": {"repeat": {"boundsPeriod": {"start": "2012-01-05"}}}}, at(2012, 1, 5), None),
    ],
)
def test_dates_of_every_datatype(elements, low, high):
    assert found_at(observation(**elements), "date") == {(low, high, 0)}
    assert entries_of(observation(**elements)).at == low


@pytest.mark.parametrize(
    "elements",
    [
        {"effectiveDateTime": "yesterday"},
        {"effectiveDateTime": None, "_effectiveDateTime": {"extension": []}},
        {"effectivePeriod": {}},
        {"effectiveTiming": {"code": {"text": "daily"}}},
        {"effectiveDateTime": 2012},
        {"effectivePeriod": "2012"},
    ],
)
def test_a_date_that_is_none_is_not_indexed(elements):
    assert found_at(observation(**elements), "date") == set()
    assert entries_of(observation(**elements)).at is None


MG, MILLIGRAM = keys.unit("mg", UCUM), "milligram\x1f"


@pytest.mark.parametrize(
    "quantity, amounts",
    [
        ({"value": 5, "code": "mg", "system": UCUM}, {(5.0, 5.0, MG, 0)}),
        ({"value": 5, "code": "mg", "system": UCUM, "unit": "mg"}, {(5.0, 5.0, MG, 0)}),
        (
            {"value": 5, "code": "mg", "system": UCUM, "unit": "milligram"},
            {(5.0, 5.0, MG, 0), (5.0, 5.0, MILLIGRAM, 0)},
        ),
        ({"value": Decimal("5.50"), "unit": "tablets"}, {(5.5, 5.5, "tablets\x1f", 0)}),
        ({"value": 5.5}, {(5.5, 5.5, "", 0)}),
        ({"value": 5, "comparator": "<"}, {(-inf, 5.0, "", 0)}),
        ({"value": 5, "comparator": ">="}, {(5.0, inf, "", 0)}),
        ({"unit": "mg"}, set()),
        ({"value": Decimal("1e999")}, set()),
        ({"value": True}, set()),
        ({"value": "many"}, set()),
        ({"value": 5, "comparator": "about"}, set()),
    ],
)
def test_a_quantity_is_kept_with_its_unit_as_coded_and_as_printed(quantity, amounts):
    assert found_at(observation(valueQuantity=quantity), "value-quantity") == amounts


def test_samples_reach_from_the_lowest_to_the_highest():
    samples = {"origin": {"value": 100, "unit": "mV"}, "period": 10, "factor": Decimal("0.5"), "data": "2 E 10 U L -4"}

    assert found_at(observation(valueSampledData=samples), "value-quantity") == {(98.0, 105.0, "mV\x1f", 0)}


def test_a_range_of_ages_is_open_where_it_says_nothing():
    asthma = {"resourceType": "Condition", "onsetRange": {"low": {"value": 3, "code": "a", "system": UCUM}}}

    assert found_at(asthma, "onset-age") == {(3.0, inf, keys.unit("a", UCUM), 0)}


def test_money_is_counted_in_its_currency():
    invoice = {"resourceType": "Invoice", "totalGross": {"value": Decimal("12.50"), "currency": "EUR"}}

    assert found_at(invoice, "totalgross") == {(12.5, 12.5, keys.unit("EUR", keys.CURRENCY), 0)}


def test_numbers_of_every_datatype():
    exact = {"resourceType": "RiskAssessment", "prediction": [{"probabilityDecimal": Decimal("0.30")}]}
    between = {
        "resourceType": "RiskAssessment",
        "prediction": [{"probabilityRange": {"low": {"value": 1}, "high": {"value": 2}}}],
    }

    assert found_at(exact, "probability") == {(0.3, 0.3, "", 0)}
    assert found_at(between, "probability") == {(1.0, 2.0, "", 0)}


def test_the_condition_is_sorted_by_its_onset_or_else_by_when_it_was_recorded():
    asthma = {"resourceType": "Condition", "onsetDateTime": "2010", "recordedDate": "2020"}
    migraine = {"resourceType": "Condition", "onsetString": "as a child", "recordedDate": "2020"}

    assert entries_of(asthma).at == at(2010, 1, 1)
    assert entries_of(migraine).at == at(2020, 1, 1)


def test_whose_chart_it_is():
    actors = [{"actor": {"reference": "Practitioner/okafor"}}, {"actor": {"reference": "Patient/maria"}}]
    ours = "https://clinic.example/fhir"

    assert entries_of(patient(id="maria")).patient == "maria"
    assert entries_of({"resourceType": "Appointment", "participant": actors}).patient == "maria"
    assert entries_of(observation(subject={"reference": f"{ours}/Patient/maria"}), ours).patient == "maria"
    assert entries_of(observation(subject={"reference": f"{ours}/Patient/maria"})).patient is None
    assert entries_of(observation(subject={"reference": "Group/ward"})).patient is None
    assert entries_of(observation(subject={"display": "somebody"})).patient is None
    assert entries_of({"resourceType": "Practitioner", "id": "okafor"}).patient is None


def test_contained_resources_are_not_indexed():
    inside = {"resourceType": "Patient", "id": "p", "name": [{"family": "Souza"}]}

    assert entries_of(observation(contained=[inside])) == entries_of(observation())


@pytest.mark.parametrize(
    "broken",
    [
        {"code": "text"},
        {"code": {"coding": "8480-6"}},
        {"code": {"coding": [{"code": 5}, None]}},
        {"code": {"coding": [{"code": "x", "system": ["a"]}]}},
        {"component": [None, 1, {"code": None}]},
        {"subject": {"reference": 5}},
        {"subject": ["Patient/maria"]},
        {"identifier": {"value": {"a": 1}}},
        {"valueQuantity": [[]]},
    ],
)
def test_nonsense_is_passed_over(broken):
    assert entries_of(observation(**broken, status="final")).words >= entries_of(observation(status="final")).words


def test_a_document_of_no_type_is_refused():
    with pytest.raises(KeyError):
        entries_of({"resourceType": "Pet"})
