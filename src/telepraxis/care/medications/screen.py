"""What stands on the screen as somebody signs, whole, and its digest: the second factor is asked for exactly this."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import translation

from telepraxis.base import record
from telepraxis.base.record.models import Patient
from telepraxis.care.telehealth.models import SafetyCard
from telepraxis.commons.decision_support.cards import Answer, Card
from telepraxis.registry.formulary.remembered import fallen_out
from telepraxis.registry.organizations.models import OrganizationProfile
from telepraxis.registry.organizations.profile import profile_of
from telepraxis.registry.patients.document import details_of
from telepraxis.registry.patients.models import PatientProfile
from telepraxis.registry.practitioners import directory
from telepraxis.registry.practitioners.licences import licensed

from . import controlled, expiry, lines
from .baskets import Checked, digest_of, written
from .lines import Line
from .models import Basket, BasketLine
from .ordering import wording
from .prescribers import prescriber_of
from .refusals import ControlledRefused, NotLicensed, Unready
from .shapes import plain


@dataclass(frozen=True)
class ShownPerson:
    """The patient or the prescriber as they stand on a prescription."""

    name: str
    born: str = ""
    address: str = ""
    licence: str = ""
    dea_number: str = ""


@dataclass(frozen=True)
class ShownLine:
    """One line in full words. `row` is its BasketLine."""

    row: str
    medicine: str
    words: str
    patient_words: str
    quantity_words: str
    repeats: int
    substitution: bool
    substitution_why: str
    indication: str
    note: str
    schedule: str
    is_ready: bool


@dataclass(frozen=True)
class OnScreen:
    """All that is signed, and what stands in its way. `digest` is over everything above it."""

    basket: str
    patient: ShownPerson
    prescriber: ShownPerson
    practice: str
    jurisdiction: str
    language: str
    issued_on: str
    days: int
    lines: tuple[ShownLine, ...]
    cards: tuple[str, ...]
    facts_digest: str
    statement: str
    digest: str = ""
    answer: Answer = field(default_factory=Answer)
    rows: tuple[tuple[BasketLine, Line], ...] = ()
    refusals: tuple[Exception, ...] = ()

    @property
    def interruptive(self) -> tuple[Card, ...]:
        return self.answer.interruptive

    @property
    def is_controlled(self) -> bool:
        return bool(self.statement)

    @property
    def signed_bytes(self) -> bytes:
        """What is signed, as it is kept: its SHA-256 is the digest."""
        return written(_said(self))

    def expires_at(self, issued_at: datetime) -> datetime:
        """Return when it is good no more, issued at that moment."""
        return expiry.expires_at(expiry.Rule(self.days), issued_at)


SIGNED = (
    "basket", "patient", "prescriber", "practice", "jurisdiction", "language", "issued_on", "days", "lines", "cards",
    "facts_digest", "statement",
)  # fmt: skip


def of(draft: Basket, checked: Checked, now: datetime) -> OnScreen:
    """Return what there is to sign of a checked draft. Some ten queries."""
    rows = tuple((row, lines.read(row)) for row in draft.lines.order_by("position"))
    practice = profile_of(draft.organization_id)
    where = jurisdiction_of(draft, practice)
    on = checked.facts.today
    patient = Patient.objects.get(pk=draft.patient_id)
    rules = expiry.rules_for(where)
    is_controlled = any(line.is_controlled for _, line in rows)
    screen = OnScreen(
        basket=str(draft.id),
        patient=_patient(patient),
        prescriber=_prescriber(draft.author_id, where, on),
        practice=", ".join(filter(None, [practice.organization.name, practice.address, practice.phone])),
        jurisdiction=where,
        language=draft.language,
        issued_on=on.isoformat(),
        days=min((rules[line.schedule].days for _, line in rows if line.schedule in rules), default=rules[""].days),
        lines=tuple(_line(row, line, draft.language) for row, line in rows),
        cards=tuple(f"{card.rule}:{'+'.join(card.about)}" for card in checked.answer.cards),
        facts_digest=checked.digest,
        statement=controlled.STATEMENT if is_controlled else "",
    )
    found = _refusals(draft, screen, rows, rules, on)
    return replace(screen, digest=digest_of(_said(screen)), answer=checked.answer, rows=rows, refusals=found)


def _fields(screen: OnScreen) -> dict:
    return {name: getattr(screen, name) for name in SIGNED}


def _said(screen: OnScreen) -> dict:
    return {name: plain(value) for name, value in _fields(screen).items()}


def jurisdiction_of(draft: Basket, practice: OrganizationProfile) -> str:
    """Return where the patient is: as they said for this visit, else where they live, else where the practice is."""
    cards = SafetyCard.objects.filter(visit_id=draft.visit_id) if draft.visit_id else SafetyCard.objects.none()
    said = cards.order_by("-answered_at").values_list("jurisdiction", flat=True).first()
    lives = PatientProfile.objects.filter(patient_id=draft.patient_id).values_list("jurisdiction", flat=True).first()
    return said or lives or practice.jurisdiction


def _patient(patient: Patient) -> ShownPerson:
    details = details_of(record.content_of(patient))
    born = patient.birth_date.isoformat() if patient.birth_date else ""
    return ShownPerson(patient.name_text, born, str(details.address))


def _prescriber(author: UUID, where: str, on) -> ShownPerson:
    """Return the prescriber with the licence that holds there, else the first they have."""
    listed = directory.practitioner(author)
    valid = [
        held
        for held in listed.licences
        if held.valid_from <= on and (held.valid_until is None or held.valid_until >= on)
    ]
    country = where.partition("-")[0]
    ranked = sorted(valid, key=lambda held: (held.jurisdiction != where, held.jurisdiction != country))
    licence = f"{ranked[0].jurisdiction} {ranked[0].number}" if ranked else ""
    granted = prescriber_of(author)
    return ShownPerson(listed.name, licence=licence, dea_number=granted.dea_number if granted else "")


def _line(row: BasketLine, line: Line, language: str) -> ShownLine:
    """Return the line in words: the prescriber reads their own language, the patient theirs."""
    mine = translation.get_language() or settings.LANGUAGE_CODE
    medicine, dosage, supply = line.medicine, line.dosage, line.supply
    whole = medicine is not None and dosage is not None and bool(dosage.steps)
    return ShownLine(
        row=str(row.id),
        medicine=medicine.name if medicine else row.typed,
        words=wording.say(medicine, dosage, language=mine, for_patient=False) if whole else "",
        patient_words=wording.say(medicine, dosage, language=language, for_patient=True) if whole else "",
        quantity_words=wording.quantity(supply, medicine, language=mine) if medicine and supply else "",
        repeats=supply.repeats if supply else 0,
        substitution=line.substitution,
        substitution_why=line.substitution_why,
        indication=line.indication,
        note=line.note,
        schedule=line.schedule,
        is_ready=row.is_ready,
    )


def _refusals(draft: Basket, screen: OnScreen, rows, rules: dict[str, expiry.Rule], on) -> tuple[Exception, ...]:
    """Return why it cannot be signed as it is, the second factor and the cards left aside."""
    found: list[Exception] = []
    out = fallen_out(line.medicine for _, line in rows)
    lacking = {row.id: lacks for row, line in rows if (lacks := _lacks(line, rules, out))}
    if lacking:
        found.append(Unready(lacking))
    if not licensed(draft.author_id, screen.jurisdiction, on):
        found.append(NotLicensed(screen.jurisdiction))
    address, where = screen.patient.address, screen.jurisdiction
    why = controlled.refusals(
        [line for _, line in rows], author=draft.author_id, address=address, jurisdiction=where, on=on
    )
    if why:
        found.append(ControlledRefused(why))
    return tuple(found)


def _lacks(line: Line, rules: dict[str, expiry.Rule], out: dict) -> tuple[str, ...]:
    lacks = [*lines.missing(line), *lines.fallen(line, out)]
    most = rules[line.schedule].most_repeats if line.schedule in rules else None
    if line.supply and most is not None and line.supply.repeats > most:
        lacks.append("repeats")
    if line.is_controlled and not line.is_ready:
        lacks.append("ready")
    return tuple(lacks)
