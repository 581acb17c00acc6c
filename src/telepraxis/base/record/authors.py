"""Whose words a document holds: the patient's side, or those who treat. Pure."""

BY_WHOM = ("performer", "author", "operator")
PATIENTS_SIDE = ("Patient/", "RelatedPerson/")
TAG = {"system": "urn:telepraxis:reported-by", "code": "patient", "display": "Reported by the patient's side"}


def is_by_patient(doc: dict) -> bool:
    """Tell whether the patient, or somebody close to them, measured, wrote or sent what the document says.

    That is whom it names as performer or author (R4), and nobody else, or the tag of the house's own documents.
    """
    tags = (doc.get("meta") or {}).get("tag") or ()
    if any(tag.get("system") == TAG["system"] and tag.get("code") == TAG["code"] for tag in tags):
        return True
    named = [each for name in BY_WHOM for each in _list(doc.get(name))]
    return bool(named) and all(map(_is_patients_side, named))


def tagged(doc: dict) -> dict:
    """Return the document with the tag by which other programs find what the patient's side reported."""
    meta = doc.get("meta") or {}
    return doc | {"meta": meta | {"tag": [*(meta.get("tag") or ()), TAG]}}


def _is_patients_side(who: object) -> bool:
    reference = who.get("reference") if isinstance(who, dict) else None
    return isinstance(reference, str) and reference.startswith(PATIENTS_SIDE)


def _list(value: object) -> list:
    return value if isinstance(value, list) else [value] if value else []
