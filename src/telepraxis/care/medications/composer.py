"""What the composer shows: what counts for the dose, the basket in words, what was checked, what is often written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from telepraxis.base.access import Actor
from telepraxis.base.record.models import Patient
from telepraxis.base.ui.times import day_text, zone_text
from telepraxis.care.encounters.models import Visit
from telepraxis.commons.decision_support.cards import Answer, Card, Check
from telepraxis.commons.decision_support.facts import Measured, Person
from telepraxis.commons.decision_support.kidney_function import bedside_schwartz, ckd_epi_2021
from telepraxis.registry.formulary.remembered import ANOTHER, WITHDRAWN, fallen_out
from telepraxis.registry.formulary.substances import known as known_substance

from . import gathering, lines, reading
from .concerns import card_key
from .lines import Line
from .models import Basket, BasketLine, Request
from .ordering import wording

OFTEN = 8
GRAVE = 60  # mL/min/1.73 m2: below it the dose of many medicines is another one
LACKS = {
    "medicine": gettext_lazy("which medicine?"),
    "dosage": gettext_lazy("how is it taken?"),
    "weight": gettext_lazy("body weight?"),
    "quantity": gettext_lazy("how much is handed out?"),
    "repeats": gettext_lazy("fewer repeats are allowed"),
    "ready": gettext_lazy("your separate yes"),
    WITHDRAWN: gettext_lazy("the catalogue lists it no more: choose another"),
    ANOTHER: gettext_lazy("the catalogue lists another medicine under this code: choose anew"),
}
CHECKS = {
    Check.ALLERGY: gettext_lazy("allergies"),
    Check.INTERACTION: gettext_lazy("interactions"),
    Check.DUPLICATE: gettext_lazy("the same twice"),
    Check.DOSE: gettext_lazy("dose"),
    Check.KIDNEY: gettext_lazy("kidneys"),
    Check.AGE: gettext_lazy("age"),
    Check.PREGNANCY: gettext_lazy("pregnancy"),
    Check.CONDITION: gettext_lazy("conditions"),
}


@dataclass(frozen=True)
class Fact:
    """One thing that counts for the dose."""

    label: str
    said: str
    more: str = ""
    tone: str = ""


@dataclass(frozen=True)
class ShownRow:
    """A line of the basket in words, with what it still lacks."""

    row: BasketLine
    line: Line
    name: str
    words: str
    quantity: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """One way out of a warning; none is ever chosen beforehand."""

    value: str
    title: str
    more: str = ""


@dataclass(frozen=True)
class Asked:
    """A warning that asks for a decision."""

    card: Card
    key: str
    names: str
    choices: tuple[Choice, ...]
    reason: str = ""
    fault: str = ""
    is_now: bool = False


def composer_of(patient: Patient, actor: Actor, now: datetime, *, visit: Visit | None = None) -> dict:
    """Return the context of `medications/composer.html` for the actor's open basket. Some twenty queries."""
    basket = reading.open_basket_of(patient.uid, actor.practitioner_id, visit.id if visit else None)
    rows = shown_rows(reading.lines_in(basket)) if basket else []
    answer = (reading.answer_of(basket) if basket else None) or Answer()
    return {
        "patient": patient,
        "patient_id": patient.uid,
        "visit": visit,
        "query": f"?visit={visit.id}" if visit else "",
        "basket": basket,
        "lines": rows,
        "often": reading.sentences_for(actor.practitioner_id, limit=OFTEN),
        "answers": _answered_by(basket),
        **checks_of(answer, rows),
        "checked_at": _to_the_second(basket.checked_at) if basket and basket.checked_at else "",
        **known_of(patient, now),
    }


def _answered_by(basket: Basket | None) -> Request | None:
    return Request.objects.filter(basket=basket).first() if basket else None


def _to_the_second(moment: datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local:%H:%M:%S} {zone_text(local)}"


def shown_rows(rows: Iterable[tuple[BasketLine, Line]]) -> list[ShownRow]:
    """Return the lines in the reader's words."""
    rows = list(rows)
    out = fallen_out(line.medicine for _row, line in rows)
    return [_shown(row, line, lines.missing(line) + lines.fallen(line, out)) for row, line in rows]


def _shown(row: BasketLine, line: Line, lacks: tuple[str, ...]) -> ShownRow:
    mine = wording.spoken(get_language() or "en")
    medicine, dosage, supply = line.medicine, line.dosage, line.supply
    whole = medicine is not None and dosage is not None and bool(dosage.steps)
    said = wording.say(medicine, dosage, language=mine, for_patient=True) if whole else ""
    return ShownRow(
        row=row,
        line=line,
        name=wording.name(medicine, language=mine) if medicine else row.typed,
        words=said,
        quantity=wording.quantity(supply, medicine, language=mine) if medicine and supply else "",
        missing=tuple(str(LACKS[lack]) for lack in lacks),
    )


def checks_of(answer: Answer, rows: list[ShownRow]) -> dict:
    """Return what decision support said, in the order in which it is read."""
    names = {row.row.key: row.name for row in rows}
    passive = [card for card in answer.cards if not card.is_interruptive]
    return {
        "asks": [_asked(card, names) for card in answer.interruptive],
        "passive": passive,
        "passive_line": "; ".join(card.summary for card in passive[:2]),
        "unknown": answer.unknown,
        "passed_line": ", ".join(str(CHECKS[check]) for check in answer.passed),
    }


