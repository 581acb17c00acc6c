"""The sentences of a letter: ours, translated, unless the practice has its own."""

import re
from datetime import datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from telepraxis.base.ui.times import long_date_text

from .models import Kind, Letter, Wording

NAMES = ("patient", "born", "visited", "from", "until", "not_fit_for", "began", "ended")
PLACE = re.compile(r"\{(" + "|".join(NAMES) + r")\}")


def standard(kind: str) -> tuple[str, str]:
    """Return (opening, closing) as we say them in the active language; {words} are filled in."""
    if kind == Kind.SICK_NOTE:
        return (
            _(
                "I examined {patient}, born {born}, on {visited}. In my assessment {patient} is not fit for "
                "{not_fit_for} from {from} until {until}, both days included."
            ),
            _("This note gives no diagnosis, and none may be asked for from its bearer by means of it."),
        )
    if kind == Kind.ATTENDANCE:
        return (
            _("{patient}, born {born}, attended a medical visit with me on {visited}, from {began} to {ended}."),
            _("This certificate says nothing about the reason for the visit."),
        )
    return (
        _("Dear colleague,\n\nthank you for seeing {patient}, born {born}, whom I saw on {visited}."),
        _("Thank you for letting me know what you find. With kind regards,"),
    )


def wording(kind: str, language: str) -> tuple[str, str]:
    """Return (opening, closing) of the practice in this language, else the standard ones."""
    own = Wording.objects.filter(kind=kind, language=language).values_list("opening", "closing").first()
    with translation.override(language):
        return own or standard(kind)


def filled(text: str, letter: Letter) -> str:
    """Return the sentence with its names filled in; other braces stay as they are. In the active language."""
    visit = letter.visit
    known = {
        "patient": letter.patient.name_text,
        "born": long_date_text(letter.patient.birth_date) if letter.patient.birth_date else _("unknown"),
        "visited": long_date_text(visit.admitted_at or visit.planned_at),
        "from": long_date_text(letter.from_on) if letter.from_on else "–",
        "until": long_date_text(letter.until_on) if letter.until_on else "–",
        "not_fit_for": letter.not_fit_for,
        "began": _clock(visit.admitted_at),
        "ended": _clock(visit.ended_at),
    }
    return PLACE.sub(lambda found: known[found[1]], text)


def _clock(moment: datetime | None) -> str:
    return f"{timezone.localtime(moment):%H:%M}" if moment else "–"
