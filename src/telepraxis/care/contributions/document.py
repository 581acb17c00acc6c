"""The FHIR Observation of a symptom as its owner tells it (R4, http://hl7.org/fhir/R4/observation.html)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from telepraxis.base.record.authors import tagged
from telepraxis.base.record.models import Patient
from telepraxis.base.ui.times import written_date_text

LOINC = "http://loinc.org"
SYMPTOM = {"system": LOINC, "code": "75325-1", "display": "Symptom"}
SEVERITY = {"system": LOINC, "code": "64750-3", "display": "Severity of symptom"}
ONSET = {"system": LOINC, "code": "11368-8", "display": "Illness or injury onset date and time"}
CATEGORY = {
    "system": "http://terminology.hl7.org/CodeSystem/observation-category",
    "code": "survey",
    "display": "Survey",
}


@dataclass(frozen=True)
class Symptom:
    """What somebody feels: how strong from 0 to 10, since when as exactly as they know, in their words."""

    what: str
    strength: int
    since: str = ""
    words: str = ""

    @property
    def said(self) -> str:
        """Return how strong and since when, in words."""
        strong = _("%(strength)s of 10") % {"strength": self.strength}
        since = _("since %(day)s") % {"day": written_date_text(self.since)} if self.since else ""
        return f"{strong} · {since}" if since else strong


def symptom_document(symptom: Symptom, *, patient: Patient, who: str, felt_at: datetime, now: datetime) -> dict:
    """Return the resource without id. It is performed by the patient; a proxy who writes for them is named."""
    document = {
        "resourceType": "Observation",
        "status": "final",
        "category": [{"coding": [CATEGORY]}],
        "code": {"coding": [SYMPTOM]},
        "subject": {"reference": f"Patient/{patient.logical_id}", "display": patient.name_text},
        "effectiveDateTime": felt_at.isoformat(),
        "issued": now.isoformat(),
        "performer": [{"reference": f"Patient/{patient.logical_id}", "display": who or patient.name_text}],
        "valueCodeableConcept": {"text": symptom.what},
        "component": [{"code": {"coding": [SEVERITY]}, "valueInteger": symptom.strength}],
    }
    if symptom.since:
        document["component"].append({"code": {"coding": [ONSET]}, "valueDateTime": symptom.since})
    if symptom.words:
        document["note"] = [{"text": symptom.words}]
    return tagged(document)


def symptom_in(document: dict) -> Symptom:
    """Return what a document of a symptom says; what it does not say is empty."""
    parts = {
        ((each.get("code") or {}).get("coding") or [{}])[0].get("code"): each for each in document.get("component", ())
    }
    return Symptom(
        what=(document.get("valueCodeableConcept") or {}).get("text") or document.get("valueString") or "",
        strength=parts.get(SEVERITY["code"], {}).get("valueInteger", 0),
        since=parts.get(ONSET["code"], {}).get("valueDateTime", ""),
        words=(document.get("note") or [{}])[0].get("text", ""),
    )


def day_written(day: date | None) -> str:
    return day.isoformat() if day else ""
