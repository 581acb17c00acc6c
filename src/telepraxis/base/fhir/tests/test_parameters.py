from collections import Counter

import pytest

from standards import parameters as compiling
from standards.paths import CannotCompile, walk
from telepraxis.base.fhir import definitions, parameters
from telepraxis.base.fhir.parameters import Place, parameters_of


def every_parameter():
    return [parameter for type in parameters.types() for parameter in parameters_of(type).values()]


def paths(places: tuple[Place, ...]) -> list[str]:
    return [place.path for place in places]


def test_every_parameter_of_the_standard_that_has_an_expression_is_compiled():
    found = every_parameter()

    assert len({parameter.url for parameter in found}) == 1372  # 1,375 without _text, _content and _query
    assert Counter(parameter.type for parameter in found) == {
        "token": 1106,
        "reference": 517,
        "uri": 347,
        "date": 285,
        "string": 199,
        "composite": 72,
        "quantity": 40,
        "number": 6,
        "special": 1,
    }


def test_every_parameter_looks_somewhere():
    lost = [
        (type, name)
        for type in parameters.types()
        for name, parameter in parameters_of(type).items()
        if not parameter.places and not parameter.components and name not in {"_id", "_lastUpdated"}
    ]

    assert lost == []


def test_there_are_146_types_and_no_abstract_one():
    assert len(parameters.types()) == 146
    assert {"Patient", "Binary", "Parameters"} < set(parameters.types())
    assert not {"Resource", "DomainResource", "SubscriptionStatus"} & set(parameters.types())


def test_a_type_that_r4_does_not_know_has_no_parameters():
    with pytest.raises(KeyError):
        parameters_of("Pet")


def test_no_two_places_share_a_number_and_each_is_that_of_its_path():
    places = [place for type in definitions.search()["types"].values() for place in type["places"]]

    assert len(places) == len({id for id, *_ in places}) == 2165
    assert [id for id, path, kind, _ in places if id != compiling.number_of(path, kind)] == []
    assert compiling.number_of("Observation.code", "token") == -1567872212


def test_patient_and_subject_look_at_the_same_place_for_different_targets():
    subject, patient = parameters_of("Observation")["subject"], parameters_of("Observation")["patient"]

    assert subject.places == patient.places == (Place(-1582598700, "Observation.subject", "reference"),)
    assert subject.targets == ("Device", "Group", "Location", "Patient")
    assert patient.targets == ("Patient",)


def test_a_union_looks_at_each_of_its_places():
    assert paths(parameters_of("AllergyIntolerance")["code"].places) == [
        "AllergyIntolerance.code",
        "AllergyIntolerance.reaction.substance",
    ]
    assert paths(parameters_of("Organization")["name"].places) == ["Organization.name", "Organization.alias"]


def test_casts_of_one_element_are_one_place_and_a_condition_is_part_of_the_path():
    assert paths(parameters_of("Condition")["onset-date"].places) == ["Condition.onset"]
    assert paths(parameters_of("Patient")["email"].places) == ["Patient.telecom.where(system='email')"]
    assert paths(parameters_of("ConceptMap")["source"].places) == ["ConceptMap.sourceCanonical"]
    assert paths(parameters_of("Observation")["value-string"].places) == [
        "Observation.value",
        "Observation.valueCodeableConcept.text",
    ]


def test_a_composite_has_an_alternative_for_each_root():
    combo = parameters_of("Observation")["combo-code-value-quantity"]

    assert [paths(parts) for parts in combo.components] == [
        ["Observation.code", "Observation.value"],
        ["Observation.component.code", "Observation.component.value"],
    ]
    assert [[place.kind for place in parts] for parts in combo.components] == [["token", "quantity"]] * 2
    assert combo.components[0][0] in parameters_of("Observation")["code"].places
    assert combo.components[1][1] in parameters_of("Observation")["component-value-quantity"].places


def test_a_composite_of_three_parts_may_look_back_to_the_top():
    chromosome = parameters_of("MolecularSequence")["chromosome-variant-coordinate"]

    assert [paths(parts) for parts in chromosome.components] == [
        [
            "MolecularSequence.variant.%resource.referenceSeq.chromosome",
            "MolecularSequence.variant.start",
            "MolecularSequence.variant.end",
        ]
    ]


