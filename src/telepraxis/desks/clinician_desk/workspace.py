"""The shell of a visit: the call, the note, what is known, side by side."""

from datetime import datetime

from django.urls import reverse

from telepraxis.base.access import Actor
from telepraxis.care.chart.history import with_notes
from telepraxis.care.chart.panels import history_panel, note_panel
from telepraxis.care.encounters.covering import handovers_of
from telepraxis.care.encounters.models import Modality, Presence, Visit
from telepraxis.care.rooming.panels import sheet_panel
from telepraxis.care.telehealth import panels as telehealth
from telepraxis.care.telephony import panels as telephony

from .people import known_about
from .story import story_of

BESIDE = 5  # earlier visits beside the note


def shell_of(visit: Visit, actor: Actor, now: datetime, *, dials: bool = False) -> dict:
    """Return the context of the whole workspace, without the panel that is open in it; `dials` calls the patient."""
    note = note_panel(visit, actor)
    return {
        "live_path": f"/live/visit/{visit.id}/",
        "beside": history_panel(visit.patient_id, besides=visit.id, limit=BESIDE),
        "moments": story_of(visit, _presences(visit), note["past"], handovers_of(visit)),
        **frame_of(visit, now),
        **_at_a_distance(visit, actor, now),
        **_on_the_phone(visit, actor, now, dials),
        **note,
    }


def _at_a_distance(visit: Visit, actor: Actor, now: datetime) -> dict:
    """Return what telehealth adds: the safety card unless they meet in one room, stage and chat while video is on."""
    if visit.modality == Modality.IN_PERSON:
        return {}
    shown = {"has_safety_card": True} | telehealth.safety_panel(visit, now)
    if visit.modality == Modality.VIDEO and visit.is_open:
        shown |= {"has_stage": True} | telehealth.stage_panel(visit, actor, now) | telehealth.chat_panel(visit, actor)
    return shown


def rooming_of(visit: Visit, actor: Actor, now: datetime) -> dict:
    """Return the context of the page on which a nurse prepares the visit."""
    return {
        "live_path": f"/live/visit/{visit.id}/",
        **sheet_panel(visit, now),
        "has_it": visit.is_with_nurse and visit.nurse_account_id == actor.account_id,
        **frame_of(visit, now),
        **_at_a_distance(visit, actor, now),
    }


def _on_the_phone(visit: Visit, actor: Actor, now: datetime, dials: bool) -> dict:
    """Return what telephony adds while a visit is by phone and the practice has a line."""
    if visit.modality != Modality.PHONE or not visit.is_open or not telephony.has_line(visit):
        return {}
    by_hand = {
        name: reverse(f"clinician_desk:{name}", kwargs={"visit_id": visit.id}) for name in ("start", "stop", "go_on")
    }
    return {"has_phone": True, "by_hand": by_hand} | telephony.stage_panel(visit, actor, now, dials=dials)


def story_panel(visit: Visit) -> dict:
    """Return the context of "This visit so far"."""
    [past] = with_notes([visit])
    return {"visit": visit, "moments": story_of(visit, _presences(visit), past, handovers_of(visit))}


def frame_of(visit: Visit, now: datetime) -> dict:
    """Return the context of the frame that stands in the place of the picture in a phone or in-person visit."""
    return {
        "visit": visit,
        "known": known_about(visit.patient, now),
        "by_video": visit.modality == Modality.VIDEO,
        "choices": telephony.choices_of(visit) if visit.modality == Modality.PHONE and visit.is_open else [],
        "talking": visit.status == Visit.Status.IN_PROGRESS
        and Presence.objects.filter(visit=visit, left_at=None).exists(),
    }


def _presences(visit: Visit) -> list[Presence]:
    return list(Presence.objects.filter(visit=visit).order_by("joined_at"))
