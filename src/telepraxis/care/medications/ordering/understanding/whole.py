"""What holds for all of a line: its route and place, the most in a day, instructions, quantity and repeats. Pure."""

from decimal import Decimal

from django.utils.translation import gettext as _

from telepraxis.registry.formulary.medicine import Medicine

from .. import amounts, counting
from ..dosage import Dosage, Step, Supply
from ..totals import is_settled
from ..wording import page, phrases
from .amount_said import Numbers
from .asking import Told
from .clauses import Parts
from .pieces import Piece
from .timing import whole

IN_PACKS = frozenset({"g", "mL", "drop", "puff", "spray"})
SMALL_PACK = 10  # "#1" of an inhaler is one inhaler, "#200" are two hundred puffs


def as_reason(text: str, pieces: list[Piece]) -> bool:
    """Tell whether what follows is one of the reasons one takes something for: if pain, si dolor."""
    words = []
    for piece in pieces:
        if piece.kind not in ("word", "filler"):
            break
        words.append(text[piece.start : piece.end])
    return any(phrases.is_reason(" ".join(words[:many])) for many in range(len(words), 0, -1))


def route_of(parts: Parts, medicine: Medicine, told: Told) -> str:
    if said := parts.first("routes"):
        return said.value
    if not medicine.routes:
        return ""
    route = medicine.routes[0]
    told.assume(_("Route: %(route)s.") % {"route": page.route(route)})
    if len(medicine.routes) > 1 and "intravenous" in medicine.routes:
        told.miss(_("Which way? Type iv, im or sc."))
    return route


def site_of(parts: Parts, medicine: Medicine, told: Told) -> str:
    if said := parts.first("sites"):
        return said.value
    if "ophthalmic" in medicine.routes:
        told.miss(_("Which eye? Type left eye, right eye or both eyes."))
    if "otic" in medicine.routes:
        told.miss(_("Which ear? Type left ear, right ear or both ears."))
    return ""


def extras_of(parts: Parts, steps: tuple[Step, ...]) -> str:
    """Return the instructions, and the times of day that were said by the clock."""
    times = [piece.value for clause in parts.clauses for piece in clause.of("clock")]
    thinly = {phrases.THINLY, phrases.THINLY_ES} if any(step.dose.unit == "application" for step in steps) else set()
    said = [piece.value for piece in parts.of("extras") if piece.value not in thinly]
    return "; ".join(said + ([f"{phrases.AT} {', '.join(times)}"] if times else []))


def most_of(parts: Parts, steps: tuple[Step, ...], medicine: Medicine, told: Told) -> Decimal | None:
    """Return the most in a day in the unit of the dose: 4 g are 8 tablets of 500 mg."""
    if not (said := parts.first("most")):
        return None
    value, unit = said.number.high, steps[0].dose.unit
    if not said.per_day and not said.value:
        told.assume(_("“max” was read as in 24 hours."))
    if said.value == "times":
        return amounts.tidy(value * steps[0].dose.high)
    if not said.unit or said.unit in (unit, "pill"):
        if not said.unit:
            told.assume(_("At most %(most)s in 24 hours.") % {"most": page.pieces(value, unit)})
        return value
    in_pieces = amounts.counted(medicine, value, said.unit) if unit == medicine.counted_in else None
    converted = in_pieces if in_pieces is not None else amounts.in_unit(value, said.unit, unit)
    if converted is None:
        told.doubt(_("At most how much in a day? Type it in %(unit)s.") % {"unit": page.many(unit)})
    return converted


def supply_said(
    parts: Parts,
    numbers: list[Numbers],
    medicine: Medicine,
    dosage: Dosage,
    told: Told,
    *,
    made: Decimal | None = None,
) -> Supply:
    """Return what is handed out: as much as was said or is `made` of a mixture, else counted from the dosage."""
    repeats = parts.first("repeats")
    again = (whole(repeats.number.high, told) or 0) if repeats and repeats.number.high else 0
    apart = parts.first("apart")
    interval = whole(apart.number.high, told) if apart else None
    quantity, packs = _quantity(parts, numbers, medicine, told)
    quantity = made if quantity is None else quantity
    days = _supply_days(parts, told)
    found = counting.supply(
        medicine, dosage, repeats=again, interval_days=interval, days=days, quantity=quantity, packs=packs
    )
    if found.quantity is None and all(is_settled(step) for step in dosage.steps):
        told.miss(_("How much is handed out? %(why)s Type 10 days, 30 tablets or 1 pack.") % {"why": found.why_unknown})
    return found


def _quantity(
    parts: Parts, numbers: list[Numbers], medicine: Medicine, told: Told
) -> tuple[Decimal | None, int | None]:
    said = parts.first("quantity") or next((each.quantity for each in numbers if each.quantity is not None), None)
    if said is None:
        return None, None
    value = said.number.high
    small = medicine.counted_in in IN_PACKS and not said.unit and value <= SMALL_PACK
    if said.unit == "pack" or small:
        if small:
            told.assume(_("“%(said)s” was read as packs.") % {"said": said.number.said})
        return None, whole(value, told)
    if value <= 0:
        told.doubt(_("How much is handed out? Type 30 tablets or 1 pack."))
        return None, None
    return value, None


def _supply_days(parts: Parts, told: Told) -> int | None:
    if days := parts.first("supply_days"):
        return whole(days.number.high, told)
    if months := parts.first("supply_months"):
        told.assume(_("A month was taken as 30 days."))
        return whole(months.number.high * 30, told)
    return None
