"""A dosage in full words: for whoever signs it, and in plain words for whoever takes it, in their own language. Pure.

Each language is a file with sentences of its own: no sentence is put together from translated pieces.
"""

from datetime import date

from telepraxis.registry.formulary.medicine import Medicine

from ..dosage import Dosage, Supply
from . import en, es
from .told import Told

LANGUAGES = {"en": en, "es": es}


def say(
    medicine: Medicine,
    dosage: Dosage,
    *,
    language: str,
    for_patient: bool,
    supply: Supply | None = None,
    starts: date | None = None,
) -> str:
    """Return the dosage in the language, in English where we do not speak it.

    For whoever signs: medicine, dose in pieces and in substance, rhythm, route, length, and with `starts` the last day,
    with `supply` the quantity. For the patient and the label: what to do, without the name of the medicine.
    """
    sentences = LANGUAGES[spoken(language)]
    told = Told(medicine, dosage, supply, starts)
    return sentences.for_patient(told) if for_patient else sentences.for_prescriber(told)


def name(medicine: Medicine, *, language: str) -> str:
    """Return substance, strength and form in the language: Amoxicilina 500 mg, cápsula."""
    return LANGUAGES[spoken(language)].name(medicine)


def quantity(supply: Supply, medicine: Medicine, *, language: str) -> str:
    """Return what is handed out, in words: 21 capsules; "" where it is not known."""
    return LANGUAGES[spoken(language)].quantity(supply, medicine)


def spoken(language: str) -> str:
    """Return the language of ours that a tag like es-MX asks for, en where there is none."""
    asked = language.replace("_", "-").casefold().partition("-")[0]
    return asked if asked in LANGUAGES else "en"
