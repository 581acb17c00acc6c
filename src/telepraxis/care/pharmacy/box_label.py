"""The label of a box: plain words in the patient's language, large as they fit, and a code that says the same aloud.

The code holds the words themselves, no address: a telephone reads, enlarges or translates them without a network and
without an account, and nobody learns more from it than from the label.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.utils import translation
from django.utils.translation import gettext as _

from telepraxis.base import paper
from telepraxis.base.ui.times import long_date_text

TEMPLATE = Path(__file__).with_name("paper") / "box_label.typ"
LONGEST_CODE = 560  # bytes: more makes the code too dense for a label of this size


@dataclass(frozen=True)
class BoxLabel:
    """What stands on one box. `how` is for the patient, in `language`; `lots` are (number, last good day)."""

    medicine: str
    quantity: str
    how: tuple[str, ...]
    language: str
    patient: str
    prescriber: str
    number: str
    day: date
    lots: tuple[tuple[str, date | None], ...] = ()
    by: str = ""
    keep_cold: bool = False
    owed: str = ""


@dataclass(frozen=True)
class Sender:
    """The pharmacy as it stands on a label."""

    name: str
    reach: str
    language: str


def printed(labels: Sequence[BoxLabel], sender: Sender) -> bytes:
    """Return a PDF with a page of 100 x 62 mm for each label.

    :raises base.paper.CannotPrint: a label could not be set.
    """
    with translation.override(sender.language):
        title = _("Labels")
    return paper.print_pdf(
        TEMPLATE,
        {
            "title": title,
            "lang": _primary(sender.language),
            "pharmacy": sender.name,
            "reach": sender.reach,
            "labels": [_filled_in(each, sender) for each in labels],
        },
    )


def code_text(label: BoxLabel, sender: Sender) -> str:
    """Return what the code says: medicine and how it is taken, whole or not at all; then lots and pharmacy if they fit.

    Half of a course read aloud would be worse than none.
    """
    with translation.override(label.language or sender.language):
        text = "\n".join([label.medicine, *label.how])
        if len(text.encode()) > LONGEST_CODE:
            text = "\n".join([label.medicine, _("How to take it stands on the label: it is too long for this code.")])
        for part in [*_facts(label), " ".join(filter(None, (sender.name, sender.reach)))]:
            if len(f"{text}\n{part}".encode()) <= LONGEST_CODE:
                text = f"{text}\n{part}"
        return text


def _filled_in(label: BoxLabel, sender: Sender) -> dict:
    with translation.override(label.language or sender.language):
        origin = _("Prescribed by %(name)s · %(number)s") % {"name": label.prescriber, "number": label.number}
        return {
            "lang": _primary(label.language or sender.language),
            "medicine": label.medicine,
            "quantity": label.quantity,
            "how": list(label.how),
            "warnings": _warnings(label),
            "facts": _facts(label),
            "patient": label.patient,
            "day": long_date_text(label.day),
            "origin": origin,
            "by": label.by,
            "qr": paper.qr_svg(code_text(label, sender)),
            "qr_alt": _("QR code that says the words of this label"),
        }


def _warnings(label: BoxLabel) -> list[str]:
    said = [_("Keep out of the sight and reach of children.")]
    if label.keep_cold:
        said.append(_("Keep in the refrigerator, at 2 to 8 °C."))
    if label.owed:
        said.append(_("Still to come: %(quantity)s.") % {"quantity": label.owed})
    return said


def _facts(label: BoxLabel) -> list[str]:
    """Return lots and expiries as boxes write them: Lot A1, EXP 01/2027."""
    words = []
    for number, expires_on in label.lots[:3]:
        lot = _("Lot %(number)s") % {"number": number} if number else ""
        expiry = _("EXP %(month)s") % {"month": expires_on.strftime("%m/%Y")} if expires_on else ""
        words.append(" ".join(filter(None, (lot, expiry))))
    return [each for each in words if each]


def _primary(language: str) -> str:
    return language.partition("-")[0] or "en"
