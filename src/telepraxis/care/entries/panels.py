"""What other rooms' screens show of this room: the lists in a chart, the short form of them beside a visit."""

from uuid import UUID

from telepraxis.base.access import Actor
from telepraxis.base.ui.panels import panel
from telepraxis.care.encounters.models import Visit

from .kinds import BY_NAME, KINDS
from .kinds.allergy import ALLERGY
from .kinds.medicine import MEDICINE
from .kinds.problem import PROBLEM
from .permissions import may_keep_entries, may_read_entries
from .reading import Lists, banner_of, lists_of

SHORT = (ALLERGY, MEDICINE, PROBLEM)
SHOWN_OF = {"problem": 20, "medicine": 40}  # lines of a list on a crowded screen; allergies are never cut
SHOWN = 6


def lists_panel(patient: UUID, actor: Actor, *, place: str = "chart", visit: Visit | None = None) -> dict:
    """Return the context of `entries/panel.html`. Two queries, however much there is."""
    kinds = SHORT if place == "visit" else KINDS
    lists = lists_of(patient, kinds)
    cards = [card_of(lists, kind.name) for kind in kinds]
    return {
        "patient_id": patient,
        "place": place,
        "visit": visit,
        "cards": [card for card in cards if place == "visit" or card["kind"] in SHORT or card["has_any"]],
        "empty": [
            card["kind"] for card in cards if place == "chart" and not (card["kind"] in SHORT or card["has_any"])
        ],
        "allergies": banner_of(lists),
        "may_keep": may_keep_entries.allows(actor, patient),
    }


def card_of(lists: Lists, name: str, *, whole: bool = False) -> dict:
    """Return one list to draw; the whole of it, or as much as a crowded screen takes."""
    kind, standing = BY_NAME[name], lists.standing(name)
    most = None if whole or kind is ALLERGY else SHOWN_OF.get(name, SHOWN)
    past, wrong = lists.past(name), lists.in_error(name)
    return {
        "kind": kind,
        "standing": standing[:most],
        "hidden": max(0, len(standing) - most) if most else 0,
        "past": past if whole else [],
        "past_count": len(past),
        "in_error": wrong if whole else [],
        "has_any": bool(standing or past or wrong),
        "is_allergies": kind is ALLERGY,
        "is_medicines": kind is MEDICINE,
        "review": lists.review if kind is MEDICINE else None,
    }


@panel("chart.lists", template="entries/panel.html", rule=may_read_entries, order=10)
def in_chart(request, patient: UUID) -> dict:
    """The lists in the chart. Two queries."""
    return lists_panel(patient, request.actor)


@panel("visit.facts", template="entries/panel.html", order=10)
def beside_visit(request, visit: Visit) -> dict | None:
    """Allergies, medicines and problems beside a visit. Two queries."""
    if not may_read_entries.allows(request.actor, visit.patient_id):
        return None
    return lists_panel(visit.patient_id, request.actor, place="visit", visit=visit)
