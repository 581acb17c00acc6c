"""The lists as the patient reads them: what holds today, in plain words, no codes."""

from uuid import UUID

from .lists import lists_of
from .panels import cards_of


def own_lists(patient: UUID) -> dict:
    """Return the context of `entries/own.html`. Two queries."""
    lists = lists_of(patient)
    cards = [
        {
            **card,
            "title": card["kind"].plain if len(card["kinds"]) == 1 else card["label"],
            "past": [entry for entry in card["past"] if not entry.is_none_known],
        }
        for card in cards_of(lists, whole=True)
    ]
    shown = [card for card in cards if card["is_asked"] or card["standing"] or card["past"]]
    return {"cards": shown, "review": lists.review}
