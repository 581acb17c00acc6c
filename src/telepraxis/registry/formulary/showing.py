"""A medicine and its usual doses in words, as the catalogue's page shows them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import doses, strengths
from .dose_forms import FORMS, ROUTES, counted
from .doses import Most, UsualDose
from .medicine import Medicine

SAID = {"ug": "mcg", "[IU]": "IU"}


@dataclass(frozen=True)
class Line:
    """One usual dose: for what, for whom, how much and how often, never more than, and where it is from."""

    indication: str
    who: str
    dose: str
    most: str
    note: str
    source: str


@dataclass(frozen=True)
class Shown:
    medicine: Medicine
    form: str
    routes: str
    packs: str
    doses: tuple[Line, ...]


def shown(medicine: Medicine) -> Shown:
    """Return the medicine with everything that the page says of it."""
    return Shown(
        medicine=medicine,
        form=str(FORMS[medicine.form].name),
        routes=", ".join(str(ROUTES[route].name) for route in medicine.routes),
        packs=", ".join(dict.fromkeys(pack.words or pack.code for pack in medicine.packs[:6])),
        doses=tuple(_line(dose) for dose in doses.usual(medicine)),
    )


def _line(dose: UsualDose) -> Line:
    rhythm = [_how_much(dose), _how_often(dose), _how_long(dose), _("as needed") if dose.as_needed else ""]
    return Line(
        dose.indication, _who(dose), ", ".join(filter(None, rhythm)), _most(dose), dose.note, dose.source
    )  # fmt: skip


def _how_much(dose: UsualDose) -> str:
    number = strengths.plain(dose.low)
    number += f"–{strengths.plain(dose.high)}" if dose.high != dose.low else ""
    if dose.unit == doses.APPLICATION:
        return ngettext("one application", "%(number)s applications", int(dose.high)) % {"number": number}
    unit = SAID.get(dose.unit) or counted(dose.unit, int(dose.high) or 1)
    words = f"{number} {unit}"
    if dose.per_kg_is_daily:
        return _("%(amount)s/kg a day, divided") % {"amount": words}
    return _("%(amount)s/kg") % {"amount": words} if dose.per_kg else words


def _how_often(dose: UsualDose) -> str:
    if dose.is_once:
        return _("once")
    times = f"{dose.times}–{dose.times_max}" if dose.times_max else str(dose.times)
    period = int(dose.period)
    if dose.period_unit == "h":
        return ngettext("every hour", "every %(n)s hours", period) % {"n": period}
    if period != 1:
        every = {"d": _("every %(n)s days"), "wk": _("every %(n)s weeks"), "mo": _("every %(n)s months")}
        return every[dose.period_unit] % {"n": period}
    most = dose.times_max or dose.times
    if most == 1:
        return {"d": _("once a day"), "wk": _("once a week"), "mo": _("once a month")}[dose.period_unit]
    if dose.period_unit == "wk":
        return ngettext("%(times)s time a week", "%(times)s times a week", most) % {"times": times}
    if dose.period_unit == "mo":
        return ngettext("%(times)s time a month", "%(times)s times a month", most) % {"times": times}
    return ngettext("%(times)s time a day", "%(times)s times a day", most) % {"times": times}


def _how_long(dose: UsualDose) -> str:
    if not dose.days_high:
        return ""
    span = str(dose.days_low) if dose.days_low == dose.days_high else f"{dose.days_low}–{dose.days_high}"
    return ngettext("for %(days)s day", "for %(days)s days", dose.days_high) % {"days": span}


def _who(dose: UsualDose) -> str:
    low, high = dose.age_from_months, dose.age_to_months
    ages = ""
    if low is not None and high is not None:
        ages = _("%(low)s to under %(high)s") % {"low": _age(low), "high": _age(high)}
    elif low is not None:
        ages = _("from %(low)s") % {"low": _age(low)}
    elif high is not None:
        ages = _("under %(high)s") % {"high": _age(high)}
    light, heavy = dose.weight_from_kg, dose.weight_to_kg
    weight = ""
    if light is not None and heavy is not None:
        weight = _("%(low)s to under %(high)s kg") % {"low": strengths.plain(light), "high": strengths.plain(heavy)}
    elif light is not None:
        weight = _("from %(low)s kg") % {"low": strengths.plain(light)}
    elif heavy is not None:
        weight = _("under %(high)s kg") % {"high": strengths.plain(heavy)}
    return ", ".join(filter(None, [ages, weight]))


def _age(months) -> str:
    if months < 24 and months % 12:
        return ngettext("%(n)s month", "%(n)s months", int(months)) % {"n": int(months)}
    return ngettext("%(n)s year", "%(n)s years", int(months) // 12) % {"n": int(months) // 12}


def _most(dose: UsualDose) -> str:
    parts = []
    if dose.maximum_single:
        parts.append(_("%(amount)s at a time") % {"amount": _amount(dose.maximum_single)})
    if dose.maximum_daily:
        parts.append(_("%(amount)s a day") % {"amount": _amount(dose.maximum_daily)})
    return ", ".join(parts)


def _amount(most: Most) -> str:
    return f"{strengths.plain(most.value)} {SAID.get(most.unit, most.unit)}" + ("/kg" if most.is_per_kg else "")
