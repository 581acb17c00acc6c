"""A rule's words as a card: which facts, what may happen, what can be done."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from .cards import Card, Check
from .case import Item
from .rulebook import Grade, Rule

SUMMARY = 140  # CDS Hooks 2.0: a summary has at most 140 characters


def card(check: Check, rule: Rule, items: Iterable[Item], *, subject: str, facts: str) -> Card:
    """Return the card of a rule: `subject` is what it is about, `facts` what it rests on."""
    return Card(
        check=check,
        indicator=rule.grade.indicator,
        rule=rule.id,
        about=keys(items),
        summary=shortened(_("%(subject)s: %(effect)s") % {"subject": subject, "effect": rule.in_short}),
        detail="\n\n".join(part for part in (facts, rule.in_full, rule.what_to_do) if part),
        source=rule.source,
        is_interruptive=rule.grade is Grade.STOP,
        instead=rule.instead,
    )


def keys(items: Iterable[Item]) -> tuple[str, ...]:
    """Return the keys of the medicines, proposed ones first, each once."""
    return tuple(dict.fromkeys(item.key for item in sorted(items, key=lambda item: (not item.is_proposed, item.place))))


def named(items: Iterable[Item]) -> str:
    """Return the names of the substances, each once: "Ibuprofen, Lisinopril"."""
    return ", ".join(dict.fromkeys(item.name for item in items))


def standing(item: Item) -> str:
    """Return that a medicine is proposed or taken, as a sentence."""
    words = item.taken.words or item.name
    if item.is_proposed:
        return _("%(medicine)s is about to be prescribed.") % {"medicine": words}
    return _("%(medicine)s is being taken.") % {"medicine": words}


def shortened(text: str, limit: int = SUMMARY) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
