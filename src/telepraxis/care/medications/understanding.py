"""What a typed line means for this patient: the line to be, shown back in parts, and what may be meant instead."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from telepraxis.base.access import Actor
from telepraxis.base.record.models import Patient
from telepraxis.base.ui.times import day_text
from telepraxis.registry.formulary import finding
from telepraxis.registry.formulary.dose_forms import FORMS, ROUTES, counted
from telepraxis.registry.formulary.medicine import Medicine
from telepraxis.registry.organizations.languages import language_name
from telepraxis.registry.organizations.profile import profile_of
from telepraxis.registry.patients.models import PatientProfile
from telepraxis.registry.patients.names import fold

from . import gathering, reading, rhythm
from .lines import Line
from .moments import MOMENTS, WEEKDAYS
from .ordering import counting, line, wording
from .ordering.dosage import Dosage, Supply

OPTIONS = 8


@dataclass(frozen=True)
class Reader:
    """What has to be known to read a line for somebody. `only`: the medicine is not looked for, it is this one."""

    jurisdiction: str
    today: date
    weight_kg: Decimal | None
    language: str
    only: Medicine | None = None


@dataclass(frozen=True)
class Stat:
    """One part of what was understood; `is_open`: it is still missing."""

    label: str
    said: str
    more: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class Understood:
    """A line as it would stand in the basket, and in what parts it is shown back."""

    line: Line
    stats: tuple[Stat, ...]
    label: str
    language_name: str
    assumed: tuple[str, ...]
    missing: tuple[str, ...]
    leftover: str
    candidates: tuple[Medicine, ...]


@dataclass(frozen=True)
class Option:
    """What may be meant: choosing it makes the line `fill`."""

    fill: str
    name: str
    more: str = ""


def reader_for(patient: Patient, actor: Actor, now: datetime) -> Reader:
    """Return what is needed to read lines for this patient. Some ten queries."""
    facts = gathering.basket_of(patient.uid, {}, now).facts
    lives = PatientProfile.objects.filter(patient_id=patient.uid).values_list("jurisdiction", flat=True).first()
    weight = facts.person.weight_kg
    return Reader(
        jurisdiction=lives or profile_of(actor.organization_id).jurisdiction,
        today=facts.today,
        weight_kg=weight.value if weight else None,
        language=patient.language or "en",
    )


def practice_reader(actor: Actor, now: datetime) -> Reader:
    """Return what is needed to read lines for nobody in particular, to be kept."""
    practice = profile_of(actor.organization_id)
    today = timezone.localtime(now).date()
    return Reader(jurisdiction=practice.jurisdiction, today=today, weight_kg=None, language=get_language() or "en")


def understand(text: str, reader: Reader) -> Understood:
    """Return what the line says, with what it takes for granted and what it lacks, each as a sentence."""
    read = line.read(
        text,
        find=lambda typed: finding.find(typed, jurisdiction=reader.jurisdiction),
        today=reader.today,
        weight_kg=reader.weight_kg,
        medicine=reader.only,
    )
    meant = Line(
        typed=text,
        medicine=read.medicine,
        dosage=read.dosage,
        supply=read.supply,
        indication=read.indication,
    )
    label = ""
    if read.medicine and read.dosage and read.dosage.steps:
        label = wording.say(read.medicine, read.dosage, language=reader.language, for_patient=True)
    spoken = wording.spoken(reader.language)
    return Understood(
        line=meant,
        stats=_stats(read, reader),
        label=label,
        language_name=language_name(spoken) if spoken != (get_language() or "en").partition("-")[0] else "",
        assumed=read.assumed,
        missing=(*read.missing, *read.ambiguous),
        leftover=read.leftover,
        candidates=read.candidates,
    )


def _stats(read: line.ReadLine, reader: Reader) -> tuple[Stat, ...]:
    medicine, dosage, supply = read.medicine, read.dosage, read.supply
    if medicine is None:
        return ()
    return (
        _medicine(medicine, dosage),
        _dose(dosage),
        _when(dosage),
        _length(dosage, reader.today),
        _supply(medicine, supply),
    )


def _medicine(medicine: Medicine, dosage: Dosage | None) -> Stat:
    route = (dosage.route if dosage else "") or next(iter(medicine.routes), "")
    form = FORMS[medicine.form].name if medicine.form in FORMS else medicine.form
    more = ", ".join(filter(None, [str(form), str(ROUTES[route].name) if route in ROUTES else ""]))
    name = " + ".join(each.name for each in medicine.ingredients) or medicine.name
    return Stat(_("Medicine"), medicine.brand or name, more)


def _dose(dosage: Dosage | None) -> Stat:
    if dosage is None or not dosage.steps:
        return Stat(_("Dose"), _("?"), _("how much?"), is_open=True)
    dose, steps = dosage.steps[0].dose, len(dosage.steps)
    said = _range(dose.low, dose.high, dose.unit)
    if dose.per_kg is not None:
        by_day = _("a day") if dose.per_kg_is_daily else _("each time")
        more = f"{dose.per_kg.normalize():f} {_unit(dose.per_kg_unit)}/kg {by_day}"
        if dose.weight_kg is None:
            return Stat(_("Dose"), _("?"), more, is_open=True)
        return Stat(_("Dose"), said, f"{more}, {dose.weight_kg.normalize():f} kg")
    more = ngettext("then %(n)s further step", "then %(n)s further steps", steps - 1) % {"n": steps - 1}
    return Stat(_("Dose"), said, more if steps > 1 else "")


def _range(low: Decimal, high: Decimal, unit: str) -> str:
    numbers = f"{low.normalize():f}" if low == high else f"{low.normalize():f}–{high.normalize():f}"
    return f"{numbers} {_unit(unit, high)}"


def _unit(unit: str, number: Decimal = Decimal(2)) -> str:
    """Return what is counted, in the number in which it is: 1 tablet, 15 tablets."""
    named = {"ug": "µg", "[IU]": _("units"), "application": _("thin layer")}
    return named.get(unit) or counted(unit, 1 if number <= 1 else 2)


def _when(dosage: Dosage | None) -> Stat:
    if dosage is None or not dosage.steps:
        return Stat(_("When"), _("?"), _("how often?"), is_open=True)
    step = dosage.steps[0]
    more = _("if needed") if dosage.as_needed else ""
    if dosage.as_needed and dosage.as_needed_for:
        more = _("if needed for %(why)s") % {"why": dosage.as_needed_for}
    if step.count == 1:
        return Stat(_("When"), _("once"), more)
    return Stat(_("When"), _rhythm(step) or _("if needed"), ", ".join(filter(None, [_moments(step), more])))


def _rhythm(step) -> str:
    if not step.times:
        return ""
    times = f"{step.times}–{step.times_max}" if step.times_max else str(step.times)
    period = f"{step.period.normalize():f}" + (f"–{step.period_max.normalize():f}" if step.period_max else "")
    if step.period_unit == "d" and step.period == 1 and not step.period_max:
        return _("%(times)s × a day") % {"times": times}
    if step.times == 1:
        every = {
            "h": _("every %(n)s h"),
            "d": _("every %(n)s days"),
            "wk": _("every %(n)s weeks"),
            "mo": _("every %(n)s months"),
        }
        once = {"wk": _("once a week"), "mo": _("once a month")}
        if step.period == 1 and step.period_unit in once:
            return once[step.period_unit]
        return every[step.period_unit] % {"n": period}
    unit = {"h": _("h"), "d": _("days"), "wk": _("weeks"), "mo": _("months")}[step.period_unit]
    return _("%(times)s × in %(n)s %(unit)s") % {"times": times, "n": period, "unit": unit}


def _moments(step) -> str:
    moments = (MOMENTS.get(each, each) for each in step.when)
    return ", ".join(map(str, [*moments, *(WEEKDAYS.get(each, each) for each in step.days_of_week)]))


def _length(dosage: Dosage | None, today: date) -> Stat:
    days = rhythm.course_days(dosage)
    if dosage and dosage.steps and dosage.steps[0].count == 1:
        return Stat(_("For"), _("one time"))
    if not days:
        return Stat(_("For"), _("until told otherwise") if dosage else _("?"))
    said = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    return Stat(_("For"), said, _("to %(day)s") % {"day": day_text(today + timedelta(days=days - 1))})


def _supply(medicine: Medicine, supply: Supply | None) -> Stat:
    if supply is None or supply.quantity is None:
        return Stat(_("Supply"), _("?"), supply.why_unknown if supply else "", is_open=True)
    packs = counting.in_packs(medicine, supply.quantity)
    more = ", ".join(f"{count} × {size.normalize():f}" for count, size in packs)
    again = ngettext("%(n)s repeat", "%(n)s repeats", supply.repeats) % {"n": supply.repeats} if supply.repeats else ""
    more = ", ".join(filter(None, [_("packs: %(packs)s") % {"packs": more} if more else "", again]))
    return Stat(_("Supply"), f"{supply.quantity.normalize():f} {_unit(supply.unit, supply.quantity)}", more)


def offered(text: str, understood: Understood | None, actor: Actor) -> list[Option]:
    """Return what may be meant while one types: kept lines that begin so, then the medicines the line may name."""
    kept = [
        Option(each.lines[0].typed, each.name, each.lines[0].typed)
        for each in reading.sentences_for(actor.practitioner_id, text=text, limit=3)
        if len(each.lines) == 1 and each.lines[0].typed
    ]
    named = understood.candidates if understood else ()
    found = [Option(_filled(text, each), each.name, _of_candidate(each)) for each in named[: OPTIONS - len(kept)]]
    is_there = len(found) == 1 and fold(text).startswith(fold(found[0].name))
    return [] if is_there and not kept else kept + found


def _of_candidate(medicine: Medicine) -> str:
    schedule = _("controlled, %(schedule)s") % {"schedule": medicine.schedule} if medicine.schedule else ""
    return " · ".join(filter(None, [medicine.brand, schedule]))


def _filled(text: str, medicine: Medicine) -> str:
    """Return the line with the medicine's whole name in place of the words that named it."""
    own = fold(medicine.name).split()
    words = text.split()
    rest = words[1:]
    while rest and any(_names(fold(rest[0]), each) for each in own):
        rest = rest[1:]
    return " ".join([medicine.name, *rest]) + " "


def _names(word: str, own: str) -> bool:
    """Tell whether a typed word is one of the medicine's own: its beginning, or its strength however written."""
    if re.match(r"\d", word):
        return word == own or re.fullmatch(rf"{re.escape(own)}(?:mg|g|ug|mcg|ml|%)?", word) is not None
    return len(word) > 1 and own.startswith(word)