def _asked(card: Card, names: dict[str, str]) -> Asked:
    mine = [key for key in card.about if key in names]
    about = ", ".join(names[key] for key in mine)
    return Asked(card, card_key(card), about, tuple(_choices(card, mine)))


def _choices(card: Card, mine: list[str]) -> Iterable[Choice]:
    for slug in card.instead:
        substance = known_substance(slug)
        name = substance.name.casefold() if substance else slug.replace("-", " ")
        yield Choice(f"instead:{slug}", _("Use %(name)s instead") % {"name": name}, _("Its dose is typed next"))
    if mine:
        yield Choice("change", _("Change it"), _("Dose, form, how long"))
        yield Choice("out", _("Leave it out"))
    yield Choice("go_on", _("Go on with it"), _("The reason stands in the record"))


def known_of(patient: Patient, now: datetime) -> dict:
    """Return what counts for the dose: age, weight, kidneys, pregnancy, allergies. At most seven queries."""
    facts = gathering.basket_of(patient.uid, {}, now).facts
    person, today = facts.person, facts.today
    age = _age(person.born_on, today)
    known = [_age_fact(person.born_on, today), _weight(person.weight_kg), _kidneys(person, age)]
    asks = person.sex != "male" and age is not None and 11 <= age <= 55
    if asks:
        known.append(_pregnancy(person))
    return {
        "dose_facts": known,
        "asks_pregnancy": asks and (person.pregnant is None or person.pregnancy_asked_on != today),
        "asks_weight": person.weight_kg is None,
        "dose_allergies": _allergies(facts),
        "weight_kg": person.weight_kg.value if person.weight_kg else None,
    }


def _age(born: date | None, today: date) -> int | None:
    if born is None:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def _age_fact(born: date | None, today: date) -> Fact:
    age = _age(born, today)
    if age is None:
        return Fact(_("Age"), _("unknown"), tone="warn")
    if age >= 2:
        return Fact(_("Age"), _("%(count)d years") % {"count": age})
    months = (today.year - born.year) * 12 + today.month - born.month - (today.day < born.day)
    return Fact(_("Age"), _("%(count)d months") % {"count": months})


def _weight(weight: Measured | None) -> Fact:
    if weight is None:
        return Fact(_("Weight"), _("unknown"), tone="warn")
    return Fact(_("Weight"), f"{weight.value:f} kg", day_text(weight.on))


def _kidneys(person: Person, age: int | None) -> Fact:
    """Return the eGFR as a laboratory said it, else as it is computed from the creatinine."""
    if person.egfr is not None:
        return _egfr(float(person.egfr.value), day_text(person.egfr.on))
    creatinine = person.creatinine_umol_l
    if creatinine is None or age is None:
        return Fact(_("eGFR"), _("unknown"))
    if age >= 18 and person.sex in ("female", "male"):
        value = ckd_epi_2021(creatinine_umol_l=creatinine.value, age=age, is_female=person.sex == "female")
        return _egfr(value, f"CKD-EPI 2021, {day_text(creatinine.on)}")
    if age < 18 and person.height_cm is not None:
        value = bedside_schwartz(creatinine_umol_l=creatinine.value, height_cm=person.height_cm.value)
        return _egfr(value, f"Schwartz, {day_text(creatinine.on)}")
    return Fact(_("eGFR"), _("unknown"))


def _egfr(value: float, more: str) -> Fact:
    said = _("over 90") if value > 90 else f"{value:.0f}"
    return Fact(_("eGFR"), said, more, "warn" if value < GRAVE else "")


def _pregnancy(person: Person) -> Fact:
    asked = _("asked %(day)s") % {"day": day_text(person.pregnancy_asked_on)} if person.pregnancy_asked_on else ""
    if person.pregnant is None:
        said, tone = _("not asked"), "warn"
    else:
        said, tone = (_("yes"), "danger") if person.pregnant else (_("no"), "")
    if person.breastfeeding:
        said, tone = _("%(pregnant)s, breastfeeding") % {"pregnant": said}, "danger"
    return Fact(_("Pregnant"), said, asked, tone)


def _allergies(facts) -> dict:
    if facts.allergies:
        grave = sorted(facts.allergies, key=lambda each: not each.is_severe)
        said = "; ".join(", ".join(filter(None, [each.words, each.reaction])) for each in grave)
        return {"tone": "danger", "said": _("Allergy: %(what)s") % {"what": said}}
    if facts.none_known:
        return {"tone": "ok", "said": _("No known allergies")}
    return {"tone": "warn", "said": _("Allergies not asked yet")}


def names_of_lines(rows: list[ShownRow], lacking: dict[UUID, tuple[str, ...]]) -> list[str]:
    """Return in words what lines lack before they are signed."""
    said = {row.row.id: row.name for row in rows}
    return [
        f"{said.get(row, '?')}: {', '.join(str(LACKS.get(lack, lack)) for lack in lacks)}"
        for row, lacks in lacking.items()
    ]
