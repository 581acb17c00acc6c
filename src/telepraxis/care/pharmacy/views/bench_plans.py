"""What plans owe on a page and as a file; and that a plan does not pay for a line after all."""

import csv
from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.tenancy.zones import zone_of
from telepraxis.care.storefronts.models import OwnPlan

from .. import plan_refusing, plans_owe
from ..permissions import may_dispense, may_read_what_plans_owe
from ..plans_owe import Month
from .bench_around import RAIL, its_claim_line
from .bench_claim import act

MONTHS = 24  # that can be chosen


@page(may_dispense, subject=its_claim_line)
@require_POST
def refuse(request: HttpRequest, claim_line_id: UUID) -> HttpResponse:
    """The plan does not pay for this line: the patient is asked whether they pay all of it."""
    do = lambda said, about: plan_refusing.refuse_plan(claim_line=claim_line_id, **about)  # noqa: E731
    return act(request, do, _("The patient is asked for the shelf price."), line=claim_line_id)


@page(may_read_what_plans_owe)
@require_GET
def shown(request: HttpRequest) -> HttpResponse:
    """What a plan owes for a month, line by line, with its sum."""
    plans = plans_owe.plans()
    months = _months(request)
    chosen, first = _chosen(request, plans) if plans else None, _first(request, months)
    context = RAIL | {"plans": plans, "shown": chosen, "months": months, "first": first}
    if chosen:
        context["month"] = _read(request, chosen, first)
    return render(request, "pharmacy/bench/plans_owe.html", context)


@page(may_read_what_plans_owe)
@require_GET
def file(request: HttpRequest) -> HttpResponse:
    """The same month as a CSV file; the page says it where no plan is billed."""
    plans, first = plans_owe.plans(), _first(request, _months(request))
    if not plans:
        return redirect("pharmacy:plans_owe")
    chosen = _chosen(request, plans)
    found = _read(request, chosen, first)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="plan-{first:%Y-%m}.csv"'
    answer["Cache-Control"] = "no-store"
    plans_owe.write_csv(csv.writer(answer), chosen, found, zone_of(request.actor.organization_id))
    return answer


def _months(request: HttpRequest) -> list[date]:
    """Return the first days of this month and those before it, the newest first."""
    today = timezone.localdate(request.now)
    count = today.year * 12 + today.month - 1
    return [date(each // 12, each % 12 + 1, 1) for each in range(count, count - MONTHS, -1)]


def _first(request: HttpRequest, months: list[date]) -> date:
    return next((each for each in months if f"{each:%Y-%m}" == request.GET.get("month")), months[0])


def _chosen(request: HttpRequest, plans: list[OwnPlan]) -> OwnPlan:
    wanted = request.GET.get("plan", "")
    found = next((each for each in plans if str(each.id) == wanted), None)
    if found is None and wanted:
        raise Http404
    return found or plans[0]


def _read(request: HttpRequest, chosen: OwnPlan, first: date) -> Month:
    found = plans_owe.of_month(chosen.id, first, zone_of(request.actor.organization_id))
    audit.looked_at_many(request.actor, "pharmacy.plans_owe_read", sorted(found.patients))
    return found
