"""Checking a prescription of three for people who take thirty medicines, have eight diseases and four allergies."""

import random
import statistics
import time
from datetime import date, timedelta
from decimal import Decimal

REACH = {"check_p95_ms": "<= 50"}
TAKING, PROPOSED, ROUNDS, SEED = 30, 3, 400, 2026
TODAY = date(2026, 11, 30)


def run(say) -> dict[str, float]:
    say(f"{ROUNDS} people, {TAKING} medicines taken, {PROPOSED} proposed")
    return checks()


def checks() -> dict[str, float]:
    """Return how long a check takes: the very first one in this process, and the 95th percentile of all that follow."""
    import django
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    from telepraxis.commons.decision_support import prescribing

    luck = random.Random(SEED)
    baskets = [_basket(luck) for _person in range(ROUNDS + 1)]
    took, cards = [], []
    for basket in baskets:
        began = time.perf_counter()
        answer = prescribing.check(basket)
        took.append((time.perf_counter() - began) * 1000)
        cards.append(len(answer.cards))
    first, *others = took
    return {
        "check_p95_ms": round(statistics.quantiles(others, n=20)[18], 2),
        "check_median_ms": round(statistics.median(others), 2),
        "first_check_ms": round(first, 1),
        "cards_median": statistics.median(cards),
    }


def _basket(luck: random.Random):
    """Return somebody nobody would wish to be: medicines that know each other from the tables, drawn anew each time."""
    from telepraxis.commons.decision_support.facts import Allergy, Basket, Measured, Person, Problem

    slugs = luck.sample(_substances(), TAKING + PROPOSED)
    medicines = [_taken(slug, luck) for slug in slugs]
    person = Person(
        born_on=TODAY - timedelta(days=luck.randint(365, 365 * 95)),
        sex=luck.choice(("female", "male")),
        weight_kg=Measured(Decimal(luck.randint(10, 110)), TODAY),
        height_cm=Measured(Decimal(luck.randint(80, 190)), TODAY),
        creatinine_umol_l=Measured(Decimal(luck.randint(50, 400)), TODAY),
        pregnant=luck.choice((True, False, None)),
    )
    codes = luck.sample(("I50.9", "J45.9", "K25.9", "N18.4", "G40.9", "F31.9", "E11.9", "I10", "G20", "H40.2"), 8)
    allergies = ("penicillin", "ibuprofen", "carbamazepine", "a plaster that itched")
    return Basket(
        today=TODAY,
        person=person,
        proposed=tuple(medicines[:PROPOSED]),
        taking=tuple(medicines[PROPOSED:]),
        allergies=tuple(Allergy(words) for words in allergies),
        problems=tuple(Problem(code, code) for code in codes),
    )


def _substances() -> list[str]:
    from telepraxis.commons.decision_support.substances import members

    return sorted(set().union(*members().values()))


def _taken(slug: str, luck: random.Random):
    from telepraxis.commons.decision_support.facts import Amount, Taken
    from telepraxis.registry.formulary.medicine import Ingredient

    daily = Amount(slug, Decimal(luck.randint(1, 4000)), "mg")
    return Taken(slug, slug.capitalize(), (Ingredient(slug, slug.capitalize()),), "oral", (daily,), (daily,))
