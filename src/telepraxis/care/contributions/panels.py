"""What other rooms' screens show of this room."""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from telepraxis.base.record.rows import type_of
from telepraxis.base.ui.panels import panel
from telepraxis.care.encounters.models import Visit

from .entries import ASKABLE, Entry, entry_of
from .inbox import count_of
from .models import Arrival, Correction, Question
from .own import asked_of
from .permissions import may_contribute, may_see_from_patients

KIND_WORDS: dict[str, str | Promise] = {
    "danger": _("Dangerous values"),
    "question": _("Questions"),
    "correction": _("Corrections"),
    "symptom": _("Symptoms"),
    "photo": _("Photos"),
}


@dataclass(frozen=True)
class Way:
    """Where an entry is seen and corrected."""

    address: str
    label: str | Promise


def way_to(entry: Entry) -> Way | None:
    """Return the way to the page on which a clinician corrects the entry, None where there is none."""
    if kind := entry.list_kind:
        return Way(reverse("entries:entry", args=[entry.patient, kind.name, entry.uid]), _("Correct the entry"))
    if entry.measure:
        return Way(reverse("measurements:of_patient", args=[entry.patient]), _("All values"))
    if entry.is_picture and not entry.in_error:
        return Way(reverse("documents:look", args=[entry.uid]), _("Look at the picture"))
    if entry.type == "Composition":
        visit = Visit.objects.filter(encounter__logical_id=_encounter(entry.doc)).values_list("id", flat=True).first()
        return Way(f"/visit/{visit}/", _("Open visit")) if visit else None
    return None


def _encounter(doc: dict) -> str:
    return (doc.get("encounter") or {}).get("reference", "").removeprefix("Encounter/")


@panel("own.entry", template="contributions/panels/asks.html")
def ask_about(request, one) -> dict | None:
    """The way to ask about an entry that the patient reads: a document's row, or anything with `type` and `uid`. No
    query."""
    type = getattr(one, "type", "") or type_of(one)
    patient, visit = getattr(request, "patient", None), getattr(request, "visit", None)
    if request.actor.is_staff or not (patient or visit) or type not in ASKABLE:
        return None
    whose = patient.uid if patient else visit.patient_id
    return {"patient_id": whose, "type": type, "uid": one.uid, "what": getattr(one, "what", "")}


@panel("chart.entry", template="contributions/panels/of_entry.html", rule=may_see_from_patients, order=20)
def asked_about(request, one) -> dict | None:
    """What the patient asked about an entry, in the entry that is opened: anything with `type`, `uid`. Few queries."""
    if one.type not in ASKABLE:
        return None
    about = {"document": one.uid}
    if not (Question.objects.filter(**about).exists() or Correction.objects.filter(**about).exists()):
        return None
    entry = entry_of(one.type, one.uid)
    threads, requests = asked_of(entry.patient, request.now, document=one.uid)
    return {"threads": threads, "requests": requests}


@panel("home", template="contributions/panels/home.html", rule=may_contribute, order=80)
def on_home(request, patient: UUID) -> dict:
    """The way to one's own record, and whether there are answers to read. Two queries."""
    new = Question.objects.filter(patient_id=patient, answered_at__isnull=False, read_at=None).count()
    new += Correction.objects.filter(patient_id=patient, read_at=None).exclude(decision="").count()
    return {"patient_id": patient, "new": new}


@panel("day.bar", template="contributions/panels/day.html", rule=may_see_from_patients, order=20)
def on_the_day(request, subject) -> dict | None:
    """How much waits, on the clinician's day. Four queries at most."""
    count = count_of(request.actor)
    danger = count and Arrival.objects.filter(seen_at=None, kind=Arrival.Kind.DANGER).exists()
    return {"count": count, "danger": danger} if count else None
