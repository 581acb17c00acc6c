"""Amara's prescription: two medicines that Dr Carvalho signed three weeks ago, one handed out, and a wish for more."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from telepraxis.base.access import Actor
from telepraxis.care.medications import afterwards, baskets, handing_out, signing
from telepraxis.care.medications.lines import Line
from telepraxis.care.medications.models import Prescription
from telepraxis.care.medications.ordering import line
from telepraxis.registry.formulary.finding import find
from telepraxis.registry.formulary.starter_set import load_starter_set

from .contributions import _patient

if TYPE_CHECKING:
    from .build import Clinic

TYPED = (
    ("salbutamol 100 mcg inhaler 2 puffs prn wheeze 1 inhaler rf3", "Asthma"),
    ("amlodipine 5 mg tablet once a day 30 days rf2", "High blood pressure"),
)


def prescribe(clinic: Clinic) -> Prescription:
    """Sign what Amara takes, have it handed out, and let her ask for more."""
    load_starter_set(now=clinic.now)
    amara, ines = _patient(clinic, 0), clinic.actor("ines")
    then = clinic.now - timedelta(days=21)
    draft = baskets.open_basket(patient=amara.patient_id, by=ines, now=then)
    for text, indication in TYPED:
        said = _read(text, indication, then)
        draft = baskets.put_line(basket=draft.id, version=draft.version, line=said, by=ines, now=then).basket
    signed = _sign(draft, ines, then)
    _inhaler, tablets = signed.lines.order_by("position")
    handing_out.hand_out(
        line=tablets.id, reference="HP-20417", pharmacy="Harbour Pharmacy", quantity=Decimal(30),
        at=then + timedelta(hours=5), by=clinic.by, now=then + timedelta(hours=5),
    )  # fmt: skip
    words = "I leave for two months on Friday. May I have enough for the whole time?"
    afterwards.ask_renewal(line=tablets.id, words=words, by=amara, now=clinic.now - timedelta(hours=2))
    return signed


def _read(text: str, indication: str, now: datetime) -> Line:
    read = line.read(text, find=find, today=now.date())
    return Line(typed=text, medicine=read.medicine, dosage=read.dosage, supply=read.supply, indication=indication)


def _sign(draft, ines: Actor, now: datetime) -> Prescription:
    shown = signing.show(basket=draft.id, by=ines, now=now)
    reasons = {signing.card_key(card): "Talked over with the patient" for card in shown.interruptive}
    return signing.sign(
        basket=draft.id, confirmed_digest=shown.digest, overrides=reasons, by=ines, now=now + timedelta(minutes=1),
        proven_at=now + timedelta(seconds=40),
    )  # fmt: skip
