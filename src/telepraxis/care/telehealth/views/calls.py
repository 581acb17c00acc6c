"""How a call went, for staff: beside the visit, and as a report for support."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from telepraxis.base.access import page
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.permissions import may_run_visit

from .. import panels, report
from ..permissions import may_read_call_report


def _visit(request: HttpRequest, visit_id) -> Visit:
    request.visit = get_object_or_404(Visit.objects.select_related("patient", "practitioner"), id=visit_id)
    return request.visit


@page(may_run_visit, subject=_visit)
@require_GET
def call_course(request: HttpRequest, visit_id) -> HttpResponse:
    return render(request, "telehealth/course.html", panels.course_panel(request, request.visit))


@page(may_read_call_report, subject=_visit)
@require_GET
def call_report(request: HttpRequest, visit_id) -> HttpResponse:
    """Download the report: what support needs, and neither a name nor anything clinical."""
    return _download(request, JsonResponse(_report(request), json_dumps_params={"indent": 1}), "json")


@page(may_read_call_report, subject=_visit)
@require_GET
def call_report_text(request: HttpRequest, visit_id) -> HttpResponse:
    """Download the same as plain text."""
    text = report.as_text(_report(request))
    return _download(request, HttpResponse(text, content_type="text/plain; charset=utf-8"), "txt")


def _report(request: HttpRequest) -> dict:
    return report.support_report(visit=request.visit, by=request.actor, now=request.now)


def _download(request: HttpRequest, response: HttpResponse, form: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="call-{request.visit.id}.{form}"'
    return response
