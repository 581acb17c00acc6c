"""The documents that go along with an order: what a pharmacy needs of patient and lines, and no more. Pure."""

from decimal import Decimal

OF_REQUEST = frozenset(
    "resourceType id identifier status intent authoredOn groupIdentifier contained extension medicationCodeableConcept"
    " reasonCode note dosageInstruction dispenseRequest substitution".split()
)
OF_COVERAGE = frozenset("resourceType id status subscriberId beneficiary payor class period".split())
OF_PATIENT = frozenset("resourceType id name telecom gender birthDate address communication".split())


def request(doc: dict, patient: str) -> dict:
    """Return a MedicationRequest for the pharmacy: without the visit, what was gone past, and who else is named."""
    kept = {name: value for name, value in doc.items() if name in OF_REQUEST}
    prescriber = {"display": (doc.get("requester") or {}).get("display", "")}
    return kept | {"status": "active", "subject": {"reference": f"Patient/{patient}"}, "requester": prescriber}


def patient(doc: dict) -> dict:
    """Return who it is for: name, birth date, how to reach them, their language."""
    return {name: value for name, value in doc.items() if name in OF_PATIENT}


def coverage(doc: dict, patient: str) -> dict:
    """Return a Coverage for the pharmacy: the card, and nothing else."""
    kept = {name: value for name, value in doc.items() if name in OF_COVERAGE}
    payor = [{"display": each["display"]} for each in kept.get("payor") or [] if each.get("display")]
    return kept | {"beneficiary": {"reference": f"Patient/{patient}"}, "payor": payor}


def quantity_of(doc: dict) -> Decimal | None:
    """Return how much one supply is, None where the prescriber could not say."""
    value = ((doc.get("dispenseRequest") or {}).get("quantity") or {}).get("value")
    return None if value is None else Decimal(str(value))


def may_substitute(doc: dict) -> bool:
    return bool((doc.get("substitution") or {}).get("allowedBoolean", True))


def prescriber(doc: dict) -> str:
    return (doc.get("requester") or {}).get("display", "")[:200]
