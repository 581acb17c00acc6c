"""Amara's record as Karoo Spring Hospital exports it."""

import json

HOSPITAL = "https://fhir.karoo-spring.example"
AMARA = {
    "resourceType": "Patient",
    "id": "1001",
    "meta": {"source": f"{HOSPITAL}#a1"},
    "identifier": [{"system": f"{HOSPITAL}/mrn", "value": "KS-1001"}],
    "name": [{"use": "official", "family": "Okonjo", "given": ["Amara", "Grace"]}],
    "gender": "female",
    "birthDate": "1991-03-12",
}
SUBJECT = {"reference": "Patient/1001"}
PRACTITIONER = {"resourceType": "Practitioner", "id": "p7", "name": [{"family": "Ndlovu", "given": ["Thandi"]}]}
PENICILLIN = {
    "resourceType": "AllergyIntolerance",
    "id": "al1",
    "clinicalStatus": {
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "code": "active"}]
    },
    "code": {"text": "Penicillin"},
    "patient": SUBJECT,
    "recordedDate": "2015-06-01",
    "recorder": {"reference": "Practitioner/p7"},
}
ASTHMA = {
    "resourceType": "Condition",
    "id": "c1",
    "clinicalStatus": {
        "coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]
    },
    "code": {
        "coding": [
            {"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": "J45.20", "display": "Mild intermittent asthma"}
        ]
    },
    "subject": SUBJECT,
    "recordedDate": "2012-02-03",
}
HAEMOGLOBIN = {
    "resourceType": "Observation",
    "id": "o1",
    "status": "final",
    "code": {"coding": [{"system": "http://loinc.org", "code": "718-7", "display": "Haemoglobin"}]},
    "subject": SUBJECT,
    "effectiveDateTime": "2024-05-06T09:00:00Z",
    "valueQuantity": {"value": 13.50, "unit": "g/dL", "system": "http://unitsofmeasure.org", "code": "g/dL"},
}
SOMEBODY_ELSE = {
    "resourceType": "Observation",
    "id": "o2",
    "status": "final",
    "code": {"text": "Weight"},
    "subject": {"reference": "Patient/2002"},
}
BROKEN = {"resourceType": "Observation", "id": "o3", "subject": SUBJECT, "code": {"text": "Pulse"}}
BOOKED = {
    "resourceType": "Appointment",
    "id": "ap1",
    "status": "booked",
    "participant": [{"actor": SUBJECT, "status": "accepted"}],
}
RECORD = [AMARA, PRACTITIONER, PENICILLIN, ASTHMA, HAEMOGLOBIN, SOMEBODY_ELSE, BROKEN, BOOKED]


def bundle(*docs: dict) -> bytes:
    """Return a Bundle of these, or of the whole record."""
    entries = [{"fullUrl": f"{HOSPITAL}/{d['resourceType']}/{d['id']}", "resource": d} for d in docs or RECORD]
    text = json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries})
    return text.replace('"value": 13.5,', '"value": 13.50,').encode()
