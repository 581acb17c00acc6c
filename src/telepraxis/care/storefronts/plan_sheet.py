"""Read and write a file of what is otherwise for some products of a plan: one line for each code. Pure.

Columns: `system`, `code` (both needed), `covered` (yes, no), `percent` that the patient pays, or `copay`, `at_least`,
`at_most` in the plan's currency. An empty cell says nothing; without `covered` it is.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from telepraxis.base.ui.sums import EXPONENTS

from .patient_part import Code, Terms

COLUMNS = ("system", "code", "covered", "percent", "copay", "at_least", "at_most")
LARGEST = 1024 * 1024  # bytes
MOST_LINES = 5_000
YES, NO = ("", "yes", "true", "1", "y"), ("no", "false", "0", "n")


class NotASheet(ValueError):
    """The file is no table of text with the columns that are needed; `str()` says what is wrong."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a line of the file (1 is the line of the column names)."""

    line: int
    column: str
    words: str | Promise


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

    :raises NotASheet: it is not text, too large, or lacks the columns.
    """
    sheet, seen = Sheet(), {}
    for line, cells in _lines(content):
        row = _row(line, cells, currency, sheet.faults)
        if row is not None and row.code in seen:
            words = _("This code stands in line %(line)s already.") % {"line": seen[row.code]}
            sheet.faults.append(Fault(line, "code", words))
        elif row is not None:
            seen[row.code] = line
            sheet.rows.append(row)
    sheet.faults.sort(key=lambda fault: (fault.line, fault.column))
    return sheet


def _lines(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    if len(content) > LARGEST:
        raise NotASheet(_("The file is larger than 1 MB."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as foreign:
        raise NotASheet(_("The file is not text in UTF-8. Save it as “CSV UTF-8”.")) from foreign
    if "\0" in text:
        raise NotASheet(_("The file is no text."))
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count), strict=True)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        if not {"system", "code"} <= set(names):
            raise NotASheet(_("The first line has to hold the names of the columns, “system” and “code” among them."))
        if unknown := [name for name in names if name and name not in COLUMNS]:
            raise NotASheet(_("There is no column “%(name)s”.") % {"name": unknown[0][:40]})
        if len(set(names)) < len(names):
            raise NotASheet(_("A column is there twice."))
        for count, cells in enumerate(reader):
            if count >= MOST_LINES:
                raise NotASheet(_("The file has more than 5,000 lines."))
            if any(cell.strip() for cell in cells):
                yield reader.line_num, {name: _cell(cell) for name, cell in zip(names, cells, strict=False) if name}
    except csv.Error as broken:
        raise NotASheet(_("The file is no table: a quotation mark may be missing.")) from broken


def _cell(text: str) -> str:
    """Return what stands in a cell, without the mark that keeps a spreadsheet from taking it for a formula."""
    text = text.strip()
    return text[1:] if text[:1] == "'" and text[1:].startswith(("=", "+", "-", "@")) else text


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
    if covered not in YES + NO:
        wrong("covered", _("Covered is yes or no."))
    percent = _number(cells.get("percent", "").removesuffix("%").strip(), "percent", wrong)
    amounts = [_minor(cells.get(column, ""), column, currency, wrong) for column in ("copay", "at_least", "at_most")]
    if len(faults) > before:
        return None
    return Row(line, (cells["system"], cells["code"]), Terms(percent, *amounts, is_covered=covered in YES))


def _number(text: str, column: str, wrong) -> Decimal | None:
    if not text:
        return None
    try:
        found = Decimal(text.replace(",", ".") if text.count(",") == 1 and "." not in text else text)
    except InvalidOperation:
        wrong(column, _("This is no number."))
        return None
    if not found.is_finite() or not 0 <= found < 10**8:
        wrong(column, _("This is no number of zero or more."))
        return None
    return found


def _minor(text: str, column: str, currency: str, wrong) -> int | None:
    found = _number(text, column, wrong)
    if found is None:
        return None
    minor = found.scaleb(EXPONENTS.get(currency, 2))
    if minor != minor.to_integral_value():
        wrong(column, _("%(currency)s has no such small coins.") % {"currency": currency})
        return None
    return int(minor)


def written(rows: Iterable[tuple[Code, Terms]], currency: str) -> str:
    """Return the file, which `read` reads as the same."""
    text = io.StringIO()
    sheet = csv.writer(text, lineterminator="\r\n")
    sheet.writerow(COLUMNS)
    for (system, code), terms in rows:
        amounts = (terms.copay_minor, terms.at_least_minor, terms.at_most_minor)
        percent = "" if terms.percent is None else f"{terms.percent.normalize():f}"
        said = [_safe(system), _safe(code), "yes" if terms.is_covered else "no", percent]
        sheet.writerow([*said, *("" if each is None else sum_text(each, currency) for each in amounts)])
    return text.getvalue()


def sum_text(minor: int, currency: str) -> str:
    """Return a sum as it is typed: 2.50."""
    digits = EXPONENTS.get(currency, 2)
    return f"{Decimal(minor).scaleb(-digits):.{digits}f}"


def _safe(text: str) -> str:
    """Return the text so that no table program takes it for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text
