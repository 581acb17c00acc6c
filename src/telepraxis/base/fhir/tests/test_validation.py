"""What is legal R4 and what is not: structure, formats, codes, references, what is contained."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from telepraxis.base.fhir.outcome import Issue
from telepraxis.base.fhir.validation import check
from telepraxis.base.fhir.validation.shapes import resource_types

PULSE = {
    "resourceType": "Observation",
    "id": "pulse",
    "meta": {"profile": ["http://hl7.org/fhir/StructureDefinition/heartrate"]},
    "text": {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">Pulse&nbsp;72</div>'},
    "status": "final",
    "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
    "subject": {"reference": "Patient/amara"},
    "effectiveDateTime": "2026-11-29T08:30:00+00:00",
    "valueQuantity": {"value": 72, "unit": "/min", "system": "http://unitsofmeasure.org", "code": "/min"},
}
MARIA = {
    "resourceType": "Patient",
    "name": [
        {
            "family": "Silva",
            "given": ["Maria", None],
            "_given": [None, {"extension": [{"url": "http://a/b", "valueCode": "x"}]}],
        }
    ],
    "birthDate": "1980-02-29",
    "_birthDate": {"extension": [{"url": "http://a/b", "valueDateTime": "1980-02-29T01:02:03Z"}]},
}


def found(doc) -> list[tuple[str, str]]:
    return [(issue.code, issue.expression) for issue in check(doc)]


def without(doc: dict, *keys: str) -> dict:
    return {key: value for key, value in doc.items() if key not in keys}


@pytest.mark.parametrize("doc", [PULSE, MARIA], ids=["pulse", "Maria"])
def test_a_legal_document_has_no_findings(doc):
    assert check(doc) == []


def test_a_finding_says_what_and_where():
    assert check(without(PULSE, "status")) == [
        Issue("error", "required", "This element is required.", "Observation.status")
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"colour": "red"}, ("structure", "Observation.colour")),
        ({"Maria Silva": "red"}, ("structure", "Observation.?")),
        ({"status": "done"}, ("code-invalid", "Observation.status")),
        ({"status": ["final"]}, ("code-invalid", "Observation.status")),
        ({"status": None}, ("code-invalid", "Observation.status")),
        ({"code": []}, ("structure", "Observation.code")),
        ({"code": {}}, ("invariant", "Observation.code")),
        ({"code": {"id": "a"}}, ("invariant", "Observation.code")),
        ({"code": {"coding": {}}}, ("structure", "Observation.code.coding")),
        ({"code": {"coding": []}}, ("structure", "Observation.code.coding")),
        ({"code": {"coding": [{"code": 7}]}}, ("value", "Observation.code.coding[0].code")),
        ({"code": {"text": ""}}, ("value", "Observation.code.text")),
        ({"code": {"text": "a\u0007"}}, ("value", "Observation.code.text")),
        ({"code": {"text": "x" * 1_048_577}}, ("value", "Observation.code.text")),
        ({"category": {"text": "vital"}}, ("structure", "Observation.category")),
        ({"valueString": "72"}, ("structure", "Observation.value")),
        ({"effectiveDateTime": "2026-02-30"}, ("value", "Observation.effectiveDateTime")),
        ({"effectiveDateTime": "2026-11-29T08:30:00"}, ("value", "Observation.effectiveDateTime")),
        ({"effectiveDateTime": "2026-11-29T25:30:00Z"}, ("value", "Observation.effectiveDateTime")),
        ({"issued": "2026-11-29"}, ("value", "Observation.issued")),
        ({"id": "a b"}, ("value", "Observation.id")),
        ({"id": "x" * 65}, ("value", "Observation.id")),
        ({"_id": {"extension": [{"url": "http://a/b", "valueCode": "x"}]}}, ("structure", "Observation._id")),
        ({"implicitRules": "a b"}, ("value", "Observation.implicitRules")),
        ({"resourceType": "Pulse"}, ("structure", "Resource")),
        ({"subject": {"reference": "Practitioner/ana"}}, ("structure", "Observation.subject")),
        ({"subject": {"type": "Practitioner"}}, ("structure", "Observation.subject")),
        ({"subject": {"reference": "http://a/fhir/Organization/1/_history/2"}}, ("structure", "Observation.subject")),
        ({"subject": {"reference": "#nobody"}}, ("invariant", "Observation.subject")),
        ({"note": [{"text": "well"}, {"authorString": "Ana"}]}, ("required", "Observation.note[1].text")),
        ({"extension": [{"valueString": "x"}]}, ("required", "Observation.extension[0].url")),
        ({"component": [{"valueInteger": 1}]}, ("required", "Observation.component[0].code")),
        (
            {"component": [{"code": {"text": "a"}, "valueInteger": 1.5}]},
            ("value", "Observation.component[0].valueInteger"),
        ),
        (
            {"component": [{"code": {"text": "a"}, "referenceRange": [{"age": {}}]}]},
            ("invariant", "Observation.component[0].referenceRange[0].age"),
        ),
    ],
)
def test_what_breaks_the_structure_is_refused_where_it_stands(change, expected):
    assert found(PULSE | change) == [expected]


@pytest.mark.parametrize(
    "subject",
    [
        {"reference": "Patient/amara"},
        {"reference": "http://a/fhir/Patient/1/_history/2"},
        {"reference": "urn:uuid:c757873d-ec9a-4326-a141-556f43239520"},
        {"reference": "Patient?identifier=http://a|1"},
        {"identifier": {"value": "1"}, "type": "Patient"},
        {"display": "somebody"},
    ],
)
def test_a_reference_may_point_at_its_targets_in_any_way(subject):
    assert check(PULSE | {"subject": subject}) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ({"given": ["Maria", None]}, ("structure", "Patient.name[0].given[1]")),
        ({"given": []}, ("structure", "Patient.name[0].given")),
        ({"given": "Maria"}, ("structure", "Patient.name[0].given")),
        ({"given": ["Maria"], "_given": [None]}, ("structure", "Patient.name[0]._given")),
        ({"given": ["Maria"], "_given": [{}]}, ("structure", "Patient.name[0]._given")),
        ({"_given": [{"id": "a"}]}, ("invariant", "Patient.name[0]._given[0]")),
        ({"_family": {"id": "a"}}, ("invariant", "Patient.name[0]._family")),
        ({"family": "Silva", "_family": {"value": "a"}}, ("structure", "Patient.name[0]._family.value")),
    ],
)
def test_an_array_with_nulls_says_what_stands_beside_them(name, expected):
    assert found({"resourceType": "Patient", "name": [name]})[0] == expected


def test_an_extension_takes_the_place_of_a_required_primitive():
    absent = {
        "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]
    }

    assert check(without(PULSE, "status") | {"_status": absent}) == []


@pytest.mark.parametrize(
    ("type", "legal", "illegal"),
    [
        ("Base64Binary", ["aGk=", "aG k=\n"], ["", "aGk", "a-_=", 7, "ÅÅ=="]),
        ("Boolean", [True, False], ["true", 0, None]),
        ("Canonical", ["http://a/b|1"], ["", "a b", 1]),
        ("Code", ["a", "a b"], ["", " a", "a  b", "a "]),
        (
            "Date",
            ["2026", "2026-11", "2024-02-29"],
            ["26", "2026-13", "2026-02-29", "2026-11-29T00:00:00Z", "0000", 2026],
        ),
        ("DateTime", ["2026", "2026-11-29T08:30:00.123Z", "2026-11-29T08:30:60-14:00"], ["2026-11-29T08:30Z", ""]),
        ("Decimal", [0, 1.5, -3], ["1", True, None]),
        ("Id", ["a.B-1"], ["a_b", ""]),
        ("Instant", ["2026-11-29T08:30:00Z"], ["2026-11-29"]),
        ("Integer", [0, -2147483648], [2147483648, 1.5, "1", True]),
        ("Markdown", ["*a*\n\tb"], ["", 1]),
        ("Oid", ["urn:oid:1.2.0"], ["1.2", "urn:oid:3.1", "urn:oid:1.02"]),
        ("PositiveInt", [1], [0, -1]),
        ("String", ["a", " ", "\u00a0å"], ["", "\u0000", "\ud800", 1]),
        ("Time", ["08:30:00", "23:59:60.5"], ["24:00:00", "08:30"]),
        ("UnsignedInt", [0], [-1]),
        ("Uri", ["a:b", "å"], ["", "a b"]),
        ("Uuid", ["urn:uuid:c757873d-ec9a-4326-a141-556f43239520"], ["c757873d-ec9a-4326-a141-556f43239520"]),
    ],
)
def test_each_primitive_type_has_its_format(type, legal, illegal):
    def with_value(value):
        return {
            "resourceType": "Basic",
            "code": {"text": "a"},
            "extension": [{"url": "http://a/b", f"value{type}": value}],
        }

    for value in legal:
        assert check(with_value(value)) == []
    for value in illegal:
        assert found(with_value(value))[0] == ("value", f"Basic.extension[0].value{type}")


XHTML = 'xmlns="http://www.w3.org/1999/xhtml"'


@pytest.mark.parametrize(
    "div",
    [
        f"<div {XHTML}> </div>",
        "<div>text</div>",
        f"<p {XHTML}>text</p>",
        f"<div {XHTML}>text",
        f"<div {XHTML}>text<script>alert(1)</script></div>",
        f'<div {XHTML} onclick="alert(1)">text</div>',
        f'<div {XHTML}><a href=" java&#10;script:alert(1)">text</a></div>',
        f'<div {XHTML}><iframe src="http://a"/>text</div>',
        f"<div {XHTML}>text&nosuch;</div>",
        f"<div {XHTML}><?php text ?>text</div>",
        "text",
        7,
    ],
)
def test_a_narrative_only_formats(div):
    assert found(PULSE | {"text": {"status": "generated", "div": div}}) == [("value", "Observation.text.div")]


def test_a_required_binding_wants_the_code_and_its_system():
    status = "http://terminology.hl7.org/CodeSystem/condition-clinical"
    cold = {"resourceType": "Condition", "subject": {"reference": "Patient/amara"}}

    def with_coding(**coding):
        return found(cold | {"clinicalStatus": {"coding": [coding]}})

    assert with_coding(system=status, code="active") == []
    assert with_coding(system=status, code="gone") == [("code-invalid", "Condition.clinicalStatus")]
    assert with_coding(system="http://a", code="active") == [("code-invalid", "Condition.clinicalStatus")]
    assert with_coding(code="active") == [("code-invalid", "Condition.clinicalStatus")]
    assert found(cold | {"clinicalStatus": {"text": "active"}}) == [("code-invalid", "Condition.clinicalStatus")]


def test_a_quantity_that_wants_no_comparator_gets_none():
    amount = {"value": 5, "comparator": "<"}
    heart = {"resourceType": "ServiceRequest", "status": "active", "intent": "order", "subject": {"display": "Amara"}}
    order = {"resourceType": "SupplyRequest", "itemCodeableConcept": {"text": "gauze"}, "quantity": amount}

    assert check(order) == []
    assert check(heart) == []
    assert found(
        {
            "resourceType": "MedicationRequest",
            "status": "active",
            "intent": "order",
            "medicationCodeableConcept": {"text": "ibuprofen"},
            "subject": {"reference": "Patient/amara"},
            "dispenseRequest": {"quantity": amount},
        }
    ) == [("invariant", "MedicationRequest.dispenseRequest.quantity")]


def test_each_resource_of_a_bundle_is_looked_at_by_its_own_type():
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": PULSE}, {"resource": without(PULSE, "code")}, {"resource": {"resourceType": "Nobody"}}],
    }

    assert found(bundle) == [
        ("required", "Bundle.entry[1].resource.code"),
        ("structure", "Bundle.entry[2].resource"),
    ]


def test_a_resource_in_a_parameter_is_looked_at():
    parameters = {
        "resourceType": "Parameters",
        "parameter": [{"name": "resource", "resource": PULSE | {"status": "done"}}],
    }

    assert found(parameters) == [("code-invalid", "Parameters.parameter[0].resource.status")]


def containing(*contained: dict, subject: str = "#amara") -> dict:
    return PULSE | {"contained": list(contained), "subject": {"reference": subject}}


AMARA = {"resourceType": "Patient", "id": "amara", "gender": "female"}


def test_what_is_contained_and_referred_to_is_legal():
    assert check(containing(AMARA)) == []


@pytest.mark.parametrize(
    ("doc", "key"),
    [
        (containing(AMARA, subject="Patient/amara"), "dom-3"),
        (
            containing(AMARA | {"link": [{"other": {"reference": "#amara"}, "type": "seealso"}]}, subject="Patient/b"),
            "dom-3",
        ),
        (containing(AMARA | {"contained": [AMARA | {"id": "b"}]}), "dom-2"),
        (containing(AMARA | {"meta": {"versionId": "1"}}), "dom-4"),
        (containing(AMARA | {"meta": {"security": [{"code": "R"}]}}), "dom-5"),
    ],
)
def test_what_is_contained_has_rules_of_its_own(doc, key):
    (issue,) = check(doc)

    assert issue.expression == "Observation.contained[0]"
    assert issue.diagnostics.endswith(f"({key})")


def test_what_points_at_its_container_needs_no_reference():
    listing = {
        "resourceType": "Provenance",
        "id": "p",
        "target": [{"reference": "#"}],
        "recorded": "2026-11-29T08:30:00Z",
        "agent": [{"who": {"display": "Ana"}}],
    }

    assert check(containing(listing, subject="Patient/amara")) == []


def test_a_reference_into_a_bundle_looks_at_its_own_resource_only():
    bundle = {
        "resourceType": "Bundle",
        "type": "collection",
        "entry": [{"resource": containing(AMARA)}, {"resource": PULSE | {"subject": {"reference": "#amara"}}}],
    }

    assert found(bundle) == [("invariant", "Bundle.entry[1].resource.subject")]


def test_a_hundred_findings_are_enough():
    assert len(check({"resourceType": "Patient", "name": [{"family": ""}] * 500})) == 100


def test_what_is_nested_too_deeply_is_refused():
    extension: dict = {"url": "http://a/b", "valueCode": "x"}
    for _ in range(5000):
        extension = {"url": "http://a/b", "extension": [extension]}

    assert found(PULSE | {"extension": [extension]}) == [("structure", "")]


def test_no_finding_repeats_what_the_document_says():
    secret = "Okonjo"
    doc = PULSE | {secret: secret, "status": secret, "effectiveDateTime": secret, "code": {"coding": secret}}
    doc["subject"] = {"reference": f"#{secret}"}
    doc["id"] = f"{secret} {secret}"

    said = " ".join(issue.diagnostics for issue in check(doc))

    assert len(check(doc)) == 6
    assert secret not in said


names = some.sampled_from(
    "id meta text extension url valueString _valueString code coding status contained reference name _given entry "
    "resource type subject value start end item linkId concept element path low high".split()
) | some.text(max_size=3)
garbage = some.recursive(
    some.none()
    | some.booleans()
    | some.integers()
    | some.floats()
    | some.text(max_size=5)
    | some.sampled_from(["#", "2026"]),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(names, inner, max_size=4),
    max_leaves=20,
)


@given(some.sampled_from(sorted(resource_types())), some.dictionaries(names, garbage, max_size=6))
def test_garbage_under_any_type_is_answered_with_findings(type, content):
    issues = check(content | {"resourceType": type})

    assert all(isinstance(issue, Issue) and issue.refuses for issue in issues)


@given(garbage)
def test_whatever_is_no_resource_is_answered_with_findings(value):
    assert check(value) != []
