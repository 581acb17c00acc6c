"""Which medicine of the catalogue a line may mean: by its name, its form, its strength and its doses. Pure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from telepraxis.registry.formulary.medicine import Medicine
from telepraxis.registry.patients.names import likeness, words_of

from .. import amounts
from ..wording import en
from .asking import Told, either
from .fitting import has_strength, made_of
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


def found_by(name: str, strength: str, find: Find) -> list[Medicine]:
    """Return what the catalogue has by that name, what has the strength first."""
    found = (find(f"{name} {strength}") if strength else []) + find(name)
    return list({(each.system, each.code, each.name): each for each in found}.values())


def choose(candidates: list[Medicine], wish: Wish, told: Told) -> tuple[Medicine | None, list[Medicine]]:
    """Return the medicine that is meant, None where that is not sure, and those to choose from."""
    fitting = _of_one_substance(candidates, wish, told)
    if not fitting:
        return None, candidates
    fitting = _of_the_form(fitting, wish, told)
    ranked = sorted(
        ((rank, place, each) for place, each in enumerate(fitting) if (rank := _rank(each, wish)) is not None),
        key=lambda each: each[:2],
    )
    if not ranked:
        told.miss(_no_such_strength(fitting, wish))
        return None, fitting
    best = ranked[0][0]
    chosen, others = ranked[0][2], [each for _rank_, _place, each in ranked[1:]]
    if wish.strength is None and not wish.doses and len(strengths := _strengths(fitting)) > 1:
        told.miss(_("Which strength? Type %(strengths)s.") % {"strengths": either(strengths)})
        return None, fitting
    _tell_assumptions(chosen, [each for rank, _place, each in ranked[1:] if rank[:2] == best[:2]], wish, told)
    return chosen, [chosen, *others]


def _of_one_substance(candidates: list[Medicine], wish: Wish, told: Told) -> list[Medicine]:
    groups: dict[tuple[str, ...], list[Medicine]] = {}
    for each in candidates:
        groups.setdefault(_substances(each), []).append(each)
    if not groups:
        told.miss(
            _("No medicine is called “%(name)s” here. Type another name of it.") % {"name": wish.name}
            if wish.name
            else _("Which medicine? Type its name first.")
        )
        return []
    typed = words_of(wish.name)
    scores = {key: max(_likeness(typed, each) for each in group) for key, group in groups.items()}
    top = max(scores.values())
    best = [key for key, score in scores.items() if score >= top - 0.02] if top else _smallest_first(groups)
    if len(best) > 1 and top < 1:
        narrower = [key for key in best if all(set(key) <= set(other) for other in best)]
        best = narrower or best
    if len(best) > 1:
        named = sorted({" + ".join(each.name for each in groups[key][0].ingredients) for key in best})
        told.doubt(_("“%(name)s” may be %(names)s. Type the whole name.") % {"name": wish.name, "names": either(named)})
        return []
    group = groups[best[0]]
    if 0 < top < 0.95:
        meant = " + ".join(each.name for each in group[0].ingredients)
        told.assume(_("“%(name)s” was read as %(meant)s.") % {"name": wish.name, "meant": meant})
    return group


def _smallest_first(groups: dict[tuple[str, ...], list[Medicine]]) -> list[tuple[str, ...]]:
    """Of what another name found the first counts, unless others are more than its combinations."""
    first = next(iter(groups))
    return [first] if all(set(first) <= set(key) for key in groups) else list(groups)


def _substances(medicine: Medicine) -> tuple[str, ...]:
    return tuple(sorted(each.substance for each in medicine.ingredients)) or (medicine.name,)


def _likeness(typed: list[str], medicine: Medicine) -> float:
    """Return how well the typed words name the medicine: 1 they are its substances or its brand, 0 not at all."""
    best = 0.0
    own = [word for each in medicine.ingredients for word in words_of(each.name)]
    for words in (
        own,
        words_of(medicine.brand),
        [word for each in medicine.ingredients for word in words_of(each.substance)],
    ):
        if not words or not typed:
            continue
        left, total = list(words), 0.0
        for word in typed:
            like, match = max(((likeness(word, other), other) for other in left), default=(0.0, ""))
            if like >= 0.7:
                total += like
                left.remove(match)
        best = max(best, total / max(len(typed), len(words)))
    return best if best >= 0.4 else 0.0


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
            kept = _narrow(kept, lambda each, route=route: route in each.routes, told, en.ROUTES[route])
    for route in wish.routes:
        kept = _narrow(kept, lambda each, route=route: route in each.routes, told, en.ROUTES[route])
    if wish.by_weight and not wish.forms and not wish.counted_in:
        kept = [each for each in kept if each.counted_in == "mL" and "oral" in each.routes] or kept
    return kept


def _narrow(candidates: list[Medicine], fits: Callable[[Medicine], bool], told: Told, wanted: str) -> list[Medicine]:
    kept = [each for each in candidates if fits(each)]
    if not kept and candidates:
        there = sorted({each.form.replace("-", " ") for each in candidates})
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
        en.strength(each.ingredients): each for each in candidates if each.ingredients and each.ingredients[0].amount
    }
    return sorted(first, key=lambda said: _size(first[said]))


def _size(medicine: Medicine) -> Decimal:
    first = medicine.ingredients[0]
    return first.amount * amounts.MASS.get(first.unit, Decimal(1)) / first.per


def _no_such_strength(candidates: list[Medicine], wish: Wish) -> str:
    said = wish.strength or (wish.doses[0] if wish.doses else None)
    words = f"{said.number.said} {en.UNITS.get(said.unit, said.unit)}".strip() if said else ""
    if said and said.others:
        words = "/".join([said.number.said, *(each.said for each in said.others)])
    name = " + ".join(each.name for each in candidates[0].ingredients) or candidates[0].name
    return _("%(name)s has no strength of %(said)s here, and none that it can be made of: type %(strengths)s.") % {
        "name": name, "said": words, "strengths": either(_strengths(candidates)),
    }  # fmt: skip


def _tell_assumptions(chosen: Medicine, alike: list[Medicine], wish: Wish, told: Told) -> None:
    said_form = wish.forms or (wish.counted_in and wish.counted_in not in ("pill", "ampoule"))
    if not said_form:
        others = sorted({each.form.replace("-", " ") for each in alike if each.form != chosen.form})
        form = chosen.form.replace("-", " ")
        if others:
            told.assume(_("Form: %(form)s; there is also %(others)s.") % {"form": form, "others": either(others)})
        else:
            told.assume(_("Form: %(form)s.") % {"form": form})
    if wish.strength is None and not wish.doses and chosen.ingredients and chosen.ingredients[0].amount is not None:
        told.assume(_("Strength: %(strength)s, the only one here.") % {"strength": en.strength(chosen.ingredients)})
