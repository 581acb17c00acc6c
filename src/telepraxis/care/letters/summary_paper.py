"""A visit's summary as a PDF in large print: what was agreed and what happens next, in the patient's language."""

from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from telepraxis.base import paper
from telepraxis.base.ui.times import day_clock_text, day_text, long_date_text
from telepraxis.care.chart.summaries import Summary, summary_for
from telepraxis.care.encounters.models import Visit
from telepraxis.care.follow_up.due import steps_of_visit
from telepraxis.care.follow_up.models import Step
from telepraxis.registry.organizations.jurisdictions import emergency_number
from telepraxis.registry.organizations.languages import language_name
from telepraxis.registry.organizations.profile import profile_of

TEMPLATE = Path(__file__).with_name("paper") / "summary.typ"


class NotWritten(Exception):
    """There is no summary of this visit yet."""


def summary_pdf(visit: Visit) -> bytes:
    """Return the summary; headings and dates in the patient's language where we speak it, else in English.

    :raises NotWritten: nothing was written yet. :raises paper.CannotPrint: the typesetter could not.
    """
    summary = summary_for(visit)
    if summary is None:
        raise NotWritten(visit.pk)
    practice = profile_of(visit.organization_id)
    language = visit.patient.language.partition("-")[0]
    language = language if language in dict(settings.LANGUAGES) else "en"
    with translation.override(language), timezone.override(ZoneInfo(practice.organization.time_zone)):
        number = emergency_number(visit.organization_id, practice.jurisdiction)
        return paper.print_pdf(
            TEMPLATE,
            {
                "lang": language,
                "title": _("What you agreed"),
                "practice": practice.organization.name,
                "author": summary.author,
                "when": long_date_text(visit.admitted_at or visit.planned_at),
                "texts": _texts(summary),
                "steps_title": _("What happens next"),
                "steps": [[step.said, _by_when(step)] for step in steps_of_visit(visit) if step.is_open],
                "emergency": _("In an emergency call %(number)s.") % {"number": number},
                "reach": _("Questions? Call us: %(phone)s") % {"phone": practice.phone} if practice.phone else "",
            },
        )


def _texts(summary: Summary) -> list[dict]:
    """Return the texts, the patient's language first, each under the name of its language where there are two."""
    texts = [(summary.second, summary.second_language)] if summary.second else []
    texts.append((summary.text, summary.language))
    return [
        {
            "title": language_name(language) if len(texts) > 1 else _("In plain words"),
            "lang": language.partition("-")[0] or "en",
            "paragraphs": [block for block in text.split("\n\n") if block.strip()],
        }
        for text, language in texts
    ]


def _by_when(step: Step) -> str:
    if step.status == Step.Status.BOOKED:
        return _("Booked: %(when)s") % {"when": day_clock_text(step.appointment.starts_at)}
    if step.kind == Step.Kind.MEASURE:
        return step.often
    day = _("by %(day)s") % {"day": day_text(step.due_on)} if step.due_on else ""
    who = {Step.Who.PRACTICE: _("The practice does this"), Step.Who.OTHER: step.other}.get(step.who, "")
    return " · ".join(part for part in (who, day) if part)
