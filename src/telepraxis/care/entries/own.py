"""The lists as the patient reads them: what holds today, in plain words, no codes."""

from uuid import UUID

from .kinds import KINDS
from .kinds.allergy import ALLERGY
from .reading import lists_of


def own_lists(patient: UUID) -> dict:
    """Return the context of `entries/own.html`. Two queries."""
    lists = lists_of(patient)
    cards = [
        {
            "kind": kind,
            "entries": lists.standing(kind.name),
            "is_allergies": kind is ALLERGY,
            "past": [entry for entry in lists.past(kind.name) if not entry.is_none_known],
        }
        for kind in KINDS
    ]
    always = [card for card in cards if card["kind"].name in ("problem", "allergy", "medicine")]
    others = [card for card in cards if card not in always and (card["entries"] or card["past"])]
    return {"cards": [*always, *others], "review": lists.review}