def test_the_relationship_of_documents_is_code_then_target():
    (parts,) = parameters_of("DocumentReference")["relationship"].components

    assert [(place.path, place.kind) for place in parts] == [
        ("DocumentReference.relatesTo.code", "token"),
        ("DocumentReference.relatesTo.target", "reference"),
    ]


def test_what_every_resource_has_is_a_column_or_a_place():
    found = parameters_of("Slot")

    assert [name for name in found if name[0] == "_"] == [
        "_id", "_lastUpdated", "_profile", "_security", "_source", "_tag",
    ]  # fmt: skip
    assert found["_id"].places == found["_lastUpdated"].places == ()
    assert paths(found["_tag"].places) == ["Slot.meta.tag"]


def test_a_parameter_says_what_it_is_for_in_this_type():
    code = parameters_of("Procedure")["code"]

    assert code.url == "http://hl7.org/fhir/SearchParameter/clinical-code"
    assert code.description == "A code to identify a  procedure"


def test_near_is_where_a_location_lies():
    near = parameters_of("Location")["near"]

    assert near.type == "special"
    assert [(place.path, place.kind) for place in near.places] == [
        ("Location.position.latitude", "number"),
        ("Location.position.longitude", "number"),
    ]


def test_a_chart_knows_its_patient_its_date_and_its_main_code():
    assert paths(parameters.patient_places("Observation")) == ["Observation.subject"]
    assert paths(parameters.patient_places("Coverage")) == ["Coverage.beneficiary"]
    assert parameters.patient_places("Patient") == parameters.patient_places("Group") == ()
    assert parameters.main_date("Observation").path == "Observation.effective"
    assert parameters.main_date("Practitioner") is None
    assert paths(parameters.main_dates("Condition")) == ["Condition.onset", "Condition.recordedDate"]
    assert {type: paths(places) for type, places in parameters.CHART.items()} == {
        "AllergyIntolerance": ["AllergyIntolerance.code", "AllergyIntolerance.reaction.substance"],
        "Condition": ["Condition.code"],
        "DiagnosticReport": ["DiagnosticReport.code"],
        "DocumentReference": ["DocumentReference.type"],
        "Encounter": ["Encounter.type"],
        "Immunization": ["Immunization.vaccineCode"],
        "MedicationAdministration": ["MedicationAdministration.medication"],
        "MedicationDispense": ["MedicationDispense.medication"],
        "MedicationRequest": ["MedicationRequest.medication"],
        "MedicationStatement": ["MedicationStatement.medication"],
        "Observation": ["Observation.code"],
        "Procedure": ["Procedure.code"],
        "ServiceRequest": ["ServiceRequest.code"],
    }
    assert [type for type in parameters.CHART if not parameters.patient_places(type)] == []
    assert [type for type in parameters.CHART if not parameters.main_date(type)] == []


def test_compartments_are_those_of_the_standard():
    assert parameters.compartment("Patient", "Observation") == ("subject", "performer")
    assert parameters.compartment("Encounter", "Observation") == ("encounter",)
    assert parameters.compartment("Patient", "Practitioner") == ()


def test_who_may_point_at_a_slot():
    found = parameters.reference_parameters_to("Slot")
    of_few = [(type, parameter.name) for type, parameter in found if len(parameter.targets) < 20]

    assert of_few == [("Appointment", "slot")]
    assert ("Provenance", parameters_of("Provenance")["target"]) in found


@pytest.mark.parametrize(
    "expression, kind",
    [
        ("Patient.pets", "string"),
        ("Patient.name.where(use='official' and true)", "string"),
        ("Patient.extension('http://hl7.org/x')", "string"),
        ("Patient.birthDate", "quantity"),
    ],
)
def test_an_expression_that_the_compiler_does_not_know_is_refused(expression, kind):
    with pytest.raises(CannotCompile):
        walk(definitions.structure(), expression, kind)
