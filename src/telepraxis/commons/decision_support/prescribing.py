"""Whether what is about to be prescribed is safe, as far as rules and facts can say."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _

from .alternatives import fitting
from .cards import Answer, Card, Check, Indicator, Unknown
from .case import Case
from .checks import age, allergy, condition, dose, duplicate, interaction, kidney, pregnancy
from .facts import Basket

LOOKS: dict[Check, Callable[[Case], Iterator[Card | Unknown]]] = {
    Check.ALLERGY: allergy.look,
    Check.INTERACTION: interaction.look,
    Check.DUPLICATE: duplicate.look,
    Check.DOSE: dose.look,
    Check.KIDNEY: kidney.look,
    Check.AGE: age.look,
    Check.PREGNANCY: pregnancy.look,
    Check.CONDITION: condition.look,
}
AMONG_THEMSELVES = (Check.INTERACTION, Check.DUPLICATE, Check.DOSE)  # these look at what is taken already as well


def check(basket: Basket) -> Answer:
    """Return what is to be said before it is signed: cards with the gravest first, what is unknown, what is in order.

    The words are in the active language. The order of the medicines in the basket changes nothing.
    """
    case = Case(basket)
    cards: list[Card] = []
    unknown: list[Unknown] = []
    passed: list[Check] = []
    for kind, look in LOOKS.items():
        found = [*_unreadable(case, kind), *look(case)]
        cards += [each for each in found if isinstance(each, Card)]
        unknown += [each for each in found if isinstance(each, Unknown)]
        if not found:
            passed.append(kind)
    return Answer(tuple(sorted(fitting(cards, case), key=_gravest_first)), tuple(unknown), tuple(passed))


def _unreadable(case: Case, kind: Check) -> Iterator[Unknown]:
    """Yield the medicines that are known by their words only, and so were not looked at."""
    new = case.unreadable(proposed=True)
    old = case.unreadable(proposed=False) if case.proposed and kind in AMONG_THEMSELVES else ()
    if new or old:
        words = _("Not checked: it is known by its words only, its substances are not.")
        yield Unknown(kind, new + old, words)


def _gravest_first(card: Card) -> tuple:
    return (
        not card.is_interruptive,
        list(Indicator)[::-1].index(card.indicator),
        list(Check).index(card.check),
        card.rule,
        card.about,
        card.summary,
    )
