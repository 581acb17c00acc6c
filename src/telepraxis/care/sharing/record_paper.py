"""A person's record as a PDF to read: the summary, every list, what was written about each visit, in plain words."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from telepraxis.base import paper
from telepraxis.base.record.models import Composition, Patient
from telepraxis.base.tenancy.known import known_tenant
from telepraxis.base.ui.times import long_date_text
from telepraxis.care.chart.document import INSTRUCTIONS, told_in
from telepraxis.care.chart.history import history_of
from telepraxis.registry.patients.identity import uids_of

from .gathering import Gathered, gathered
from .sections import SECTIONS, code_of, sorted_into
from .telling import told

TEMPLATE = Path(__file__).with_name("paper") / "record.typ"
VISITS = 200
MOST_TEXT = 250_000  # signs of what was written; what is older stays in the FHIR file


def record_pdf(patient: UUID, *, now: datetime) -> bytes:
    """Return the PDF, in the patient's language where we speak it. A constant number of queries.

    :raises paper.CannotPrint: the typesetter could not.
    """
    found = gathered(patient)
    person = Patient.objects.get(uid=found.patient.uid)
    language = person.language.partition("-")[0]
    language = language if language in dict(settings.LANGUAGES) else "en"
    with translation.override(language):
        homes = sorted_into(each.doc for each in found.entries)
        visits, left_out = _fitting(list(_visits(patient)))
        return paper.print_pdf(
            TEMPLATE,
            {
                "lang": language,
                "title": _("Your health record"),
                "practice": known_tenant(person.organization_id).name,
                "about": [
                    [_("Name"), person.name_text],
                    [_("Born"), long_date_text(person.birth_date) if person.birth_date else "–"],
                    [_("As of"), long_date_text(now)],
                ],
                "nothing": _("Nothing is noted."),
                "lists": [
                    {"title": str(section.title), "rows": _rows(homes[section.code], found)}
                    for section in SECTIONS
                    if section.always or homes[section.code]
                ],
                "visits_title": _("What was written about your visits"),
                "visits": visits,
                "left_out": _left_out(left_out),
            },
        )


def _rows(docs: list[dict], found: Gathered) -> list[list[str]]:
    """Return a row for each entry, and under it what the patient stated about it."""
    return [list(told(one)) for doc in docs for one in (doc, *(each.doc for each in found.stated_about(doc)))]


def _left_out(count: int) -> str:
    said = ngettext("%(count)s older visit is in the FHIR file.", "%(count)s older visits are in the FHIR file.", count)
    return said % {"count": count} if count else ""


def _visits(patient: UUID) -> Iterator[dict]:
    """Yield each visit with what the patient was told and what was signed, the newest first. Three queries."""
    told_to_patient = {row.encounter_id: told_in(row) for row in _instructions(patient)}
    for past in history_of(patient, limit=VISITS):
        summary = told_to_patient.get(past.visit.encounter_id)
        texts = [[_("What you agreed"), summary.second or summary.text]] if summary else []
        for signed in filter(None, [past.note, *past.addenda]):
            texts += [[str(name), text] for name, text in signed.sections if text]
        if texts:
            who = past.visit.practitioner.name_text
            yield {"title": f"{long_date_text(past.visit.admitted_at)} · {who}", "texts": texts}


def _instructions(patient: UUID):
    theirs = Composition.objects.filter(patient_id__in=uids_of(patient), kind=code_of({"coding": [INSTRUCTIONS]}))
    return theirs.exclude(status="entered-in-error").order_by("date")


def _fitting(visits: list[dict]) -> tuple[list[dict], int]:
    """Return the newest visits whose texts a PDF takes, and how many are left out."""
    so_far = 0
    for at, visit in enumerate(visits):
        so_far += sum(len(text) for _name, text in visit["texts"])
        if so_far > MOST_TEXT:
            return visits[:at], len(visits) - at
    return visits, 0
