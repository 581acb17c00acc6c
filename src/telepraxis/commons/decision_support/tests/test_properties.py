"""What holds for every basket: it answers, the order changes nothing, and more medicines never take a warning away."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from telepraxis.commons.decision_support import cds_hooks, prescribing
from telepraxis.commons.decision_support.facts import Allergy, Amount, Basket, Measured, Person, Problem, Taken
from telepraxis.commons.decision_support.rulebook import rows, several
from telepraxis.commons.decision_support.substances import members
from telepraxis.registry.formulary.medicine import Ingredient

TODAY = date(2026, 11, 30)
SLUGS = sorted(set().union(*members().values()) | {"unheard-of", ""})
CODES = sorted({code for row in rows("conditions") for code in several(row["codes"])})
DAYS = st.dates(date(1900, 1, 1), TODAY + timedelta(days=30))
NUMBERS = st.decimals(Decimal(-5), Decimal(100_000), places=2, allow_nan=False, allow_infinity=False)
MEASURED = st.none() | st.builds(Measured, NUMBERS, DAYS)
ALLERGIES = st.lists(
    st.builds(
        Allergy, st.text(max_size=30), st.sampled_from(SLUGS), st.text(max_size=20), st.booleans(), st.booleans()
    ),
    max_size=3,
).map(tuple)
PEOPLE = st.builds(
    Person,
    born_on=st.none() | DAYS,
    sex=st.sampled_from(["male", "female", "other", "unknown", ""]),
    weight_kg=MEASURED,
    height_cm=MEASURED,
    creatinine_umol_l=MEASURED,
    egfr=MEASURED,
    pregnant=st.sampled_from([True, False, None]),
    pregnancy_asked_on=st.none() | DAYS,
    breastfeeding=st.sampled_from([True, False, None]),
)


@st.composite
def medicines(draw, prefix: str, most: int) -> tuple[Taken, ...]:
    found = []
    for place in range(draw(st.integers(0, most))):
        slugs = draw(st.lists(st.sampled_from(SLUGS), max_size=3))
        amounts = tuple(
            Amount(slug, draw(NUMBERS), draw(st.sampled_from(["mg", "ug", "g", "mL", ""]))) for slug in slugs
        )
        ingredients = tuple(Ingredient(slug, slug.capitalize()) for slug in slugs)
        route = draw(st.sampled_from(["oral", "topical", "inhaled", "ophthalmic", ""]))
        found.append(Taken(f"{prefix}{place}", draw(st.text(max_size=200)), ingredients, route, amounts, amounts))
    return tuple(found)


@st.composite
def baskets(draw) -> Basket:
    return Basket(
        TODAY,
        draw(PEOPLE),
        draw(medicines("new", 4)),
        draw(medicines("old", 6)),
        draw(ALLERGIES),
        draw(st.booleans()),
        draw(st.lists(st.builds(Problem, st.text(max_size=20), st.sampled_from([*CODES, ""])), max_size=4).map(tuple)),
    )


many = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@many
@given(baskets())
def test_it_always_answers_and_each_answer_is_a_valid_response(basket):
    answer = prescribing.check(basket)

    assert len(cds_hooks.response(answer)["cards"]) == len(answer.cards) + len(answer.unknown)
    assert all(card.about and card.detail and card.source.url for card in answer.cards)
    spoken = {card.check for card in answer.cards} | {each.check for each in answer.unknown}
    assert spoken.isdisjoint(answer.passed)
    assert len(spoken) + len(answer.passed) == 8


@many
@given(baskets(), st.randoms())
def test_the_order_of_the_medicines_changes_nothing(basket, luck):
    mixed = replace(basket, proposed=_mixed(basket.proposed, luck), taking=_mixed(basket.taking, luck))

    assert prescribing.check(mixed) == prescribing.check(basket)


@many
@given(baskets(), medicines("more", 2), st.booleans())
def test_another_medicine_takes_no_warning_away(basket, more, is_proposed):
    grown = (
        replace(basket, proposed=basket.proposed + more)
        if is_proposed
        else replace(basket, taking=basket.taking + more)
    )
    before, after = prescribing.check(basket).cards, prescribing.check(grown).cards

    lost = [
        card
        for card in before
        if not any(card.rule == other.rule and set(card.about) <= set(other.about) for other in after)
    ]
    assert lost == []


def _mixed(medicines: tuple[Taken, ...], luck) -> tuple[Taken, ...]:
    mixed = list(medicines)
    luck.shuffle(mixed)
    return tuple(mixed)
