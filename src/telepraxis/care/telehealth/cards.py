"""What the page of the safety card shows, to the patient and to staff who fill it in by voice."""

from datetime import datetime

from django.utils.translation import get_language

from telepraxis.base.access import Actor
from telepraxis.care.encounters.models import Visit
from telepraxis.registry.consents.texts import NoConsentText
from telepraxis.registry.organizations.jurisdictions import jurisdictions
from telepraxis.registry.organizations.languages import language_name
from telepraxis.registry.organizations.models import OrganizationProfile
from telepraxis.registry.practitioners import directory
from telepraxis.registry.practitioners.models import PractitionerProfile

from . import safety
from .models import SafetyCard
from .safety import Answers

INTERPRETED = ("ar", "bn", "zh", "fr", "de", "hi", "it", "pl", "pt", "ro", "ru", "es", "sw", "tr", "uk", "ur", "vi")


def card_shown(visit: Visit, answers: Answers, *, by: Actor, now: datetime) -> dict:
    """Return the context of `telehealth/safety_card.html`: what is known, and what holds where the patient is."""
    organization = visit.organization_id
    known = jurisdictions(organization)
    return {
        "visit": visit,
        "answers": answers,
        "text": _text(visit, answers, now),
        "jurisdictions": known.values(),
        "here": known.get(answers.jurisdiction),
        "companies": SafetyCard.Company.choices,
        "languages": _languages(answers.interpreter_language),
        "clinician": _clinician(visit, answers.jurisdiction),
        "profile": OrganizationProfile.objects.filter(organization_id=organization).first(),
        "is_returning": bool(answers.place and answers.jurisdiction and answers.callback_phone),
        "shows_birth_date": by.via != "link",
        "acts_for_other": by.via == "session" and not by.is_patient(visit.patient_id),
    }


def _text(visit: Visit, answers: Answers, now: datetime):
    try:
        return safety.consent_text(visit, answers.jurisdiction, get_language() or "en", now)
    except NoConsentText:
        return None


def _clinician(visit: Visit, jurisdiction: str) -> dict:
    """Return name, specialty, and the licence that holds where the patient is, else any licence."""
    try:
        listed = directory.practitioner(visit.practitioner_id)
    except PractitionerProfile.DoesNotExist:
        return {"name": visit.practitioner.name_text, "specialty": "", "licence": None}
    fitting = [one for one in listed.licences if one.jurisdiction == jurisdiction]
    licence = next(iter([*fitting, *listed.licences]), None)
    return {"name": listed.name, "specialty": listed.specialty, "licence": licence}


def _languages(chosen: str) -> list[tuple[str, str, bool]]:
    codes = sorted({*INTERPRETED, *([chosen] if chosen else [])})
    return [(code, language_name(code), code == chosen) for code in codes]
