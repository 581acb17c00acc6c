"""What the patient's home shows of the rooms below."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from telepraxis.base.access import Actor
from telepraxis.base.record.models import Patient
from telepraxis.care.chart.history import PastVisit, with_notes
from telepraxis.care.encounters.models import Modality, Visit
from telepraxis.care.scheduling.diary import upcoming_of
from telepraxis.care.scheduling.models import Appointment
from telepraxis.care.telehealth import devices, safety
from telepraxis.registry.organizations.jurisdictions import emergency_number
from telepraxis.registry.organizations.models import OrganizationProfile
from telepraxis.registry.patients.identity import uids_of
from telepraxis.registry.patients.models import PatientProfile
from telepraxis.registry.patients.proxies import represented_by
from telepraxis.registry.practitioners.models import PractitionerProfile

SHOWN_PAST = 3


@dataclass(frozen=True)
class Person:
    """Somebody whose visits this account may see: the account's own person, or one it acts for."""

    uid: UUID
    name: str
    is_self: bool


@dataclass(frozen=True)
class NextVisit:
    """What comes next, with how far the patient has got on the way in. `appointment` is None for an unbooked visit."""

    appointment: Appointment | None
    visit: Visit | None
    devices_checked: bool
    card_complete: bool
    specialty: str
    late_minutes: int

    @property
    def at(self) -> datetime:
        return self.appointment.starts_at if self.appointment else self.visit.planned_at

    @property
    def practitioner_name(self) -> str:
        return (self.appointment or self.visit).practitioner.name_text

    @property
    def modality(self) -> str:
        return (self.visit or self.appointment).modality

    @property
    def is_under_way(self) -> bool:
        return self.visit is not None and self.visit.status == Visit.Status.IN_PROGRESS


def people_of(actor: Actor) -> list[Person]:
    """Return the actor's own person first, then whom they act for."""
    own = Patient.objects.filter(uid=actor.patient_id).only("uid", "name_text").first() if actor.patient_id else None
    mine = [Person(own.uid, own.name_text, True)] if own else []
    return mine + [Person(one.uid, one.name, False) for one in represented_by(actor.account_id)]


def home_of(person: Person, *, device_id: UUID | None, now: datetime) -> dict:
    """Return the context of the home of one person; the number of queries does not grow with their visits."""
    ahead = upcoming_of([person.uid], now)
    unbooked = Visit.objects.filter(
        patient_id__in=uids_of(person.uid),
        appointment=None,
        modality=Modality.VIDEO,
        status__in=("waiting", "ready", "in_progress"),
    )
    first = unbooked.select_related("patient", "practitioner").order_by("-planned_at").first()
    next_visit = _next(ahead[0] if ahead and first is None else None, first, device_id, now)
    practice = OrganizationProfile.objects.first()
    return {
        "next": next_visit,
        "further": ahead[1:] if first is None else ahead,
        "past": _past(person.uid),
        "profile": PatientProfile.objects.filter(patient_id=person.uid).select_related("patient").first(),
        "practice": practice,
        "emergency": emergency_number(practice.organization_id, practice.jurisdiction) if practice else "",
    }


def _next(appointment: Appointment | None, visit: Visit | None, device_id: UUID | None, now: datetime):
    if appointment is None and visit is None:
        return None
    if appointment is not None:
        opened = Visit.objects.select_related("patient", "practitioner")
        visit = opened.filter(appointment_id=appointment.id).first()
    checked = devices.check_counts(visit, device_id, now=now) if visit else False
    whom = (appointment or visit).practitioner_id
    specialty = PractitionerProfile.objects.filter(practitioner_id=whom).values_list("specialty_text", flat=True)
    return NextVisit(
        appointment,
        visit,
        checked,
        bool(visit and safety.card_of(visit)),
        specialty.first() or "",
        _late_minutes(whom, now),
    )


def _late_minutes(practitioner: UUID, now: datetime) -> int:
    """Return by how much the clinician runs late: how long their longest waiting patient is past the planned time."""
    waits = Visit.objects.filter(status=Visit.Status.READY, practitioner_id=practitioner, planned_at__lt=now)
    planned = waits.order_by("planned_at").values_list("planned_at", flat=True).first()
    return int((now - planned).total_seconds() // 300 * 5) if planned else 0


def _past(patient: UUID) -> list[PastVisit]:
    visits = Visit.objects.filter(patient_id__in=uids_of(patient), status=Visit.Status.FINISHED)
    return with_notes(visits.select_related("patient", "practitioner").order_by("-admitted_at")[:SHOWN_PAST])
