"""The phone in other rooms' screens: the stage of a visit by phone, the patient's banner, the step of the set-up."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from telepraxis.base.access import Actor
from telepraxis.base.ui.panels import panel
from telepraxis.care.encounters.models import Modality, Visit
from telepraxis.care.telehealth.models import SafetyCard

from . import calls, numbers, trunks, words
from .models import PhoneCall, Trunk
from .permissions import may_set_up_phone


@dataclass(frozen=True)
class Choice:
    """A number on which the patient may be reached."""

    number: str
    shown: str
    given_now: bool  # on the safety card of this visit


@panel("visit.patient_stage", template="telephony/patient_banner.html", order=10)
def patient_banner(request, visit: Visit) -> dict:
    """Tell the patient, if their page is still there, that the practice calls."""
    return {"visit": visit, "call": _call_shown_to_patient(visit), "reach": reach_of(visit)}


@panel("setup.guide", template="telephony/setup_row.html", rule=may_set_up_phone)
def set_up_row(request, _subject) -> dict:
    trunk = trunks.trunk_of(request.actor.organization_id)
    return {"trunk": trunk, "line": words.line_words(trunk)}


def choices_of(visit: Visit) -> list[Choice]:
    """Return where the patient can be called: the number given for this visit first. One query."""
    card = SafetyCard.objects.filter(visit=visit).order_by("-answered_at").first()
    country = trunks.country_of(visit.organization_id)
    found: dict[str, Choice] = {}
    for text, given_now in ((card.callback_phone if card else "", True), (visit.patient.phone, False)):
        if number := numbers.tidy(text, country) if text else "":
            found.setdefault(number, Choice(number, numbers.shown(number), given_now))
    return list(found.values())


def reach_of(visit: Visit) -> str:
    """Return the number on which this visit's patient is called, as people read it; "" when none is known."""
    return next((choice.shown for choice in choices_of(visit)), "")


def has_line(visit: Visit) -> bool:
    """Tell whether the practice calls from here. One query."""
    return Trunk.objects.filter(organization_id=visit.organization_id).exists()


def stage_panel(visit: Visit, actor: Actor, now: datetime, *, dials: bool = False) -> dict:
    """Return the context of `telephony/stage.html`; with `dials` the page calls by itself when it is there."""
    trunk = trunks.trunk_of(visit.organization_id)
    choices = choices_of(visit)
    call = calls.call_of_visit(visit)
    return {
        "visit": visit,
        "choices": choices,
        "call": call,
        "standing": words.standing(call, visit.patient.name_text) if call and not call.is_open else "",
        "line_ready": bool(trunk and trunk.is_ready),
        "line": words.line_words(trunk),
        "phone": phone_data(visit, number=choices[0].number if choices else "", dials=dials and bool(choices)),
    }


def phone_data(visit: Visit | None = None, *, number: str = "", dials: bool = False) -> dict:
    """Return what the phone's island is given."""
    return {
        "socket": "/live/phone/",
        "visit": str(visit.id) if visit else None,
        "number": number,
        "dials": dials,
        "chart": "/patients/PATIENT/",
        "words": words.phone_words(),
    }


def _call_shown_to_patient(visit: Visit) -> PhoneCall | None:
    """Return the visit's call while it is on, for the patient's page."""
    if visit.modality != Modality.PHONE:
        return None
    call = calls.call_of_visit(visit)
    return call if call and call.is_open else None


def patient_standing(visit: Visit) -> dict:
    return {"visit": visit, "call": _call_shown_to_patient(visit), "reach": reach_of(visit)}


def media_is_here() -> bool:
    """Tell whether this installation can carry calls at all."""
    return bool(settings.JANUS_URL)


def set_up_path() -> str:
    return reverse("telephony:set_up")
