"""Tables that people keep in a spreadsheet and bring as CSV (RFC 4180): read with what is wrong of which line, and
written so that no spreadsheet takes a cell for a formula.
"""

import csv
import io
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

YES, NO = ("yes", "true", "1", "y"), ("no", "false", "0", "n")
BEGINS_A_FORMULA = ("=", "+", "-", "@")
Wrong = Callable[[str, "str | Promise"], None]  # takes a column, and what is wrong there


class NotASheet(ValueError):
    """The file is no table of text with the columns that are needed; `str()` says what is wrong."""


@dataclass(frozen=True)
class Fault:
    """What is wrong with a line of the file (1 is the line of the column names)."""

    line: int
    column: str
    words: str | Promise


def lines_of(
    content: bytes, *, columns: Collection[str], needed: Collection[str], largest: int, most_lines: int
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield (line, cells by column) of each line that says something. Commas, semicolons or tabs part the cells.

    :raises NotASheet: more than `largest` bytes or `most_lines` lines, no text in UTF-8, a column that is `needed`
        lacks, stands there twice or is none of `columns`.
    """
    if len(content) > largest:
        raise NotASheet(_("The file is larger than %(n)s MB. Split it.") % {"n": largest // 1024**2})
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
        _refuse_columns(names, columns, needed)
        for count, cells in enumerate(reader):
            if count >= most_lines:
                raise NotASheet(_("The file has more than %(n)s lines. Split it.") % {"n": f"{most_lines:,}"})
            if any(cell.strip() for cell in cells):
                yield reader.line_num, {name: _said(cell) for name, cell in zip(names, cells, strict=False) if name}
    except csv.Error as broken:
        raise NotASheet(_("The file is no table: a quotation mark may be missing.")) from broken


def _refuse_columns(names: list[str], columns: Collection[str], needed: Collection[str]) -> None:
    if lacking := [name for name in needed if name not in names]:
        raise NotASheet(
            _("The first line has to hold the names of the columns, “%(name)s” too.") % {"name": lacking[0]}
        )
    if unknown := [name for name in names if name and name not in columns]:
        raise NotASheet(_("There is no column “%(name)s”.") % {"name": unknown[0][:40]})
    named = [name for name in names if name]
    if len(set(named)) < len(named):
        raise NotASheet(_("A column is there twice."))


def _said(cell: str) -> str:
    """Return what stands in a cell, without the mark of `safe`."""
    cell = cell.strip()
    return cell[1:] if cell[:1] == "'" and cell[1:].startswith(BEGINS_A_FORMULA) else cell


def safe(cell: str) -> str:
    """Return the text so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith((*BEGINS_A_FORMULA, "\t", "\r")) else cell


def number(cell: str, column: str, wrong: Wrong) -> Decimal | None:
    """Return the number, with a point or a comma before its decimals; None of an empty cell and of a wrong one."""
    if not cell:
        return None
    try:
        found = Decimal(cell.replace(",", ".") if cell.count(",") == 1 and "." not in cell else cell)
    except InvalidOperation:
        wrong(column, _("This is no number."))
        return None
    if not found.is_finite() or not 0 <= found < 10**10:
        wrong(column, _("This is no number of zero or more."))
        return None
    return found
