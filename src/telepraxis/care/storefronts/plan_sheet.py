"""Read and write a file of what is otherwise for some products of a plan: one line for each code. Pure.

Columns: `system`, `code` (both needed), `covered` (yes, no), `percent` that the patient pays, or `copay`, `at_least`,
`at_most` in the plan's currency. An empty cell says nothing; without `covered` it is.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui import sheets
from telepraxis.base.ui.sheets import NO, YES, Fault
from telepraxis.base.ui.sums import in_minor, typed_text

from .patient_part import Code, Terms

COLUMNS = ("system", "code", "covered", "percent", "copay", "at_least", "at_most")
LARGEST = 1024 * 1024  # bytes
MOST_LINES = 5_000


@dataclass(frozen=True)
class Row:
    line: int
    code: Code
    terms: Terms


@dataclass
class Sheet:
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read(content: bytes, currency: str) -> Sheet:
    """Read the lines; what cannot be read of one is a fault with its line.

    :raises sheets.NotASheet: it is not text, too large, or lacks the columns.
    """
    sheet, seen = Sheet(), {}
    for line, cells in sheets.lines_of(
        content, columns=COLUMNS, needed=("system", "code"), largest=LARGEST, most_lines=MOST_LINES
    ):
        row = _row(line, cells, currency, sheet.faults)
        if row is not None and row.code in seen:
            words = _("This code stands in line %(line)s already.") % {"line": seen[row.code]}
            sheet.faults.append(Fault(line, "code", words))
        elif row is not None:
            seen[row.code] = line
            sheet.rows.append(row)
    sheet.faults.sort(key=lambda fault: (fault.line, fault.column))
    return sheet


def _row(line: int, cells: dict[str, str], currency: str, faults: list[Fault]) -> Row | None:
    before = len(faults)

    def wrong(column: str, words) -> None:
        faults.append(Fault(line, column, words))

    for column, longest in (("system", 200), ("code", 100)):
        if not cells.get(column):
            wrong(column, _("Say which product: its system and its code."))
        elif len(cells[column]) > longest:
            wrong(column, _("This is too long."))
    covered = cells.get("covered", "").lower()
    if covered not in ("", *YES, *NO):
        wrong("covered", _("Covered is yes or no."))
    percent = sheets.number(cells.get("percent", "").removesuffix("%").strip(), "percent", wrong)
    amounts = [_minor(cells.get(column, ""), column, currency, wrong) for column in ("copay", "at_least", "at_most")]
    if len(faults) > before:
        return None
    return Row(line, (cells["system"], cells["code"]), Terms(percent, *amounts, is_covered=covered not in NO))


def _minor(text: str, column: str, currency: str, wrong: sheets.Wrong) -> int | None:
    amount = sheets.number(text, column, wrong)
    if amount is None:
        return None
    minor = in_minor(amount, currency)
    if minor is None:
        wrong(column, _("%(currency)s has no such small coins.") % {"currency": currency})
    return minor


def written(rows: Iterable[tuple[Code, Terms]], currency: str) -> str:
    """Return the file, which `read` reads as the same."""
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for (system, code), terms in rows:
        amounts = (terms.copay_minor, terms.at_least_minor, terms.at_most_minor)
        percent = "" if terms.percent is None else f"{terms.percent.normalize():f}"
        said = [sheets.safe(system), sheets.safe(code), "yes" if terms.is_covered else "no", percent]
        table.writerow([*said, *("" if each is None else typed_text(each, currency) for each in amounts)])
    return text.getvalue()
