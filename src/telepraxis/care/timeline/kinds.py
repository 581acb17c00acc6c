"""The kinds into which a chart's timeline is sorted. Pure."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from telepraxis.base.record.authors import is_by_patient

VISITS, NOTES, RESULTS, VITALS = "visits", "notes", "results", "vitals"
MEDICINES, DOCUMENTS, ENTRIES, OTHER = "medicines", "documents", "entries", "other"
PATIENT = "patient"  # what the patient's side measured, felt or sent: never among the clinic's own

LABELS: dict[str, Promise] = {
    VISITS: _("Visits"),
    NOTES: _("Notes"),
    RESULTS: _("Results"),
    VITALS: _("Measurements"),
    MEDICINES: _("Medicines"),
    DOCUMENTS: _("Documents"),
    ENTRIES: _("Entries"),
    PATIENT: _("By the patient"),
    OTHER: pgettext_lazy("kind of entries", "Other"),
}
ICONS = {
    VISITS: "stethoscope", NOTES: "note", RESULTS: "flask", VITALS: "heart",
    MEDICINES: "pill", DOCUMENTS: "folder", ENTRIES: "list", PATIENT: "person", OTHER: "dot",
}  # fmt: skip

OF_TYPE: dict[str, str] = {
    **dict.fromkeys(("Encounter", "EpisodeOfCare", "Appointment"), VISITS),
    **dict.fromkeys(("Composition", "ClinicalImpression", "Communication"), NOTES),
    **dict.fromkeys(("DiagnosticReport", "ImagingStudy", "MolecularSequence", "Observation", "Specimen"), RESULTS),
    **dict.fromkeys(
        ("MedicationRequest", "MedicationStatement", "MedicationAdministration", "MedicationDispense", "Immunization"),
        MEDICINES,
    ),
    **dict.fromkeys(("DocumentReference", "DocumentManifest", "Media", "Consent", "QuestionnaireResponse"), DOCUMENTS),
    **dict.fromkeys(
        ("Account", "ChargeItem", "Claim", "ClaimResponse", "Coverage", "ExplanationOfBenefit", "Invoice", "Person"),
        OTHER,
    ),
    **dict.fromkeys(("AppointmentResponse", "Basic", "List", "RelatedPerson", "Task"), OTHER),
}
NOT_TOLD = frozenset({"AuditEvent", "Bundle", "Group", "Provenance"})  # they tell of other entries
OF_CATEGORY = {  # of an Observation
    "vital-signs": VITALS, "survey": ENTRIES, "social-history": ENTRIES, "exam": ENTRIES, "activity": VITALS,
}  # fmt: skip

# What a document is called that has no words of its own.
NAMES: dict[str, Promise] = {
    "AllergyIntolerance": _("Allergy"),
    "CarePlan": _("Plan"),
    "CareTeam": _("Care team"),
    "ClinicalImpression": _("Assessment"),
    "Communication": _("Message"),
    "Composition": _("Note"),
    "Condition": _("Problem"),
    "Consent": _("Consent"),
    "DeviceUseStatement": _("Device"),
    "DiagnosticReport": _("Report"),
    "DocumentReference": _("Document"),
    "Encounter": _("Visit"),
    "FamilyMemberHistory": _("Family history"),
    "Goal": _("Goal"),
    "ImagingStudy": _("Imaging study"),
    "Immunization": _("Immunization"),
    "MedicationAdministration": _("Medicine given"),
    "MedicationDispense": _("Medicine handed out"),
    "MedicationRequest": _("Prescription"),
    "MedicationStatement": _("Medicine"),
    "Observation": _("Measurement"),
    "Procedure": _("Procedure"),
    "QuestionnaireResponse": _("Questionnaire"),
    "ServiceRequest": _("Order"),
}


def kind_of(doc: dict) -> str:
    """Return the kind under which a chart shows the document, "" where it stands in none."""
    type = doc["resourceType"]
    if type in NOT_TOLD:
        return ""
    if type in ("Observation", "DocumentReference") and is_by_patient(doc):
        return PATIENT
    if type == "Observation":
        codes = (code for concept in doc.get("category") or () for code in codes_of(concept))
        return next((OF_CATEGORY[code] for code in codes if code in OF_CATEGORY), RESULTS)
    return OF_TYPE.get(type, ENTRIES)


def name_of(type: str) -> Promise | str:
    """Return what a document of the type is called."""
    return NAMES.get(type, type)


def codes_of(concept: object) -> list[str]:
    """Return the codes of a CodeableConcept, none of something else."""
    codings = concept.get("coding") if isinstance(concept, dict) else None
    return [coding["code"] for coding in codings or () if isinstance(coding, dict) and coding.get("code")]
