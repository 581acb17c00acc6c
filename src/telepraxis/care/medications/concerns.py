"""Which cards were shown on a draft and what came of them: gone, or gone past with a reason. Never the card's words."""

from datetime import datetime

from telepraxis.commons.decision_support.cards import Answer, Card

from .models import Basket, Concern


def card_key(card: Card) -> str:
    """Return what a card of a basket is called: its rule and all that it is about.

    The same rule against a second medicine is a card of its own: a reason for the first says nothing of it.
    """
    return f"{card.rule}:{about_words(card)}"


def about_words(card: Card) -> str:
    """Return the keys of what a card is about, as a concern keeps them."""
    return "+".join(card.about)[:200]


def note(draft: Basket, answer: Answer, now: datetime) -> None:
    """Keep that these cards stand on the draft now, and that others have gone. At most four statements."""
    shown = {card_key(card): card for card in answer.cards}
    known = {f"{each.rule}:{each.about}": each for each in draft.concerns.all()}
    gone = [each.pk for key, each in known.items() if key not in shown and each.resolved_at is None]
    back = [each.pk for key, each in known.items() if key in shown and each.resolved_at is not None]
    if gone:
        Concern.objects.filter(pk__in=gone).update(resolved_at=now)
    if back:
        Concern.objects.filter(pk__in=back).update(resolved_at=None)
    Concern.objects.bulk_create(
        Concern(
            organization_id=draft.organization_id,
            basket=draft,
            patient_id=draft.patient_id,
            author_id=draft.author_id,
            check_name=card.check.value,
            rule=card.rule[:200],
            about=about_words(card),
            is_interruptive=card.is_interruptive,
            shown_at=now,
        )
        for key, card in shown.items()
        if key not in known
    )
