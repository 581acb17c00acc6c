"""What a check looks at, out of the record: a constant number of queries, however much there is.

What is labelled and closed to whoever prescribes is not used, and it is said that it was not: an alarm about it would
tell what the label hides (docs/decisions/0145). Whoever needs to know opens the chart in an emergency.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F

from telepraxis.base import record
from telepraxis.base.record.models import Observation, Patient, Resource
from telepraxis.base.tenancy.zones import zone_of
from telepraxis.commons.decision_support.facts import Basket, Measured, Person, Taken
from telepraxis.registry.patients.identity import uids_of
from telepraxis.registry.patients.models import PatientProfile

from . import rhythm, standing
from .lines import Line
from .ordering import totals

TYPES = ("AllergyIntolerance", "Condition", "MedicationRequest", "MedicationStatement")
WEIGHT, HEIGHT, PREGNANT, BREASTFEEDING = "29463-7", "8302-2", "82810-3", "63895-7"
CREATININE = ("2160-0", "14682-9", "38483-4", "77140-2")
EGFR = ("98979-8", "98980-6", "62238-1", "33914-3", "69405-9", "88293-6", "88294-4", "77147-7", "48642-3", "48643-1")
CODES = (WEIGHT, HEIGHT, PREGNANT, BREASTFEEDING, *CREATININE, *EGFR)
NOT_SO = ("entered-in-error", "cancelled")
# To kg, cm, umol/L; a laboratory's unit is believed before the code, which many use for both.
FACTORS = {
    "weight": {"kg": "1", "g": "0.001", "[lb_av]": "0.45359237"},
    "height": {"cm": "1", "m": "100", "[in_i]": "2.54"},
    "creatinine": {"umol/L": "1", "mg/dL": "88.42", "mmol/L": "1000", "mg/L": "8.842"},
    "egfr": dict.fromkeys(("mL/min/{1.73_m2}", "mL/min/1.73_m2", "mL/min/{1.73m2}", "mL/min"), "1"),
}
STATEMENT = {  # LOINC's answers, and SNOMED CT's findings
    **dict.fromkeys(("LA15173-0", "77386006", "LA33-6"), True),
    **dict.fromkeys(("LA26683-5", "60001007", "LA32-8"), False),
}


@dataclass(frozen=True)
class Gathered:
    """The facts, and whether something in the chart was closed to whoever asked."""

    facts: Basket
    something_is_closed: bool


def basket_of(patient: UUID, lines: Mapping[str, Line], now: datetime) -> Gathered:
    """Return what is known of the person and of what they are to get, by the caller's keys of the lines.

    A prescription that a line renews is not among what they take. Seven queries at most.
    """
    people = list(Patient.objects.filter(uid__in=uids_of(patient)).order_by("merged_into", "uid").defer("doc"))
    if not people:
        raise Patient.DoesNotExist(patient)
    found = Resource.objects.filter(patient_id__in=uids_of(patient), type__in=TYPES).order_by("type", "uid")
    docs: dict[str, list[tuple[Resource, dict]]] = {type: [] for type in TYPES}
    for row in found:
        docs[row.type].append((row, record.content_of(row)))
    allergies, none_known = standing.allergies(doc for _, doc in docs["AllergyIntolerance"])
    taken = standing.taken(
        [*docs["MedicationRequest"], *docs["MedicationStatement"]],
        besides={line.renews for line in lines.values() if line.renews},
    )
    facts = Basket(
        today=_today(people, now),
        person=_person(people[0], _measured(patient)),
        proposed=tuple(_proposed(key, line) for key, line in lines.items() if line.medicine),
        taking=taken,
        allergies=allergies,
        none_known=none_known,
        problems=tuple(standing.problems(doc for _, doc in docs["Condition"])),
    )
    return Gathered(facts, bool(record.withheld(row.uid for row in people)))


def _today(people: list[Patient], now: datetime) -> date:
    found = PatientProfile.objects.filter(patient_id__in=[row.uid for row in people]).exclude(time_zone="")
    name = found.values_list("time_zone", flat=True).first()
    return now.astimezone(ZoneInfo(name) if name else zone_of(people[0].organization_id)).date()


def _proposed(key: str, line: Line) -> Taken:
    medicine, dosage = line.medicine, line.dosage
    single, daily = totals.amounts(medicine, dosage) if dosage else ((), ())
    return Taken(
        key=key,
        words=medicine.name,
        ingredients=medicine.ingredients,
        route=(dosage.route if dosage else "") or next(iter(medicine.routes), ""),
        single=single,
        daily=daily,
        days=rhythm.course_days(dosage),
        days_a_week=rhythm.days_a_week(dosage),
        is_proposed=True,
    )


def _measured(patient: UUID) -> dict[str, Observation]:
    """Return the newest of each kind."""
    good = Observation.objects.filter(patient_id__in=uids_of(patient), code__in=CODES).exclude(status__in=NOT_SO)
    newest = good.order_by("code", F("effective_at").desc(nulls_last=True), "-uid").distinct("code")
    return {row.code: row for row in newest if row.effective_at is not None}


def _person(patient: Patient, measured: dict[str, Observation]) -> Person:
    pregnant, asked = _stated(measured.get(PREGNANT))
    return Person(
        born_on=patient.birth_date,
        sex=patient.gender,
        weight_kg=_number("weight", measured, (WEIGHT,)),
        height_cm=_number("height", measured, (HEIGHT,)),
        creatinine_umol_l=_number("creatinine", measured, CREATININE),
        egfr=_number("egfr", measured, EGFR),
        pregnant=pregnant,
        pregnancy_asked_on=asked,
        breastfeeding=_stated(measured.get(BREASTFEEDING))[0],
    )


def _number(what: str, measured: dict[str, Observation], codes: Iterable[str]) -> Measured | None:
    """Return the newest number in our unit; one in a unit that we cannot convert is not known."""
    usable = [
        row for code in codes if (row := measured.get(code)) and row.value is not None and row.unit in FACTORS[what]
    ]
    if not usable:
        return None
    row = max(usable, key=lambda each: each.effective_at)
    value = (row.value * Decimal(FACTORS[what][row.unit])).quantize(Decimal("0.01")).normalize()
    return Measured(Decimal(f"{value:f}"), row.effective_at.date())


def _stated(row: Observation | None) -> tuple[bool | None, date | None]:
    if row is None:
        return None, None
    doc = record.content_of(row)
    codes = [each.get("code") for each in (doc.get("valueCodeableConcept") or {}).get("coding", [])]
    said = doc.get("valueBoolean", next((STATEMENT[code] for code in codes if code in STATEMENT), None))
    return said, row.effective_at.date()
