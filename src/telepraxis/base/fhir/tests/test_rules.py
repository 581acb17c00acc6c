"""The invariants of R4: each refuses what breaks it, under its key."""

import pytest

from telepraxis.base.fhir.validation import check

AMARA = {"reference": "Patient/amara"}
CODE = {"text": "a"}
UCUM = "http://unitsofmeasure.org"


def extended(**value) -> dict:
    return {"resourceType": "Basic", "code": CODE, "extension": [{"url": "http://a/b", **value}]}


def observed(**content) -> dict:
    return {"resourceType": "Observation", "status": "final", "code": CODE, **content}


def coded(system: str, code: str) -> dict:
    return {"coding": [{"system": f"http://terminology.hl7.org/CodeSystem/{system}", "code": code}]}


def ill(**content) -> dict:
    return {"resourceType": "Condition", "subject": AMARA, **content}


def allergic(**content) -> dict:
    return {"resourceType": "AllergyIntolerance", "patient": AMARA, **content}


def bundled(type: str, *entries: dict, **content) -> dict:
    return {"resourceType": "Bundle", "type": type, **content} | ({"entry": list(entries)} if entries else {})


def asked(**item) -> dict:
    return {"resourceType": "Questionnaire", "status": "draft", "item": [{"linkId": "1", "type": "string"} | item]}


def booked(**content) -> dict:
    present = {"actor": AMARA, "status": "accepted"}
    return {"resourceType": "Appointment", "status": "proposed", "participant": [present], **content}


def listed(**content) -> dict:
    return {"resourceType": "List", "status": "current", "mode": "working", **content}


def repeated(**repeat) -> dict:
    return extended(valueTiming={"repeat": repeat})


PULSE = {"coding": [{"system": "http://loinc.org", "code": "8867-4"}]}
FULL = {"fullUrl": "http://a/fhir/Basic/1", "resource": {"resourceType": "Basic", "id": "1", "code": CODE}}
WELL = {"system": "http://a", "value": "1"}

