"""Read a file of stock and prices: one line for each item, lot and place. Pure; it knows nothing of what is here.

Columns: `name` (needed), `system` and `code` of a medicine, `counted_in`, `kind` (medicine, consumable), `gtin` or
`ndc` and `pack_quantity` of a box, `place`, `lot`, `expiry` (2027-03-31), `quantity` on hand, `reorder_level`, `price`
with `currency` (of the box where there is one, else of one), `published` (yes, no). An empty cell says nothing.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui import sheets
from telepraxis.base.ui.sheets import NO, YES, Fault
from telepraxis.base.ui.sums import in_minor

from .codes import GTIN, NDC, NotNdc, ndc_11
from .gs1 import NotGs1, gtin_14

COLUMNS = (
    "name", "system", "code", "counted_in", "kind", "gtin", "ndc", "pack_quantity", "place", "lot", "expiry",
    "quantity", "reorder_level", "price", "currency", "published",
)  # fmt: skip
LARGEST = 5 * 1024 * 1024  # bytes
MOST_LINES = 20_000


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line. None, or "" of a text, where the line says nothing."""

    line: int
    name: str
    system: str = ""
    code: str = ""
    counted_in: str = ""
    kind: str = ""
    pack: tuple[str, str] | None = None  # system, code
    pack_quantity: Decimal | None = None
    place: str = ""
    lot: str = ""
    expiry: date | None = None
    quantity: Decimal | None = None
    reorder_level: Decimal | None = None
    price_minor: int | None = None
    currency: str = ""
    published: bool | None = None

    @property
    def item_key(self) -> tuple[str, str]:
        """What tells items apart: the code, or without one the name."""
        return (self.system, self.code) if self.code else ("", self.name.casefold())

    @property
    def lot_key(self) -> str:
        return self.lot or (self.expiry.isoformat() if self.expiry else "")


@dataclass
class Sheet:
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read(content: bytes) -> Sheet:
    """Read the lines; what cannot be read of one is a fault with its line.

    :raises sheets.NotASheet: it is not text, too large, or lacks the columns.
    """
    sheet = Sheet()
    for line, cells in sheets.lines_of(
        content, columns=COLUMNS, needed=("name",), largest=LARGEST, most_lines=MOST_LINES
    ):
        row = _row(line, cells, sheet.faults)
        if row is not None:
            sheet.rows.append(row)
    _not_twice(sheet)
    sheet.faults.sort(key=lambda fault: (fault.line, fault.column))
    return sheet


def _row(line: int, cells: dict[str, str], faults: list[Fault]) -> Row | None:
    before = len(faults)
    said: dict = {"line": line} | {name: cells.get(name, "") for name in ("name", "system", "code", "counted_in")}
    said |= {"place": cells.get("place", ""), "lot": cells.get("lot", "")[:40]}

    def wrong(column: str, words) -> None:
        faults.append(Fault(line, column, words))

    if not said["name"]:
        wrong("name", _("The name is missing."))
    if bool(said["system"]) != bool(said["code"]):
        wrong("code", _("System and code belong together."))
    said["kind"] = cells.get("kind", "").lower()
    if said["kind"] not in ("", "medicine", "consumable"):
        wrong("kind", _("The kind is medicine or consumable."))
    for column in ("quantity", "reorder_level", "pack_quantity"):
        said[column] = _number(cells.get(column, ""), column, wrong)
    said["pack"] = _pack(cells, said["pack_quantity"], wrong)
    said["expiry"] = _day(cells.get("expiry", ""), wrong)
    said["price_minor"], said["currency"] = _price(cells, wrong)
    said["published"] = _yes_or_no(cells.get("published", ""), wrong)
    if said["quantity"] is not None and not said["place"]:
        wrong("place", _("Where does it lie? The place is missing."))
    return Row(**said) if len(faults) == before else None


def _number(text: str, column: str, wrong) -> Decimal | None:
    found = sheets.number(text, column, wrong)
    if found is not None and found != round(found, 3):
        wrong(column, _("A number of zero or more, with at most three decimals."))
        return None
    return found


def _pack(cells: dict[str, str], quantity: Decimal | None, wrong) -> tuple[str, str] | None:
    gtin, ndc = cells.get("gtin", ""), cells.get("ndc", "")
    if not gtin and not ndc:
        if quantity is not None:
            wrong("pack_quantity", _("A box needs its GTIN or NDC."))
        return None
    if not quantity:
        wrong("pack_quantity", _("How much is in the box?"))
    try:
        return (GTIN, gtin_14(gtin)) if gtin else (NDC, ndc_11(ndc))
    except NotGs1:
        wrong("gtin", _("This is no GTIN: a digit is missing or mistyped."))
    except NotNdc:
        wrong("ndc", _("This is no NDC of eleven digits, or of ten with hyphens."))
    return None


def _day(text: str, wrong) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        wrong("expiry", _("Write the day as 2027-03-31."))
        return None


def _price(cells: dict[str, str], wrong) -> tuple[int | None, str]:
    text, currency = cells.get("price", ""), cells.get("currency", "").upper()
    if not text:
        return None, ""
    amount = _number(text, "price", wrong)
    if len(currency) != 3 or not (currency.isascii() and currency.isalpha()):
        wrong("currency", _("A price needs its currency, such as EUR."))
        return None, ""
    if amount is None:
        return None, ""
    minor = in_minor(amount, currency)
    if minor is None:
        wrong("price", _("This has more decimals than the currency."))
        return None, ""
    return minor, currency


def _yes_or_no(text: str, wrong) -> bool | None:
    if text.lower() in YES + NO:
        return text.lower() in YES
    if text:
        wrong("published", _("Write yes or no."))
    return None


def _not_twice(sheet: Sheet) -> None:
    """Note as faults what two lines say differently, or of the same lot at the same place."""
    said: dict[tuple, tuple] = {}
    for row in sheet.rows:
        for what, column, value in (
            (("lies", row.item_key, row.lot_key, row.place), "quantity", row.quantity and object()),
            (("price", row.item_key, row.pack), "price", (row.price_minor, row.currency) if row.currency else None),
            (("expiry", row.item_key, row.lot), "expiry", row.expiry if row.lot else None),
            (("level", row.item_key), "reorder_level", row.reorder_level),
            (("pack", row.pack), "pack_quantity", (row.item_key, row.pack_quantity) if row.pack else None),
        ):
            if value is None or value == 0:
                continue
            earlier = said.setdefault(what, (row.line, value))
            if earlier[1] != value:
                words = _("Line %(line)s says something else about the same.") % {"line": earlier[0]}
                sheet.faults.append(Fault(row.line, column, words))
