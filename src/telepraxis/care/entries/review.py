"""The act of going through all medicines: a FHIR List (R4, http://hl7.org/fhir/R4/list.html). Pure."""

from datetime import datetime

LOINC = "http://loinc.org"
MEDICATION_HISTORY = {"system": LOINC, "code": "10160-0", "display": "History of Medication use Narrative"}


def review_document(taken: list[tuple[str, str]], *, subject: dict, who: dict, now: datetime) -> dict:
    """Return the List of what is taken today: (reference, in words) each."""
    doc = {
        "resourceType": "List",
        "status": "current",
        "mode": "snapshot",
        "title": "Medicines reviewed with the patient",
        "code": {"coding": [MEDICATION_HISTORY]},
        "subject": subject,
        "date": now.isoformat(),
        "source": who,
    }
    entries = [{"item": {"reference": reference, "display": words}} for reference, words in taken]
    if entries:
        return doc | {"entry": entries}
    none = {"system": "http://terminology.hl7.org/CodeSystem/list-empty-reason", "code": "nilknown"}
    return doc | {"emptyReason": {"coding": [none | {"display": "Nil Known"}]}}


def is_review(doc: dict) -> bool:
    """Tell whether a List is such a review."""
    codes = [each.get("code") for each in doc.get("code", {}).get("coding", [])]
    return MEDICATION_HISTORY["code"] in codes and doc.get("status") == "current"
