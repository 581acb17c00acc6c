"""What some decided ahead, and how Amara's son grew."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from telepraxis.care.directives import answering, keeping
from telepraxis.care.directives.document import Said
from telepraxis.care.measurements.taking import Taken, record_measurements

if TYPE_CHECKING:
    from .build import Clinic

GREW = ((3, "14.6", "96"), (4, "16.6", "103"), (5, "18.9", "109.5"), (6, "21.4", "116"), (7, "23.9", "122"))
OLD = 80  # years


def decide_ahead(clinic: Clinic) -> None:
    """A proxy of Amara's, an order of somebody old, the answer of another, and a boy's growth."""
    amara, son = clinic.patients[0], clinic.patients[1]
    old = next(row for row in clinic.patients[2:] if (clinic.today - row.birth_date).days > 365.25 * OLD)
    ines, may = clinic.actor("ines"), clinic.today - timedelta(days=204)
    sister = Said(
        kind="proxy",
        made_on=may,
        agent_name="Ngozi Okonjo",
        agent_relation="sister",
        agent_phone=f"{clinic.place.phone_prefix} 2099",
        wishes="Ngozi decides together with the doctors who treat me.",
        held_by="Ngozi, at home",
        review_on=may + timedelta(days=730),
    )
    order = Said(kind="dnr", made_on=may, held_by="In the hall, beside the telephone", review_on=clinic.today)
    keeping.add(patient=amara.uid, said=sister, by=ines, now=clinic.now - timedelta(days=200))
    keeping.add(patient=old.uid, said=order, by=ines, now=clinic.now - timedelta(days=200))
    answering.keep_answer(patient=clinic.patients[2].uid, answer="none", by=clinic.actor("freya"), now=clinic.now)
    for years, weight, height in GREW:
        day = son.birth_date.replace(year=son.birth_date.year + years) + timedelta(days=12)
        at = datetime.combine(day, time(10, 20), clinic.zone)
        if at < clinic.now:
            taken = [_taken("weight", weight), _taken("height", height)]
            record_measurements(patient=son.uid, taken=taken, by=clinic.actor("freya"), now=at)


def _taken(kind: str, value: str) -> Taken:
    return Taken(kind=kind, values=(Decimal(value),))
