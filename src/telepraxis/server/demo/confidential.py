"""What is restricted in the demonstration: an entry of Amara's, who is cleared, and what waits for the officer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from telepraxis.base.access import Role
from telepraxis.base.record.labels import Label
from telepraxis.care.entries import keeping
from telepraxis.registry.accounts import memberships
from telepraxis.registry.confidentiality import breaking, labelling, wishes

if TYPE_CHECKING:
    from .build import Clinic

OF_THE_MIND = Label.MENTAL_HEALTH | Label.SUBSTANCE_USE | Label.VIOLENCE


def restrict_something(clinic: Clinic) -> None:
    """Let the psychiatrist restrict a problem of Amara's, a colleague open it at night, and Amara ask for one more."""
    oskar, amara, now = clinic.actor("oskar"), clinic.patients[0].uid, clinic.now
    member = memberships.open_membership(clinic.accounts["oskar"])
    memberships.clear(membership=member, clearances=int(OF_THE_MIND), by=clinic.actor("grace"), now=now)
    written = now - timedelta(days=60)
    problem = keeping.add(patient=amara, kind="problem", values={"what": "Panic attacks"}, by=oskar, now=written)
    entry = labelling.entry_of(amara, "Condition", problem.uid)
    labelling.restrict(entry=entry, labels=Label.MENTAL_HEALTH, reason="At her wish", by=oskar, now=written)
    at_night = now - timedelta(hours=9)
    reason = "Brought in by ambulance, short of breath: what does she take?"
    breaking.open_in_emergency(patient=amara, reason=reason, by=clinic.actor("samuel"), now=at_night)
    herself = replace(
        clinic.actor("oskar"),
        account_id=clinic.accounts["patient 0"].id,
        name=clinic.patients[0].name_text,
        roles=frozenset({Role.PATIENT}),
        practitioner_id=None,
        patient_id=amara,
    )
    words = "A friend of mine works at your front desk. Please keep my visits to Dr Brandt between us."
    wishes.ask(patient=amara, words=words, by=herself, now=now - timedelta(hours=2))
