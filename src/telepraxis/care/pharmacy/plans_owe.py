"""What plans owe the pharmacy: what was handed out in a month that they pay a part of, less what came back in it.

It is read from handouts and returns, where no row is ever changed. Nothing is written here, and nothing is sent.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from telepraxis.base import record, tenancy
from telepraxis.base.record.models import Resource
from telepraxis.base.ui import sheets
from telepraxis.base.ui.sums import typed_text
from telepraxis.care.storefronts.coverage_document import said_in
from telepraxis.care.storefronts.models import OwnPlan
from telepraxis.commons.inventory.pricing import cost_minor

from . import in_words
from .models import Claim, Handout, Return


@dataclass(frozen=True)
class Entry:
    """One line that was handed out, or came back (`is_back`: sums below zero); `paid_minor` is then what of the
    patient's money went back, perhaps less. Of what is closed to the reader it says neither whom nor what, and counts.
    """

    at: datetime
    is_back: bool
    patient: UUID
    name: str
    born: date | None
    member: str
    number: str
    medicine: str
    quantity: Decimal
    shelf_minor: int
    paid_minor: int
    covered_minor: int
    currency: str
    is_closed: bool


@dataclass(frozen=True)
class Month:
    """The entries of a month. `sums` are what the plan owes for it, by currency."""

    entries: tuple[Entry, ...]

    @property
    def sums(self) -> list[tuple[int, str]]:
        found: dict[str, int] = {}
        for each in self.entries:
            found[each.currency] = found.get(each.currency, 0) + each.covered_minor
        return [(minor, currency) for currency, minor in sorted(found.items())]

    @property
    def patients(self) -> frozenset[UUID]:
        return frozenset(each.patient for each in self.entries if not each.is_closed)


def plans() -> list[OwnPlan]:
    """Return the plans that are billed, and those that were and paid for something. One query."""
    given = Handout.objects.filter(plan=OuterRef("pk"))
    with tenancy.seeing_everything():
        rows = list(OwnPlan.objects.annotate(has_given=Exists(given)).order_by("payer", "name", "id"))
    return [each for each in rows if each.retired_at is None or each.has_given]


def of_month(plan: UUID, first: date, zone: ZoneInfo) -> Month:
    """Return what a plan owes for the month that begins with this day, on the pharmacy's clock. Six queries at most."""
    until = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    within = (datetime.combine(first, time(), zone), datetime.combine(until, time(), zone))
    with tenancy.seeing_everything():
        given = list(_given(plan).filter(at__gte=within[0], at__lt=within[1]))
        back = Return.objects.filter(handout__plan=plan, at__gte=within[0], at__lt=within[1])
        of_back = {each.id: each for each in _given(plan).filter(id__in=back.values("handout"))}
        returns = list(Return.objects.filter(handout__in=of_back).order_by("at", "id"))
        claims = {each.claim_line.claim for each in (*given, *of_back.values())}
    wanted = {each.id for each in given} | set(of_back)
    open_ones = set(Handout.objects.filter(id__in=wanted).values_list("id", flat=True))
    members = _members(claims)
    entries = [_entry(each, each.at, each.quantity, 1, each.id in open_ones, members) for each in given]
    entries += _came_back(returns, of_back, within, open_ones, members)
    return Month(tuple(sorted(entries, key=lambda each: each.at)))


def _given(plan: UUID):
    about = ("claim_line__claim", "claim_line__document", "claim_line__item", "patient")
    return Handout.objects.filter(plan=plan).select_related(*about).order_by("at", "id")


def _members(claims: Iterable[Claim]) -> dict[UUID, str]:
    """Return by claim the number of the member, as its Coverage says it."""
    wanted = {each.coverage_id for each in claims}
    rows = {row.uid: said_in(record.content_of(row)).member for row in Resource.objects.filter(uid__in=wanted)}
    return {each.id: rows.get(each.coverage_id, "") for each in claims}


def _came_back(returns, handouts: dict, within, open_ones: set, members: dict) -> list[Entry]:
    """Return what came back within the month: of a handout never more than its parts, whatever it comes back in."""
    so_far: dict[UUID, Decimal] = {}
    found = []
    for each in returns:
        given, before = handouts[each.handout_id], so_far.get(each.handout_id, Decimal(0))
        so_far[each.handout_id] = before + each.quantity
        if within[0] <= each.at < within[1]:
            is_open = given.id in open_ones
            entry = _entry(given, each.at, each.quantity, -1, is_open, members, before=before)
            found.append(replace(entry, paid_minor=-each.back_minor))
    return found


def _entry(
    given: Handout,
    at: datetime,
    quantity: Decimal,
    sign: int,
    is_open: bool,
    members: dict[UUID, str],
    *,
    before: Decimal = Decimal(0),
) -> Entry:
    def part(minor: int) -> int:
        after = cost_minor(minor, given.quantity, before + quantity)
        return sign * (after - cost_minor(minor, given.quantity, before))

    claim, patient = given.claim_line.claim, given.patient
    return Entry(
        at=at,
        is_back=sign < 0,
        patient=patient.uid,
        name=patient.name_text if is_open else "",
        born=patient.birth_date if is_open else None,
        member=members[claim.id] if is_open else "",
        number=claim.shown_number if is_open else "",
        medicine=in_words.of(given.claim_line.document, claim.language).medicine if is_open else "",
        quantity=quantity,
        shelf_minor=part(given.paid_minor) + part(given.covered_minor),
        paid_minor=part(given.paid_minor),
        covered_minor=part(given.covered_minor),
        currency=given.currency,
        is_closed=not is_open,
    )


def write_csv(writer, plan: OwnPlan, month: Month, zone: ZoneInfo) -> None:
    """Write the month with its sum; figures are plain, times those of the pharmacy."""
    writer.writerow([sheets.safe(plan.payer), sheets.safe(plan.name), sheets.safe(plan.code)])
    head = [_("When"), _("What"), _("Member number"), _("Patient"), _("Born"), _("Prescription"), _("Medicine")]
    writer.writerow([*head, _("Quantity"), _("Shelf price"), _("Patient pays"), _("Plan pays"), _("Currency")])
    for each in month.entries:
        what = _("came back") if each.is_back else _("handed out")
        words = (each.member, each.name, each.born.isoformat() if each.born else "", each.number, each.medicine)
        sums = (each.shelf_minor, each.paid_minor, each.covered_minor)
        writer.writerow([
            each.at.astimezone(zone).isoformat(timespec="minutes"), what, *map(sheets.safe, words),
            f"{each.quantity.normalize():f}", *(typed_text(minor, each.currency) for minor in sums), each.currency,
        ])  # fmt: skip
    for minor, currency in month.sums:
        writer.writerow([_("Sum"), *[""] * 9, typed_text(minor, currency), currency])
