"""What Amara added to her record and asked about it, and a value of somebody else's that cannot wait."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from telepraxis.base.access import Actor, Role
from telepraxis.care.contributions import adding, corrections, questions
from telepraxis.care.entries import keeping
from telepraxis.care.measurements.taking import Taken

if TYPE_CHECKING:
    from .build import Clinic


def add_and_ask(clinic: Clinic) -> None:
    """One of each for Amara: values, a symptom, a photo, an answered question, a correction that waits."""
    amara, ines = _patient(clinic, 0), clinic.actor("ines")
    yesterday, month_ago = clinic.now - timedelta(days=1), clinic.now - timedelta(days=30)
    hers = {"patient": amara.patient_id, "by": amara}
    asthma = _problem(clinic, "Mild asthma", month_ago)
    rash = _problem(clinic, "Penicillin rash in childhood", month_ago)
    for days, pressure in ((3, ("126", "81")), (1, ("131", "84"))):
        at = clinic.now - timedelta(days=days)
        adding.add_measurements(**hers, taken=[_taken("blood_pressure", *pressure), _taken("peak_flow", "410")], now=at)
    adding.write_symptom(
        **hers, what="Cough at night", strength=4, since=(yesterday - timedelta(days=4)).date(),
        words="Wakes me about twice. Better when I sit up.", now=yesterday,
    )  # fmt: skip
    adding.add_photo(
        **hers, content=_spot(), name="forearm.jpg", purpose="This spot has become darker since summer",
        body_site=("forearm-left", "Left forearm"), now=yesterday,
    )  # fmt: skip
    question = questions.ask(
        **hers, type="Condition", entry=asthma.uid, text="Is this for life, and may I run?", now=month_ago
    )
    questions.answer(
        question=question.id, read=1, by=ines, now=month_ago + timedelta(hours=3),
        text="It often stays, and can be quiet for years. Yes, run: take two puffs of the blue inhaler before.",
    )  # fmt: skip
    questions.ask_further(
        question=question.id, text="In winter as well, when the air is cold?", by=amara, now=yesterday
    )
    corrections.ask_for(
        **hers, type="Condition", entry=rash.uid, wrong="That was my brother, not me",
        instead="Nothing: please take it out", now=clinic.now - timedelta(days=9),
    )  # fmt: skip
    other = _patient(clinic, 3)
    low = [_taken("oxygen_saturation", "88")]
    adding.add_measurements(patient=other.patient_id, taken=low, by=other, now=clinic.now - timedelta(minutes=12))


def _patient(clinic: Clinic, number: int) -> Actor:
    account, row = clinic.accounts[f"patient {number}"], clinic.patients[number]
    return Actor(
        organization_id=clinic.tenant.id,
        account_id=account.id,
        name=row.name_text,
        roles=frozenset({Role.PATIENT}),
        patient_id=row.uid,
    )


def _problem(clinic: Clinic, what: str, at):
    patient = clinic.patients[0].uid
    return keeping.add(patient=patient, kind="problem", values={"what": what}, by=clinic.actor("ines"), now=at)


def _taken(kind: str, *values: str) -> Taken:
    return Taken(kind=kind, values=tuple(map(Decimal, values)))


def _spot() -> bytes:
    """A drawn forearm with a dark spot."""
    picture = Image.new("RGB", (900, 675), (196, 148, 118))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((380, 270, 500, 370), fill=(92, 58, 44))
    draw.ellipse((415, 300, 470, 345), fill=(62, 38, 32))
    kept = BytesIO()
    picture.save(kept, "JPEG", quality=88)
    return kept.getvalue()
