"""What other rooms' screens show of this room: the lists in a chart, the short form of them beside a visit."""

from uuid import UUID

from telepraxis.base.access import Actor
from telepraxis.base.ui.panels import panel
from telepraxis.care.encounters.models import Visit

from .kind import Kind
from .kinds import KINDS
from .kinds.allergy import ALLERGY
from .kinds.medicine import MEDICINE
from .kinds.problem import PROBLEM
from .lists import Lists, banner_of, lists_of
from .permissions import may_keep_entries, may_read_entries

SHORT = (ALLERGY, MEDICINE, PROBLEM)
SHOWN_OF = {"problem": 20, "medicine": 40}  # lines of a list on a crowded screen; allergies are never cut
SHOWN = 6


def lists_in(request, patient: UUID) -> Lists:
    """Return what holds today in a chart, read once for all that a page shows of it. Two queries, the first time."""
    read = request.__dict__.setdefault("lists_in_chart", {})
    if patient not in read:
        read[patient] = lists_of(patient, whole=False)
    return read[patient]


def lists_panel(
    patient: UUID,
    actor: Actor,
    *,
    place: str = "chart",
    visit: Visit | None = None,
    lists: Lists | None = None,
) -> dict:
    """Return the context of `entries/panel.html`. Two queries where the lists are not read yet, however long."""
    kinds = SHORT if place == "visit" else KINDS
    lists = lists or lists_of(patient, kinds, whole=False)
    cards = cards_of(lists, kinds)
    shown = [card for card in cards if card["is_asked"] or card["has_any"]]
    return {
        "patient_id": patient,
        "place": place,
        "visit": visit,
        "cards": shown,
        "empty": [kind for card in cards if card not in shown for kind in card["kinds"]],
        "allergies": banner_of(lists),
        "may_keep": may_keep_entries.allows(actor, patient),
    }


def cards_of(lists: Lists, kinds: tuple[Kind, ...] = KINDS, *, whole: bool = False) -> list[dict]:
    """Return the lists to draw: the whole of them, or as much as a crowded screen takes. Short lists share a card."""
    together: dict[str, list[Kind]] = {}
    for kind in kinds:
        together.setdefault(str(kind.group or kind.label), []).append(kind)
    return [_card(lists, label, its, whole) for label, its in together.items()]


def _card(lists: Lists, label: str, kinds: list[Kind], whole: bool) -> dict:
    first = kinds[0]
    standing = [entry for kind in kinds for entry in lists.standing(kind.name)]
    past = [entry for kind in kinds for entry in lists.past(kind.name)] if whole else []
    past_count = sum(lists.count_past(kind.name) for kind in kinds)
    wrong = [entry for kind in kinds for entry in lists.in_error(kind.name)]
    most = len(standing) if whole or first is ALLERGY else SHOWN_OF.get(first.name, SHOWN)
    return {
        "kinds": kinds,
        "kind": first,
        "label": label,
        "standing": standing[:most],
        "hidden": max(0, len(standing) - most),
        "past": past,
        "past_count": past_count,
        "in_error": wrong if whole else [],
        "has_any": bool(standing or past_count or wrong),
        "is_asked": first in SHORT,
        "is_allergies": first is ALLERGY,
        "is_medicines": first is MEDICINE,
        "review": lists.review if first is MEDICINE else None,
    }


@panel("chart.lists", template="entries/panel.html", rule=may_read_entries, order=10)
def in_chart(request, patient: UUID) -> dict:
    """The lists in the chart; in that of a visit, for its encounter. Two queries, unless the page has read them."""
    visit = getattr(request, "visit", None)
    return lists_panel(patient, request.actor, visit=visit, lists=lists_in(request, patient))


@panel("visit.facts", template="entries/panel.html", order=10)
def beside_visit(request, visit: Visit) -> dict | None:
    """Allergies, medicines and problems beside a visit. Two queries."""
    if not may_read_entries.allows(request.actor, visit.patient_id):
        return None
    return lists_panel(visit.patient_id, request.actor, place="visit", visit=visit)
