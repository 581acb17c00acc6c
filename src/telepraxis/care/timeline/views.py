"""Pages of the timeline: its lines and what a search finds, one entry opened, one thing measured through time."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET, require_http_methods

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.record.models import Observation, Patient
from telepraxis.care.chart.permissions import may_read_chart
from telepraxis.registry.patients.identity import records_of

from .drawing import picture_of
from .entry import opened, version_before
from .keeping import bring_up_to_date
from .kinds import LABELS
from .models import Line
from .panels import card_of
from .reading import page_of
from .searching import search
from .series import SPANS, course_of

LONGEST = 200


def its_patient(request: HttpRequest, patient_id: UUID, **kwargs) -> UUID:
    """Return the patient of the address, whose row is kept for the view."""
    request.patient = get_object_or_404(Patient.objects.defer("doc"), uid=patient_id)
    return patient_id


@page(may_read_chart, subject=its_patient)
@require_http_methods(["GET", "POST"])
def timeline(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Lines of the chart, of one kind or those a search finds; what is searched for travels in the body alone."""
    asked = request.POST if request.method == "POST" else request.GET
    typed, kind, after = request.POST.get("q", "")[:LONGEST].strip(), asked.get("kind", ""), _uuid(asked.get("after"))
    kind = kind if kind in LABELS else ""
    audit.looked(request.actor, "timeline.searched" if typed else "timeline.read", patient=patient_id)
    records = records_of(patient_id)
    prepared = bring_up_to_date(records)
    found = search(records, typed, kind=kind, after=after) if typed else page_of(records, kind=kind, after=after)
    context = card_of(patient_id, prepared, found, kind, typed) | {"goes_on": after is not None}
    context |= {"is_whole": prepared.is_whole or after is not None}
    if "HX-Request" in request.headers:
        return render(request, "timeline/items.html" if after else "timeline/again.html", context)
    whole = {"patient": request.patient, "rail": "patients"}
    return render(request, "timeline/page.html", context | whole)


@page(may_read_chart, subject=its_patient)
@require_GET
def entry(request: HttpRequest, patient_id: UUID, document_id: UUID) -> HttpResponse:
    """One entry in plain words: in its line by htmx, else as a page; with `version`, as it was before."""
    records = records_of(patient_id)
    bring_up_to_date(records)
    line = get_object_or_404(Line.objects.defer("text", "folded"), uid=document_id, patient_id__in=records)
    if (shown := opened(line, records)) is None:
        raise Http404
    audit.looked(request.actor, "timeline.entry", patient=patient_id, entity=(line.type, line.logical_id))
    context = {"patient": request.patient, "patient_id": patient_id, "shown": shown, "line": line, "rail": "patients"}
    number = request.GET.get("version", "")
    if number.isdecimal() and len(number) < 9:
        if (before := version_before(line, int(number))) is None:
            raise Http404
        context |= dict(zip(("version", "rows", "parts"), before, strict=True))
    within = "HX-Request" in request.headers
    return render(request, "timeline/entry.html" if within else "timeline/entry_page.html", context)


@page(may_read_chart, subject=its_patient)
@require_GET
def trend(request: HttpRequest, patient_id: UUID, observation_id: UUID) -> HttpResponse:
    """What one measurement measured, through three months, a year, five years, or ever."""
    records = records_of(patient_id)
    one = get_object_or_404(Observation, uid=observation_id, patient_id__in=records)
    audit.looked(request.actor, "timeline.trend", patient=patient_id, entity=("Observation", one.logical_id))
    span = request.GET.get("span", "all")
    length = SPANS.get(span)
    course = course_of(records, one, request.now - length if length else None)
    context = {
        "patient": request.patient,
        "patient_id": patient_id,
        "one": one,
        "course": course,
        "picture": picture_of(course),
        "span": span if span in SPANS else "all",
        "rail": "patients",
    }
    return render(request, "timeline/trend.html", context)


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
