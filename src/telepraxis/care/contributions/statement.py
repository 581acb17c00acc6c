"""A statement of disagreement as a document, so that it goes wherever the entry goes that it is about: API, exports,
shares (45 CFR 164.526(d)(4)). FHIR Communication (R4, http://hl7.org/fhir/R4/communication.html). Pure.
"""

from datetime import datetime

TYPE = "Communication"
SYSTEM, CODE = "urn:telepraxis:statement", "disagreement"


def statement(
    *, id: str, subject: str, about: str, words: str, who: str, reason: str, decided_by: str, at: datetime
) -> dict:
    """Return the document: what the patient says, and why the correction was declined. `subject` and `about` are
    references."""
    coding = {"system": SYSTEM, "code": CODE, "display": "Statement of disagreement"}
    return {
        "resourceType": TYPE,
        "id": id,
        "status": "completed",
        "category": [{"coding": [coding], "text": "Statement of disagreement"}],
        "subject": {"reference": subject},
        "about": [{"reference": about}],
        "sent": at.isoformat(),
        "sender": {"display": who},
        "payload": [{"contentString": words}],
        "note": [{"authorString": decided_by, "text": reason}],
    }


def is_statement(doc: dict) -> bool:
    """Whether it is a statement of disagreement."""
    if doc.get("resourceType") != TYPE:  # elsewhere a category may be a plain word
        return False
    codings = [each for category in doc.get("category") or [] for each in category.get("coding") or []]
    return any((each.get("system"), each.get("code")) == (SYSTEM, CODE) for each in codings)


def about(doc: dict) -> tuple[str, str]:
    """Return the type and logical id of the entry that a statement is about."""
    type, _slash, logical_id = (doc.get("about") or [{}])[0].get("reference", "").partition("/")
    return type, logical_id


def words(doc: dict) -> str:
    return (doc.get("payload") or [{}])[0].get("contentString", "")


def who(doc: dict) -> str:
    return (doc.get("sender") or {}).get("display", "")
