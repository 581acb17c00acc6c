"""Pieces of pages: the note of a visit, the history of a patient. Each function returns a template's context."""

from uuid import UUID

from django.db.models import Count, Max
from django.utils.translation import gettext_lazy as _

from telepraxis.base.access import Actor
from telepraxis.base.ui.panels import panel
from telepraxis.care.encounters.models import Visit
from telepraxis.registry.organizations.languages import language_choices, language_name
from telepraxis.registry.patients.identity import uids_of

from . import countersigning
from .filling import fillings_of, marks_of
from .history import SignedText, history_of, with_notes
from .models import NoteDraft, Phrase, Section, SetAside, Supervision
from .origins import last_note, origins_of
from .permissions import (
    may_add_addendum,
    may_countersign,
    may_keep_practice_phrases,
    may_read_chart,
    may_set_supervision,
    may_write_note,
)
from .phrases import BLANK
from .summaries import summary_for

ROWS = {Section.SUBJECTIVE: 4, Section.OBJECTIVE: 3, Section.ASSESSMENT: 2, Section.PLAN: 3}
HINTS = {
    Section.SUBJECTIVE: _("What the patient tells"),
    Section.OBJECTIVE: _("What you see, hear and measure"),
    Section.ASSESSMENT: _("What you think it is"),
    Section.PLAN: _("What happens next, who does it, by when"),
}


def note_panel(visit: Visit, actor: Actor) -> dict:
    """Return the context of `chart/note.html`: the signed note, or the draft for its author alone."""
    [past] = with_notes([visit])
    review = countersigning.review_of(visit)
    returned = review is not None and review.is_returned
    writes = (past.note is None or returned) and not past.is_closed and may_write_note.allows(actor, visit)
    draft = NoteDraft.objects.filter(visit=visit).select_related("author").first() if writes else None
    return {
        "visit": visit,
        "past": past,
        "writes": writes,
        "review": review,
        "may_countersign": review is not None and review.is_asked and may_countersign.allows(actor, visit),
        "may_tell_patient": may_write_note.allows(actor, visit) and visit.has_begun,
        "may_add": past.note is not None and may_add_addendum.allows(actor, visit),
        "draft": draft,
        "blank": BLANK,
        "fields": fields_of(visit, draft, past.note) if writes else [],
        "before": last_to_carry(visit) if writes else None,
        "conflict": conflict_of(visit, draft) if writes else None,
        "summary": summary_for(visit) if past.has_summary else None,
        "spoken": language_choices(),
        "patient_reads": language_name(visit.patient.language),
    }


def last_to_carry(visit: Visit) -> dict | None:
    """Return the last signed note and its sections that can be brought forward; None without any."""
    note = last_note(visit)
    if note is None or not any(text.strip() for text in note.texts.values()):
        return None
    return {"note": note, "sections": [(name, Section(name).label, text) for name, text in note.texts.items() if text]}


def fields_of(visit: Visit, draft: NoteDraft | None, signed: SignedText | None = None) -> list[dict]:
    """Return the form's fields, in reading order, each with where its text was copied from.

    A note that was returned starts from what was signed.
    """
    origins = origins_of(visit, draft.texts) if draft else {}
    marks = marks_of(origins, fillings_of(visit, draft.texts)) if draft else {}
    before = dict(signed.sections) if signed else {}
    return [
        {
            "name": section.value,
            "label": section.label,
            "hint": HINTS[section],
            "rows": ROWS[section],
            "text": getattr(draft, section.value) if draft else before.get(str(section.label), ""),
            "origin": origins.get(section.value),
            "mark": marks.get(section.value, ""),
        }
        for section in Section
    ]


def conflict_of(visit: Visit, draft: NoteDraft | None) -> dict | None:
    """Return the text set aside beside the saved one, section by section where they differ; None without any."""
    aside = SetAside.objects.filter(visit=visit).order_by("set_aside_at").first()
    if aside is None or draft is None:
        return None
    differing = [
        {"label": section.label, "ours": aside.texts[section.value], "theirs": draft.texts[section.value]}
        for section in Section
        if aside.texts[section.value] != draft.texts[section.value]
    ]
    return {"aside": aside, "draft": draft, "differing": differing}


def history_panel(patient: UUID, *, besides: UUID | None = None, limit: int = 20) -> dict:
    """Return the context of `chart/history.html`: earlier visits with their signed notes, newest first."""
    return {"history": history_of(patient, besides=besides, limit=limit)}


@panel("patient.overview", template="chart/panels/of_patient.html", rule=may_read_chart, order=10)
def way_to_chart(request, patient: UUID) -> dict:
    """Return what the patient's page says about the chart: how many visits, and when the last one was. One query."""
    took_place = Visit.objects.filter(patient_id__in=uids_of(patient), admitted_at__isnull=False)
    return {"patient_uid": patient, **took_place.aggregate(visits=Count("id"), last=Max("admitted_at"))}


@panel("setup.guide", template="chart/panels/set_up.html", rule=may_keep_practice_phrases, order=10)
def way_to_phrases(request, subject) -> dict:
    """Return what the set-up guide says about notes. One query."""
    return {"kept": Phrase.objects.filter(owner=None, retired_at=None).count()}


@panel("setup.guide", template="chart/panels/supervision.html", rule=may_set_supervision, order=20)
def way_to_supervision(request, subject) -> dict:
    """Return what the set-up guide says about second signatures. One query."""
    return {"count": Supervision.objects.count()}
