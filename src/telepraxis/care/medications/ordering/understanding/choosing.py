"""Which medicine of the catalogue a line may mean: by its name, its form, its strength and its doses. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from telepraxis.registry.formulary.medicine import Medicine
from telepraxis.registry.patients.names import words_of

from .. import amounts
from ..wording import page
from .asking import Told, either
from .fitting import MEASURED, has_strength, made_of
from .naming import NAMES, named_by, of_one_substance
from .pieces import Piece

Find = Callable[[str], list[Medicine]]
LIQUIDS = frozenset({"oral-suspension", "oral-solution", "oral-drops"})
FORM_WORDS: dict[str, Callable[[Medicine], bool]] = {
    "liquid": lambda medicine: medicine.form in LIQUIDS,
    "oral-suspension": lambda medicine: medicine.form in LIQUIDS,
    "drops": lambda medicine: medicine.form.endswith("drops"),
    "tablets": lambda medicine: medicine.counted_in == "tablet",
    "capsules": lambda medicine: medicine.counted_in == "capsule",
    "inhaler": lambda medicine: medicine.form in ("inhaler", "dry-powder-inhaler"),
    "injection": lambda medicine: set(medicine.routes) & {"intravenous", "intramuscular", "subcutaneous"} != set(),
    "gel": lambda medicine: medicine.form.endswith("gel"),
    "cream": lambda medicine: medicine.form.endswith("cream"),
    "orodispersible": lambda medicine: medicine.form.startswith("orodispersible"),
    "extended-release": lambda medicine: medicine.form.startswith("extended-release"),
    "gastro-resistant": lambda medicine: medicine.form.startswith("gastro-resistant"),
    "chewable": lambda medicine: medicine.form.startswith("chewable"),
    "dispersible": lambda medicine: "dispersible" in medicine.form,
    "effervescent": lambda medicine: medicine.form.startswith("effervescent"),
}
# Forms that one asks for by name; where nobody did, the plain ones come first.
SPECIAL = (
    "extended-release",
    "gastro-resistant",
    "orodispersible",
    "chewable",
    "dispersible",
    "effervescent",
    "vaginal",
)
SITES = {"eye": "ophthalmic", "ear": "otic", "nostril": "nasal"}
UNIT_FAMILIES = {
    "ampoule": ("vial", "mL"),
    "vial": ("vial", "mL"),
    "syringe": ("syringe", "mL"),
    "injector": ("injector",),
}


@dataclass
class Wish:
    """What a line asks of a medicine. `strength` was said as such; `doses` are amounts to be made up of it."""

    name: str
    forms: list[str] = field(default_factory=list)
    routes: list[str] = field(default_factory=list)
    sites: list[str] = field(default_factory=list)
    counted_in: str = ""  # tablet, puff, pill ...
    strength: Piece | None = None
    doses: list[Piece] = field(default_factory=list)
    by_weight: bool = False
    only_count: Piece | None = None  # "warfarin 5 tablets": where no strength was said beside it


def found_by(wish: Wish, find: Find) -> list[Medicine]:
    """Return what the catalogue has by that name, what has the strength and the form that was said first.

    What is found by the strength alone is no answer: a catalogue leaves out a word that it does not know.
    """
    said = wish.strength or next(iter(wish.doses), None)
    forms = [form.replace("-", " ") for form in wish.forms[:1] if form not in FORM_WORDS]
    more = " ".join(([f"{said.number.high.normalize():f}"] if said else []) + forms)
    first = find(f"{wish.name} {more}") if more else []
    if any(_is_just_it(each, wish) for each in first):
        return first
    by_name = find(wish.name)
    words = wish.name.split()
    while not by_name and len(words) > 1:  # the last of them may be no part of the name
        words.pop()
        by_name = find(" ".join(words))
    if not by_name:
        return []
    return list({(each.system, each.code, each.name): each for each in first + by_name}.values())


def _is_just_it(medicine: Medicine, wish: Wish) -> bool:
    """Tell whether it has the name, and every dose is one piece of it: then there is no need to look further."""
    rank = _rank(medicine, wish)
    return rank is not None and rank[0] == 0 and named_by(words_of(wish.name), medicine) >= NAMES


def choose(
    candidates: list[Medicine], wish: Wish, told: Told, *, is_given: bool = False
) -> tuple[Medicine | None, list[Medicine]]:
    """Return the medicine that is meant, None where that is not sure, and those to choose from.

    `is_given`: somebody picked it already; then only whether strength and doses can be had of it is looked at.
    """
    fitting = candidates if is_given else of_one_substance(candidates, wish.name, told)
    if not fitting:
        return None, candidates
    if not is_given:
        fitting = _of_the_form(fitting, wish, told)
    if wish.strength is None and not wish.doses and len(strengths := _strengths(fitting)) > 1:
        told.miss(_("Which strength? Type %(strengths)s.") % {"strengths": either(strengths)})
        return None, fitting
    places = enumerate(fitting)
    ranked = sorted(
        ((rank, place, each) for place, each in places if (rank := _rank(each, wish)) is not None),
        key=lambda each: each[:2],
    )
    solids = any(each.counted_in in amounts.PIECES and "oral" in each.routes for each in fitting)
    if not wish.forms and not wish.counted_in and solids:
        # Nobody who types 600 for tablets of 500 means a syrup, unless they say so.
        ranked = [each for each in ranked if each[0][0] < MEASURED]
    if not ranked:
        told.miss(_no_such_strength(fitting, wish))
        return None, fitting
    (best, _place, chosen), others = ranked[0], [each for _rank_, _place, each in ranked[1:]]
    if wish.only_count and any(has_strength(each, wish.only_count) for each in fitting):
        told.doubt(
            _("“%(said)s”: so many at a time, or pieces of %(strength)s? Type both.")
            % {
                "said": page.pieces(wish.only_count.number.high, chosen.counted_in),
                "strength": page.amount(wish.only_count.number.high, chosen.ingredients[0].unit),
            }
        )
    if not is_given:
        _tell_assumptions(chosen, [each for rank, _place, each in ranked[1:] if rank[:2] == best[:2]], wish, told)
    return chosen, [chosen, *others]


def _of_the_form(candidates: list[Medicine], wish: Wish, told: Told) -> list[Medicine]:
    """Narrow the candidates by what was said of form, route, place and what is counted; tell what cannot be had."""
    kept = candidates
    for form in wish.forms:
        fits = FORM_WORDS.get(form, lambda medicine, form=form: medicine.form == form)
        kept = _narrow(kept, fits, told, form.replace("-", " "))
    if wish.counted_in:
        kept = _narrow(kept, lambda each: _is_counted_in(each, wish.counted_in), told, wish.counted_in)
    for site in wish.sites:
        route = next((route for word, route in SITES.items() if word in site), "")
        if route:
            kept = _narrow(kept, lambda each, route=route: route in each.routes, told, page.route(route))
    for route in wish.routes:
        kept = _narrow(kept, lambda each, route=route: route in each.routes, told, page.route(route))
    if wish.by_weight and not wish.forms and not wish.counted_in:
        kept = [each for each in kept if each.counted_in == "mL" and "oral" in each.routes] or kept
    return kept


def _narrow(candidates: list[Medicine], fits: Callable[[Medicine], bool], told: Told, wanted: str) -> list[Medicine]:
    kept = [each for each in candidates if fits(each)]
    if not kept and candidates:
        there = sorted({page.form(each.form) for each in candidates})
        told.doubt(
            _("There is none as %(wanted)s here, only as %(there)s. Type one of these.")
            % {"wanted": wanted, "there": either(there)}
        )
    return kept or candidates


def _is_counted_in(medicine: Medicine, unit: str) -> bool:
    if unit == "pill":
        return medicine.counted_in in ("tablet", "capsule", "piece", "lozenge")
    if unit == "application":
        return medicine.counted_in in ("g", "mL") and bool(
            {"topical", "vaginal", "rectal", "ophthalmic"} & {*medicine.routes}
        )
    if unit == "drop":
        return medicine.counted_in == "drop" or medicine.form.endswith("drops")
    return medicine.counted_in in UNIT_FAMILIES.get(unit, (unit,))


def _rank(medicine: Medicine, wish: Wish) -> tuple | None:
    """Return how well it fits, the smaller the better; None where the doses cannot be made of it."""
    special = medicine.form.startswith(SPECIAL) and not wish.forms
    oral = 0 if "oral" in medicine.routes or wish.routes or wish.forms or wish.sites or wish.counted_in else 1
    branded = bool(medicine.brand) and not set(words_of(medicine.brand)) & set(words_of(wish.name))
    if wish.strength is not None:
        return (0, Decimal(0), special, oral, branded) if has_strength(medicine, wish.strength) else None
    kinds, pieces = [0], Decimal(0)
    for dose in wish.doses:
        made = made_of(medicine, dose)
        if made is None:
            return None
        kinds.append(made[0])
        pieces += made[1]
    return (max(kinds), pieces if max(kinds) else Decimal(0), special, oral, branded)


def _strengths(candidates: list[Medicine]) -> list[str]:
    """Return the strengths there are, the smallest first."""
    first = {
        page.strength(each.ingredients): each for each in candidates if each.ingredients and each.ingredients[0].amount
    }
    return sorted(first, key=lambda said: _size(first[said]))


def _size(medicine: Medicine) -> Decimal:
    first = medicine.ingredients[0]
    return first.amount * amounts.MASS.get(first.unit, Decimal(1)) / first.per


def _no_such_strength(candidates: list[Medicine], wish: Wish) -> str:
    said = wish.strength or (wish.doses[0] if wish.doses else None)
    words = _as_said(said) if said else ""
    name = " + ".join(each.name for each in candidates[0].ingredients) or candidates[0].name
    return _("%(name)s has no strength of %(said)s here, and none that it can be made of: type %(strengths)s.") % {
        "name": name, "said": words, "strengths": either(_strengths(candidates)),
    }  # fmt: skip


def _as_said(said: Piece) -> str:
    if said.others:
        return "/".join([said.number.said, *(each.said for each in said.others)])
    words = page.amount(said.number.high, said.unit)
    if said.per is None:
        return words
    number, unit = said.per
    return f"{words}/{page.amount(number.high, unit) if number else unit}"


def _tell_assumptions(chosen: Medicine, alike: list[Medicine], wish: Wish, told: Told) -> None:
    said_form = wish.forms or (wish.counted_in and wish.counted_in not in ("pill", "ampoule"))
    if not said_form:
        others = sorted({page.form(each.form) for each in alike if each.form != chosen.form})
        form = page.form(chosen.form)
        if others:
            told.assume(_("Form: %(form)s; there is also %(others)s.") % {"form": form, "others": either(others)})
        else:
            told.assume(_("Form: %(form)s.") % {"form": form})
    if wish.strength is None and not wish.doses and chosen.ingredients and chosen.ingredients[0].amount is not None:
        told.assume(_("Strength: %(strength)s, the only one here.") % {"strength": page.strength(chosen.ingredients)})
