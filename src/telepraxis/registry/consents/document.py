"""Build the FHIR R4 Consent document."""

from datetime import datetime

SCOPE = "http://terminology.hl7.org/CodeSystem/consentscope"
CATEGORY = "http://terminology.hl7.org/CodeSystem/consentcategorycodes"
LOINC = "http://loinc.org"
SCOPE_OF_KIND = {"telehealth": "treatment", "privacy": "patient-privacy"}


def consent_document(
    *, kind: str, patient: str, given_at: datetime, performer: str, policy: str, source: str, spoken: bool
) -> dict:
    """Return a Consent resource (http://hl7.org/fhir/R4/consent.html). `policy` names the text and its version."""
    return {
        "resourceType": "Consent",
        "status": "active",
        "scope": {"coding": [{"system": SCOPE, "code": SCOPE_OF_KIND.get(kind, "treatment")}], "text": kind},
        "category": [{"coding": [{"system": LOINC, "code": "59284-0"}], "text": kind}],
        "patient": {"reference": f"Patient/{patient}"},
        "dateTime": given_at.isoformat(),
        "performer": [{"display": performer}],
        "policyRule": {"text": policy},
        "policy": [{"uri": f"urn:telepraxis:consent-text:{policy.replace(' ', ':')}"}],
        "verification": [{"verified": spoken, "verificationDate": given_at.isoformat()}],
        "sourceReference": {"display": source},
    }


def withdrawn(document: dict) -> dict:
    """Return the document with the agreement ended."""
    return document | {"status": "inactive"}
