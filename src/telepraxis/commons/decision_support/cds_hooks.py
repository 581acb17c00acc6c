"""An answer as the cards of a CDS Hooks service: https://cds-hooks.hl7.org/2.0/#cds-service-response. Pure."""

from uuid import NAMESPACE_URL, uuid5

from django.utils.translation import gettext as _

from .cards import Answer, Card, Indicator, Unknown
from .saying import SUMMARY, shortened
from .wording.checks import CHECKS

RULE = "urn:telepraxis:decision-support:rule"


class TooLong(ValueError):
    """A summary has at most 140 characters."""


def response(answer: Answer) -> dict:
    """Return the body of the service's answer: the cards in our order, then what is unknown.

    :raises TooLong: a card's summary is longer than the standard allows.
    """
    return {"cards": [_card(card) for card in answer.cards] + [_unknown(each) for each in answer.unknown]}


def _card(card: Card) -> dict:
    if not 0 < len(card.summary) <= SUMMARY:
        raise TooLong(card.rule)
    source = {
        "label": card.source.label,
        "topic": {"system": RULE, "code": card.rule, "display": str(CHECKS[card.check])},
    }
    body = {
        "uuid": str(uuid5(NAMESPACE_URL, "|".join((RULE, card.rule, *card.about)))),
        "summary": card.summary,
        "detail": card.detail,
        "indicator": str(card.indicator),
        "source": source | ({"url": card.source.url} if card.source.url else {}),
    }
    return body | ({"overrideReasons": _reasons()} if card.is_interruptive else {})


def _unknown(each: Unknown) -> dict:
    return {
        "uuid": str(uuid5(NAMESPACE_URL, "|".join((RULE, "unknown", each.check, *each.about, each.words)))),
        "summary": shortened(_("Not checked (%(check)s)") % {"check": CHECKS[each.check]}),
        "detail": each.words,
        "indicator": str(Indicator.INFO),
        "source": {"label": "Telepraxis"},
    }


def _reasons() -> list[dict]:
    """Return why somebody may go on all the same; none of them is chosen beforehand."""
    return [
        {"code": code, "system": f"{RULE}:override", "display": words}
        for code, words in (
            ("benefit", _("The benefit outweighs the risk")),
            ("tolerated", _("Taken before without harm")),
            ("monitored", _("It will be watched closely")),
            ("no-alternative", _("There is nothing else")),
            ("fact-wrong", _("The fact on record is wrong")),
        )
    ]
