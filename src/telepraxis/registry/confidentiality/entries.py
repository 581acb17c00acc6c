"""What an entry is in a word, without what stands in it, for who may not read it; and what it is about, for who may."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "AllergyIntolerance": _("an allergy"),
    "CarePlan": _("a plan"),
    "Composition": _("a note or summary"),
    "Condition": _("a problem or diagnosis"),
    "DiagnosticReport": _("a report"),
    "DocumentReference": _("a document"),
    "Encounter": _("a visit"),
    "FamilyMemberHistory": _("an entry about the family"),
    "Immunization": _("an immunization"),
    "MedicationRequest": _("a prescription"),
    "MedicationStatement": _("a medicine"),
    "Observation": _("a measurement or result"),
    "Procedure": _("a procedure"),
    "QuestionnaireResponse": _("answers to a questionnaire"),
}


def words_of_type(type: str) -> str | Promise:
    """Return what an entry of this type is called; "" when no entry is named."""
    return WORDS.get(type, _("an entry")) if type else ""


def title_of(doc: dict) -> str:
    """Return what the entry is about, in its own words: for who may read it."""
    for name in ("code", "vaccineCode", "medicationCodeableConcept", "type", "category"):
        concept = doc.get(name)
        concept = concept[0] if isinstance(concept, list) and concept else concept
        if not isinstance(concept, dict):
            continue
        displays = [coding.get("display") for coding in concept.get("coding", ()) if coding.get("display")]
        if said := concept.get("text") or next(iter(displays), ""):
            return said
    return str(doc.get("title") or doc.get("description") or "")
