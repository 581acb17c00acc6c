"""Amara's prescriptions: what was signed three weeks ago, one of it handed out, and what waits for a pharmacy."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from telepraxis.base.access import Actor
from telepraxis.care.medications import afterwards, baskets, handing_out, signing
from telepraxis.care.medications.lines import Line
from telepraxis.care.medications.models import Prescription
from telepraxis.care.medications.ordering import line
from telepraxis.registry.formulary.finding import find

from .contributions import _patient

if TYPE_CHECKING:
    from .build import Clinic

TAKEN = (
    ("salbutamol 100 mcg inhaler 2 puffs prn wheeze 1 inhaler rf3", "Asthma"),
    ("amlodipine 5 mg tablet once a day 30 days rf2", "High blood pressure"),
)
NEW = (
    ("loratadine 10 mg tablet once a day 14 days", "Hay fever"),
    ("hydrocortisone 1% cream twice a day 7 days 30 g", "Rash on both hands"),
    ("paracetamol 500 mg tablet 3 times a day 5 days", "Headache"),
)


def prescribe(clinic: Clinic) -> None:
    """Sign what Amara takes, have it handed out, let her ask for more; and sign something that nobody has got yet."""
    amara, ines = _patient(clinic, 0), clinic.actor("ines")
    then = clinic.now - timedelta(days=21)
    _inhaler, tablets = signed(TAKEN, amara.patient_id, ines, then).lines.order_by("position")
    handing_out.hand_out(
        line=tablets.id, reference="HP-20417", pharmacy="Harbour Pharmacy", quantity=Decimal(30),
        at=then + timedelta(hours=5), by=clinic.by, now=then + timedelta(hours=5),
    )  # fmt: skip
    words = "I leave for two months on Friday. May I have enough for the whole time?"
    afterwards.ask_renewal(line=tablets.id, words=words, by=amara, now=clinic.now - timedelta(hours=2))
    signed(NEW, amara.patient_id, ines, clinic.now - timedelta(hours=15))


def signed(typed: tuple[tuple[str, str], ...], patient: UUID, by: Actor, now: datetime) -> Prescription:
    """Return a prescription of these typed lines, each with what it is for."""
    draft = baskets.open_basket(patient=patient, by=by, now=now)
    for text, indication in typed:
        said = _read(text, indication, now)
        draft = baskets.put_line(basket=draft.id, version=draft.version, line=said, by=by, now=now).basket
    return _sign(draft, by, now)


def _read(text: str, indication: str, now: datetime) -> Line:
    read = line.read(text, find=find, today=now.date())
    return Line(typed=text, medicine=read.medicine, dosage=read.dosage, supply=read.supply, indication=indication)


def _sign(draft, by: Actor, now: datetime) -> Prescription:
    shown = signing.show(basket=draft.id, by=by, now=now)
    reasons = {signing.card_key(card): "Talked over with the patient" for card in shown.interruptive}
    return signing.sign(
        basket=draft.id, confirmed_digest=shown.digest, overrides=reasons, by=by, now=now + timedelta(minutes=1),
        proven_at=now + timedelta(seconds=40),
    )  # fmt: skip
