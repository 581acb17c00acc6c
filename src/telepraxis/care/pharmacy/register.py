"""The controlled register: what of a scheduled substance came and went, to whom, and what was here after each.

It is read from the ledger of the stock, where no row is ever changed. Nothing is written here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from telepraxis.base.ui import sheets
from telepraxis.commons.inventory.models import Item
from telepraxis.commons.inventory.running import Ran, running
from telepraxis.registry.formulary import reading as formulary

from . import handing
from .models import ClaimLine, Handout


@dataclass(frozen=True)
class Controlled:
    """An item of the stock, and the schedule under which the catalogue lists it, or it was prescribed last."""

    item: Item
    schedule: str


@dataclass(frozen=True)
class Entry:
    """One line of the register. `whom` is who got it, `number` and `prescriber` by whose prescription."""

    at: datetime
    what: str
    whom: str
    number: str
    prescriber: str
    lot: str
    place: str
    came: Decimal | None
    went: Decimal | None
    balance: Decimal
    by: str
    witness: str
    reason: str


@dataclass(frozen=True)
class Register:
    """The entries of some days, between what was here before and after them; `patients` are all who are named."""

    opening: Decimal
    entries: tuple[Entry, ...]
    closing: Decimal
    is_whole: bool
    patients: frozenset[UUID]

    @property
    def came(self) -> Decimal:
        return sum((each.came or Decimal(0) for each in self.entries), Decimal(0))

    @property
    def went(self) -> Decimal:
        return sum((each.went or Decimal(0) for each in self.entries), Decimal(0))


@dataclass(frozen=True)
class Recipient:
    """Who got something, by whose prescription."""

    patient: UUID
    name: str
    number: str
    prescriber: str


def controlled_items() -> list[Controlled]:
    """Return the controlled items kept here by name, those included of which none is left. Five queries.

    What was handed out as a scheduled substance stays in the register though a later catalogue lists it as none.
    """
    items = list(Item.objects.filter(kind=Item.Kind.MEDICINE).exclude(code="").order_by("name", "id"))
    known = formulary.many((each.system, each.code) for each in items)
    given = ClaimLine.objects.exclude(schedule="").filter(item__isnull=False, handed_out__gt=0)
    was = dict(given.order_by("changed_at").values_list("item_id", "schedule"))
    found = ((each, known.get((each.system, each.code))) for each in items)
    schedules = ((item, medicine.schedule if medicine else "") for item, medicine in found)
    return [Controlled(item, said) for item, now in schedules if (said := now or was.get(item.id, ""))]


def register_of(item: UUID, *, begin: date, end: date, zone: ZoneInfo) -> Register:
    """Return the entries of the item from one day to another, both included, of the pharmacy's clock."""
    since = datetime.combine(begin, time(), zone)
    until = datetime.combine(end + timedelta(days=1), time(), zone)
    ran = running(item, since=since, until=until)
    seen = _witnesses(each.movement.deed.key for each in ran.rows)
    got = _recipients(each.movement.deed.reference_id for each in ran.rows if each.movement.deed.reference_id)
    entries = tuple(_entry(each, got.get(each.movement.deed.reference_id), seen) for each in ran.rows)
    return Register(ran.opening, entries, ran.closing, ran.is_whole, frozenset(each.patient for each in got.values()))


def _entry(ran: Ran, whom: Recipient | None, seen: dict[str, str]) -> Entry:
    movement, deed = ran.movement, ran.movement.deed
    used = deed.reference_id if deed.reference_type == "use" else ""
    return Entry(
        at=movement.at,
        what=deed.get_kind_display(),
        whom=whom.name if whom else used,
        number=whom.number if whom else "",
        prescriber=whom.prescriber if whom else "",
        lot=movement.lot.number,
        place=movement.place.name,
        came=ran.came,
        went=ran.went,
        balance=ran.balance,
        by=deed.by_name,
        witness=deed.witness_name or seen.get(deed.key, ""),
        reason=deed.reason,
    )


def _recipients(references: Iterable[str]) -> dict[str, Recipient]:
    """Return by reference who got what was issued for it. One query."""
    wanted = {each for each in references if _is_id(each)}
    rows = ClaimLine.objects.filter(id__in=wanted).select_related("claim", "patient") if wanted else ()
    return {str(row.id): _recipient(row) for row in rows}


def _recipient(row: ClaimLine) -> Recipient:
    return Recipient(row.patient_id, row.patient.name_text, row.claim.shown_number, row.claim.prescriber)


def _witnesses(keys: Iterable[str]) -> dict[str, str]:
    """Return by the key of a deed who saw what it handed out. One query."""
    handed = {key: key.split(":")[1] for key in keys if key.startswith(handing.OF_A_HANDOUT)}
    rows = Handout.objects.filter(id__in=set(handed.values())).only("witness", "without_witness") if handed else ()
    said = {str(row.id): row.witness or (_("nobody there to see it") if row.without_witness else "") for row in rows}
    return {key: said.get(handout, "") for key, handout in handed.items()}


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def write_csv(writer, shown: Controlled, found: Register, zone: ZoneInfo) -> None:
    """Write the register with its opening and closing balance; figures are plain, times those of the pharmacy."""
    head = [_("When"), _("What"), _("To whom, for what"), _("Prescription"), _("Prescriber"), _("Lot"), _("Place")]
    writer.writerow([sheets.safe(shown.item.name), _("schedule %(n)s") % {"n": shown.schedule}, shown.item.counted_in])
    writer.writerow([*head, _("Came"), _("Went"), _("Balance"), _("By"), _("Seen by"), _("Why")])
    writer.writerow([_("At the beginning"), *[""] * 8, _plain(found.opening)])
    for each in found.entries:
        when = each.at.astimezone(zone).isoformat(timespec="minutes")
        words = (each.whom, each.number, each.prescriber, each.lot, each.place)
        sums = (each.came, each.went, each.balance)
        safe = map(sheets.safe, (each.by, each.witness, each.reason))
        writer.writerow([when, each.what, *map(sheets.safe, words), *map(_plain, sums), *safe])
    writer.writerow([_("At the end"), *[""] * 8, _plain(found.closing)])


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"