LEGAL = [
    extended(extension=[{"url": "c", "valueCode": "x"}]),
    extended(valuePeriod={"start": "2026-11", "end": "2026-11-29"}),
    extended(valuePeriod={"start": "2026-11-29T09:00:00+02:00", "end": "2026-11-29T08:00:00Z"}),
    extended(valueRange={"low": {"value": 1, "unit": "kg"}, "high": {"value": 1, "unit": "g"}}),
    extended(valueAge={"value": 3, "code": "a", "system": UCUM}),
    extended(valueRatio={"extension": [{"url": "c", "valueCode": "x"}]}),
    repeated(offset=30, when=["ACM"]),
    repeated(duration=1, durationMax=2, durationUnit="h"),
    observed(dataAbsentReason=CODE),
    observed(code=PULSE, component=[{"code": PULSE, "valueInteger": 72}]),
    ill(clinicalStatus=coded("condition-clinical", "remission"), abatementDateTime="2026"),
    allergic(clinicalStatus=coded("allergyintolerance-clinical", "active")),
    allergic(verificationStatus=coded("allergyintolerance-verification", "entered-in-error")),
    bundled("collection", FULL),
    bundled("history", FULL | {"request": {"method": "GET", "url": "a"}, "response": {"status": "200"}}, total=1),
    bundled("searchset", FULL | {"search": {"mode": "match"}}, total=1),
    asked(type="choice", answerOption=[{"valueString": "a"}, {"valueString": "b"}]),
    asked(type="group", item=[{"linkId": "2", "type": "display", "text": "a"}]),
    booked(),
    booked(status="booked", start="2026-11-29T08:00:00Z", end="2026-11-29T08:30:00Z"),
    listed(entry=[{"item": AMARA, "date": "2026"}]),
]
BROKEN = [
    ("ext-1", "Basic.extension[0]", extended()),
    ("ext-1", "Basic.extension[0]", extended(valueCode="x", extension=[{"url": "c", "valueCode": "x"}])),
    ("att-1", "Basic.extension[0].valueAttachment", extended(valueAttachment={"data": "aGk="})),
    ("cpt-2", "Basic.extension[0].valueContactPoint", extended(valueContactPoint={"value": "1"})),
    ("per-1", "Basic.extension[0].valuePeriod", extended(valuePeriod={"start": "2026-11-29", "end": "2026-11-28"})),
    (
        "per-1",
        "Basic.extension[0].valuePeriod",
        extended(valuePeriod={"start": "2026-11-29T09:00:00Z", "end": "2026-11-29T09:30:00+02:00"}),
    ),
    ("qty-3", "Basic.extension[0].valueQuantity", extended(valueQuantity={"code": "kg"})),
    ("age-1", "Basic.extension[0].valueAge", extended(valueAge={"value": -3, "code": "a", "system": UCUM})),
    ("cnt-3", "Basic.extension[0].valueCount", extended(valueCount={"value": 3, "code": "x", "system": UCUM})),
    ("dis-1", "Basic.extension[0].valueDistance", extended(valueDistance={"value": 3})),
    ("drt-1", "Basic.extension[0].valueDuration", extended(valueDuration={"code": "h", "system": "http://a"})),
    ("rng-2", "Basic.extension[0].valueRange", extended(valueRange={"low": {"value": 2}, "high": {"value": 1}})),
    ("rat-1", "Basic.extension[0].valueRatio", extended(valueRatio={"numerator": {"value": 2}})),
    ("exp-1", "Basic.extension[0].valueExpression", extended(valueExpression={"language": "text/cql"})),
    ("tim-1", "Basic.extension[0].valueTiming.repeat", repeated(duration=1)),
    ("tim-2", "Basic.extension[0].valueTiming.repeat", repeated(period=1)),
    ("tim-4", "Basic.extension[0].valueTiming.repeat", repeated(duration=-1, durationUnit="h")),
    ("tim-5", "Basic.extension[0].valueTiming.repeat", repeated(period=-1, periodUnit="h")),
    ("tim-6", "Basic.extension[0].valueTiming.repeat", repeated(periodMax=1)),
    ("tim-7", "Basic.extension[0].valueTiming.repeat", repeated(durationMax=1)),
    ("tim-8", "Basic.extension[0].valueTiming.repeat", repeated(countMax=1)),
    ("tim-9", "Basic.extension[0].valueTiming.repeat", repeated(offset=30)),
    ("tim-9", "Basic.extension[0].valueTiming.repeat", repeated(offset=30, when=["CM"])),
    ("tim-10", "Basic.extension[0].valueTiming.repeat", repeated(when=["CM"], timeOfDay=["08:00:00"])),
    ("obs-3", "Observation.referenceRange[0]", observed(referenceRange=[{"type": CODE}])),
    ("obs-6", "Observation", observed(dataAbsentReason=CODE, valueInteger=1)),
    ("obs-7", "Observation", observed(code=PULSE, valueInteger=72, component=[{"code": PULSE}])),
    ("ait-1", "AllergyIntolerance", allergic()),
    (
        "ait-2",
        "AllergyIntolerance",
        allergic(
            clinicalStatus=coded("allergyintolerance-clinical", "active"),
            verificationStatus=coded("allergyintolerance-verification", "entered-in-error"),
        ),
    ),
    ("con-1", "Condition.stage[0]", ill(stage=[{"type": CODE}])),
    ("con-2", "Condition.evidence[0]", ill(evidence=[{"extension": [{"url": "a", "valueCode": "x"}]}])),
    (
        "con-4",
        "Condition",
        ill(clinicalStatus=coded("condition-clinical", "active"), abatementDateTime="2026"),
    ),
    (
        "con-5",
        "Condition",
        ill(
            clinicalStatus=coded("condition-clinical", "active"),
            verificationStatus=coded("condition-ver-status", "entered-in-error"),
        ),
    ),
    ("pat-1", "Patient.contact[0]", {"resourceType": "Patient", "contact": [{"gender": "female"}]}),
    ("org-1", "Organization", {"resourceType": "Organization", "active": True}),
    ("org-2", "Organization", {"resourceType": "Organization", "name": "A", "address": [{"use": "home"}]}),
    ("org-3", "Organization", {"resourceType": "Organization", "name": "A", "telecom": [{"use": "home"}]}),
    ("app-1", "Appointment.participant[0]", booked(participant=[{"status": "accepted"}])),
    ("app-2", "Appointment", booked(start="2026-11-29T08:00:00Z")),
    ("app-3", "Appointment", booked(status="booked")),
    ("app-4", "Appointment", booked(cancelationReason=CODE)),
    ("lst-1", "List", listed(emptyReason=CODE, entry=[{"item": AMARA}])),
    ("lst-2", "List", listed(entry=[{"item": AMARA, "deleted": True}])),
    ("lst-3", "List", listed(mode="snapshot", entry=[{"item": AMARA, "date": "2026"}])),
    ("bdl-1", "Bundle", bundled("collection", total=1)),
    ("bdl-2", "Bundle", bundled("collection", FULL | {"search": {"mode": "match"}})),
    ("bdl-3", "Bundle", bundled("transaction", FULL)),
    ("bdl-3", "Bundle", bundled("collection", FULL | {"request": {"method": "GET", "url": "a"}})),
    ("bdl-4", "Bundle", bundled("batch-response", FULL)),
    ("bdl-5", "Bundle.entry[0]", bundled("collection", {"fullUrl": "http://a"})),
    ("bdl-7", "Bundle", bundled("collection", FULL, FULL)),
    ("bdl-8", "Bundle.entry[0]", bundled("collection", FULL | {"fullUrl": "http://a/Basic/1/_history/2"})),
    ("bdl-12", "Bundle", bundled("message", FULL)),
    ("que-1", "Questionnaire.item[0]", asked(type="group")),
    ("que-2", "Questionnaire", asked(item=[{"linkId": "1", "type": "string"}])),
    ("que-3", "Questionnaire.item[0]", asked(type="display", code=[{"code": "a"}])),
    ("que-4", "Questionnaire.item[0]", asked(answerOption=[{"valueString": "a"}], answerValueSet="http://a")),
    ("que-5", "Questionnaire.item[0]", asked(type="boolean", answerOption=[{"valueString": "a"}])),
    ("que-6", "Questionnaire.item[0]", asked(type="display", required=True)),
    (
        "que-7",
        "Questionnaire.item[0].enableWhen[0]",
        asked(enableWhen=[{"question": "2", "operator": "exists", "answerInteger": 1}]),
    ),
    ("que-9", "Questionnaire.item[0]", asked(type="display", readOnly=True)),
    ("que-10", "Questionnaire.item[0]", asked(type="date", maxLength=5)),
    (
        "que-11",
        "Questionnaire.item[0]",
        asked(answerOption=[{"valueString": "a"}], initial=[{"valueString": "a"}]),
    ),
    ("que-13", "Questionnaire.item[0]", asked(initial=[{"valueString": "a"}, {"valueString": "b"}])),
    (
        "qrs-1",
        "QuestionnaireResponse.item[0]",
        {
            "resourceType": "QuestionnaireResponse",
            "status": "completed",
            "item": [{"linkId": "1", "answer": [{"valueString": "a"}], "item": [{"linkId": "2"}]}],
        },
    ),
    (
        "inv-1",
        "Parameters.parameter[0]",
        {
            "resourceType": "Parameters",
            "parameter": [{"name": "a", "valueCode": "x", "part": [{"name": "b", "valueCode": "x"}]}],
        },
    ),
    (
        "cpl-3",
        "CarePlan.activity[0]",
        {
            "resourceType": "CarePlan",
            "status": "active",
            "intent": "plan",
            "subject": AMARA,
            "activity": [{"reference": {"display": "a"}, "detail": {"status": "scheduled"}}],
        },
    ),
    (
        "csd-1",
        "CodeSystem",
        {
            "resourceType": "CodeSystem",
            "status": "draft",
            "content": "complete",
            "concept": [{"code": "a", "concept": [{"code": "a"}]}],
        },
    ),
    (
        "vsd-1",
        "ValueSet.compose.include[0]",
        {"resourceType": "ValueSet", "status": "draft", "compose": {"include": [{"version": "1"}]}},
    ),
    (
        "mad-1",
        "MedicationAdministration.dosage",
        {
            "resourceType": "MedicationAdministration",
            "status": "completed",
            "medicationCodeableConcept": CODE,
            "subject": AMARA,
            "effectiveDateTime": "2026",
            "dosage": {"text": "a"},
        },
    ),
    (
        "prr-1",
        "ServiceRequest",
        {
            "resourceType": "ServiceRequest",
            "status": "active",
            "intent": "order",
            "subject": AMARA,
            "orderDetail": [CODE],
        },
    ),
    (
        "imm-1",
        "Immunization.education[0]",
        {
            "resourceType": "Immunization",
            "status": "completed",
            "vaccineCode": CODE,
            "patient": AMARA,
            "occurrenceDateTime": "2026",
            "education": [{"publicationDate": "2026"}],
        },
    ),
    (
        "cmp-1",
        "Composition.section[0]",
        {
            "resourceType": "Composition",
            "status": "final",
            "type": CODE,
            "date": "2026",
            "author": [{"display": "Ana"}],
            "title": "a",
            "section": [{"title": "b"}],
        },
    ),
]


@pytest.mark.parametrize("doc", LEGAL)
def test_what_keeps_the_rules_is_legal(doc):
    assert check(doc) == []


@pytest.mark.parametrize(("key", "place", "doc"), BROKEN, ids=[key for key, _, _ in BROKEN])
def test_what_breaks_a_rule_is_refused_under_its_key(key, place, doc):
    (issue,) = check(doc)

    assert (issue.severity, issue.code, issue.expression) == ("error", "invariant", place)
    assert issue.diagnostics.endswith(f" ({key})")


def test_a_document_is_named_dated_and_begins_with_its_composition():
    keys = [issue.diagnostics.split()[-1] for issue in check(bundled("document", FULL))]

    assert keys == ["(bdl-9)", "(bdl-10)", "(bdl-11)"]
