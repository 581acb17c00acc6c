"""Who is in a visit, by which way of meeting. A person has one presence at a time; a change of way starts another."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor

from .models import Modality, Presence, Visit
from .permissions import may_run_visit, may_take_part
from .visits import VisitNotBegun, begin, look_again, refuse_when_over


@dataclass(frozen=True, kw_only=True)
class Participant:
    """A person in a visit. `key` is the same each time they come back; `role` is a `Presence.Role`."""

    key: str
    name: str
    role: str
    account_id: UUID | None = None


def guest_of(*, invitation: UUID, name: str, role: str, account_id: UUID | None = None) -> Participant:
    """Return an invited person as a participant."""
    return Participant(key=f"{Presence.GUEST}{invitation}", name=name, role=role, account_id=account_id)


def participant_of(by: Actor, visit: Visit) -> Participant:
    """Return as whom the actor is in this visit."""
    if by.is_clinician:
        own = by.practitioner_id == visit.practitioner_id
        role = Presence.Role.CLINICIAN if own else Presence.Role.COLLEAGUE
        return Participant(key=f"account:{by.account_id}", name=by.name, role=role, account_id=by.account_id)
    if by.is_patient(visit.patient_id):
        return patient_of(visit, account_id=by.account_id)
    return Participant(
        key=f"account:{by.account_id}", name=by.name, role=Presence.Role.RELATIVE, account_id=by.account_id
    )


def patient_of(visit: Visit, account_id: UUID | None = None) -> Participant:
    """Return the patient as a participant, the same whether they came by link or signed in."""
    return Participant(
        key=f"patient:{visit.patient_id}",
        name=visit.patient.name_text,
        role=Presence.Role.PATIENT,
        account_id=account_id,
    )


@transaction.atomic
def joined(
    *, visit: Visit, participant: Participant, by: Actor, now: datetime, modality: str = "", connection: str = ""
) -> Presence:
    """Count the participant as present from now, by the visit's present way of meeting unless told another.

    Somebody who is here already stays: a new `connection` (reload, second tab) only takes over from the old one.

    :raises VisitIsOver: it has ended or was cancelled.
    """
    visit = Visit.objects.locked(visit)
    may_take_part.require(by, visit)
    refuse_when_over(visit)
    return _put(visit, participant, modality or visit.modality, connection, by, now)


def _put(visit: Visit, participant: Participant, modality: str, connection: str, by: Actor, now: datetime) -> Presence:
    present = Presence.objects.filter(visit=visit, participant=participant.key, left_at=None).first()
    if present and present.modality == modality:
        present.connection = connection
        present.save(update_fields=["connection"])
        return present
    if present:
        present.left_at = now
        present.save(update_fields=["left_at"])
    presence = Presence.objects.create(
        organization_id=visit.organization_id,
        visit=visit,
        participant=participant.key,
        name=participant.name,
        role=participant.role,
        account_id=participant.account_id,
        modality=modality,
        connection=connection,
        joined_at=now,
    )
    audit.wrote(by, "visit.joined", patient=visit.patient_id, entity=("Visit", visit.id))
    look_again(visit)
    return presence


@transaction.atomic
def left(*, visit: Visit, participant: Participant, by: Actor, now: datetime, connection: str = "") -> None:
    """Count the participant as gone. A connection that another one has taken over from takes nobody away."""
    visit = Visit.objects.locked(visit)
    may_take_part.require(by, visit)
    present = Presence.objects.filter(visit=visit, participant=participant.key, left_at=None).first()
    if present is None or (connection and present.connection != connection):
        return
    present.left_at = now
    present.save(update_fields=["left_at"])
    audit.wrote(by, "visit.left", patient=visit.patient_id, entity=("Visit", visit.id))
    look_again(visit)


@transaction.atomic
def go_on_by(*, visit: Visit, modality: str, by: Actor, now: datetime) -> Visit:
    """Go on, or plan to meet, by another way: it stays one visit. Minutes are counted apart from here.

    To and from the phone everybody leaves first: who is on the phone is known when somebody answers (`start_talking`),
    and whose page is open for video counts itself again.

    :raises VisitIsOver: it has ended or was cancelled.
    """
    visit = Visit.objects.locked(visit)
    may_run_visit.require(by, visit)
    refuse_when_over(visit)
    if visit.modality == modality:
        return visit
    here = Presence.objects.filter(visit=visit, left_at=None)
    if Modality.PHONE in (visit.modality, modality):
        here.update(left_at=now)
    visit.modality = Modality(modality)
    visit.save(update_fields=["modality"])
    for present in here.all():
        _put(visit, _as_participant(present), visit.modality, present.connection, by, now)
    audit.wrote(by, f"visit.by_{visit.modality}", patient=visit.patient_id, entity=("Visit", visit.id))
    look_again(visit)
    return visit


def _as_participant(present: Presence) -> Participant:
    return Participant(key=present.participant, name=present.name, role=present.role, account_id=present.account_id)


class StartedByHandOnly(Exception):
    """Minutes on the phone and in a room are started by hand; those of video by who is connected."""


@transaction.atomic
def start_talking(*, visit: Visit, by: Actor, now: datetime) -> Visit:
    """Start the minutes of a phone or in-person visit for patient and clinician, and the visit with them if need be.

    :raises StartedByHandOnly: it is a video visit.
    :raises VisitIsOver: it has ended or was cancelled.
    """
    visit = Visit.objects.locked(visit)
    may_run_visit.require(by, visit)
    refuse_when_over(visit)
    if visit.modality == Modality.VIDEO:
        raise StartedByHandOnly(visit.pk)
    if not visit.has_begun:
        begin(visit, by, now)
    for participant in (patient_of(visit), participant_of(by, visit)):
        _put(visit, participant, visit.modality, "", by, now)
    return visit


@transaction.atomic
def stop_talking(*, visit: Visit, by: Actor, now: datetime) -> Visit:
    """Stop the minutes, for example when the call is cut. The visit stays open: it can be started again or finished.

    :raises VisitNotBegun: there are no minutes to stop.
    """
    visit = Visit.objects.locked(visit)
    may_run_visit.require(by, visit)
    if not visit.has_begun:
        raise VisitNotBegun(visit)
    if Presence.objects.filter(visit=visit, left_at=None).update(left_at=now):
        audit.wrote(by, "visit.stopped_talking", patient=visit.patient_id, entity=("Visit", visit.id))
        look_again(visit)
    return visit


def minutes_together(visit: Visit, now: datetime) -> dict[str, timedelta]:
    """Return, for each way of meeting, how long the patient's side and a clinician were in the visit at once.

    Guests make no minutes: a mother who talks with the clinician while the patient is away is no visit.
    """
    presences = [presence for presence in Presence.objects.filter(visit=visit) if not presence.is_guest]
    clinicians = [p for p in presences if p.role in (Presence.Role.CLINICIAN, Presence.Role.COLLEAGUE)]
    patients = [p for p in presences if p.role in (Presence.Role.PATIENT, Presence.Role.RELATIVE)]
    return {
        str(modality): _overlap(
            [p for p in clinicians if p.modality == modality], [p for p in patients if p.modality == modality], now
        )
        for modality in {p.modality for p in presences}
    }


def _overlap(ours: list[Presence], theirs: list[Presence], now: datetime) -> timedelta:
    """Return for how long at least one presence of each side ran."""
    edges = defaultdict(lambda: [0, 0])
    for side, presences in enumerate((ours, theirs)):
        for presence in presences:
            edges[presence.joined_at][side] += 1
            edges[presence.left_at or now][side] -= 1
    total, here, since = timedelta(), [0, 0], None
    for moment in sorted(edges):
        if all(here):
            total += moment - since
        here = [here[0] + edges[moment][0], here[1] + edges[moment][1]]
        since = moment
    return total
