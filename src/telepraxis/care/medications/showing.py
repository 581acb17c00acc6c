"""Prescriptions as the pages show them: short names, what is left, what was asked, the code to scan."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from telepraxis.base.ui.times import long_date_text
from telepraxis.registry.signatures import qr, tokens

from .models import Prescription, Request, Status
from .ordering import wording
from .reading import AskedWords, PrescribedWords, ShownPrescription, Supplied

NOT_RENEWABLE = (Status.CANCELLED, Status.REPLACED)


@dataclass(frozen=True)
class ShownLine:
    """One signed line."""

    said: PrescribedWords
    name: str
    status: str
    status_words: str
    remaining: int
    repeats_words: str
    asked: Request | None
    is_renewable: bool

    @property
    def row(self):
        return self.said.row

    @property
    def words(self) -> str:
        return self.said.words

    @property
    def patient_words(self) -> str:
        return self.said.patient_words

    @property
    def quantity(self) -> str:
        return self.said.quantity

    @property
    def indication(self) -> str:
        return self.said.indication

    @property
    def note(self) -> str:
        return self.said.note

    @property
    def substitution_why(self) -> str:
        return self.said.substitution_why

    @property
    def fills(self) -> tuple[Supplied, ...]:
        return self.said.fills

    @property
    def claimed_by(self) -> str:
        return self.said.row.claimed_by

    @property
    def next_due_on(self) -> date | None:
        return self.said.row.next_due_on


@dataclass(frozen=True)
class Shown:
    """A prescription with its lines; `code` is the drawing to scan, "" where it is closed or of no use any more."""

    said: ShownPrescription
    row: Prescription
    author: str
    lines: tuple[ShownLine, ...]
    status: str
    status_words: str
    is_ready: bool
    code: SafeString | str
    open_requests: tuple[AskedWords, ...]

    @property
    def is_whole(self) -> bool:
        return self.said.is_whole

    @property
    def has_paper(self) -> bool:
        return self.said.paper_id is not None


def every(found: Iterable[ShownPrescription], now: datetime) -> list[Shown]:
    """Return prescriptions for a list: without their codes."""
    return [one(each, now, with_code=False) for each in found]


def one(found: ShownPrescription, now: datetime, *, with_code: bool = True) -> Shown:
    """Return a prescription as it is shown. The hour that ends it counts, though its row may not know yet."""
    row = found.row
    is_over = row.status == Status.ACTIVE and now >= row.expires_at
    status = Status.EXPIRED if is_over else Status(row.status)
    waiting = {each.row.line_id: each.row for each in found.requests if each.row.is_open}
    return Shown(
        said=found,
        row=row,
        author=found.author,
        lines=tuple(_line(each, waiting.get(each.row.id), is_over) for each in found.lines),
        status=status.value,
        status_words=str(status.label),
        is_ready=status == Status.ACTIVE,
        code=_code(found) if with_code and status == Status.ACTIVE and found.token else "",
        open_requests=tuple(each for each in found.requests if each.row.is_open),
    )


def _code(found: ShownPrescription) -> SafeString:
    title = _("Code of the prescription %(number)s") % {"number": found.row.shown_number}
    return qr.svg(tokens.address(found.token), title=title).svg


def _line(said: PrescribedWords, asked: Request | None, is_over: bool) -> ShownLine:
    row = said.row
    status = Status.EXPIRED if is_over and row.status == Status.ACTIVE else Status(row.status)
    mine = wording.spoken(get_language() or "en")
    medicine = said.line.medicine if said.line else None
    remaining = 0 if is_over else row.remaining
    return ShownLine(
        said=said,
        name=wording.name(medicine, language=mine) if medicine else said.medicine,
        status=status.value,
        status_words=str(status.label),
        remaining=remaining,
        repeats_words=_repeats(row, remaining),
        asked=asked,
        is_renewable=asked is None and row.status not in NOT_RENEWABLE,
    )


def _repeats(row, remaining: int) -> str:
    """Return how often it can still be had, and from when."""
    again = remaining if row.handed_out else remaining - 1
    if row.supplies < 2 or again < 1:
        return ""
    often = ngettext("%(n)s more time", "%(n)s more times", again) % {"n": again}
    if row.next_due_on is None or not row.handed_out:
        return often
    return _("%(often)s, from %(day)s") % {"often": often, "day": long_date_text(row.next_due_on)}
