"""The controlled register on a page and as a file, and the labels of a claim."""

import csv
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.tenancy.zones import zone_of
from telepraxis.base.ui import toasts

from .. import register, witnessing
from ..forms.bench import DaysForm
from ..permissions import may_dispense, may_read_register
from ..refusals import NotAlone
from ..register import Controlled, Register
from .bench_around import GONE_WRONG, RAIL

DAYS = 30


@page(may_read_register, subject=None)
@require_GET
def shown(request: HttpRequest) -> HttpResponse:
    """What of one controlled item came and went over some days, with the balance after each."""
    return _shown(request)


def _shown(request: HttpRequest, fault: str = "") -> HttpResponse:
    items = register.controlled_items()
    form, begin, end = _days(request)
    chosen = _chosen(request, items) if items else None
    context = RAIL | {"items": items, "shown": chosen, "days": form, "begin": begin, "end": end}
    context |= {"may_say": may_dispense.allows(request.actor), "works_alone": witnessing.works_alone(), "fault": fault}
    if chosen:
        context["register"] = _read(request, chosen, begin, end)
    wrong = GONE_WRONG if form.errors or fault else 200
    return render(request, "pharmacy/bench/register.html", context, status=wrong)


@page(may_dispense)
@require_POST
def alone(request: HttpRequest) -> HttpResponse:
    """Say that nobody works here who could be a witness, or that somebody does again."""
    about = {"by": request.actor, "now": request.now}
    if request.POST.get("alone") != "yes":
        witnessing.say_together(**about)
        toasts.tell(request, _("Noted. A witness is needed from now on."))
        return redirect("pharmacy:register")
    try:
        witnessing.say_alone(**about)
    except NotAlone as refusal:
        return _shown(request, str(refusal))
    toasts.tell(request, _("Noted. The register says it with each handout."))
    return redirect("pharmacy:register")


@page(may_read_register)
@require_GET
def file(request: HttpRequest) -> HttpResponse:
    """The same days as a CSV file, for an inspector; the page says it where nothing is controlled."""
    _form, begin, end = _days(request)
    items = register.controlled_items()
    if not items:
        return redirect("pharmacy:register")
    chosen = _chosen(request, items)
    found = _read(request, chosen, begin, end)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="register-{begin.isoformat()}-{end.isoformat()}.csv"'
    register.write_csv(csv.writer(answer), chosen, found, zone_of(request.actor.organization_id))
    return answer


def _days(request: HttpRequest) -> tuple[DaysForm, date, date]:
    """Return the form with the days that it names; the last thirty where it names none."""
    today = timezone.localtime(request.now).date()
    begin, end = today - timedelta(days=DAYS), today
    form = DaysForm(request.GET if "begin" in request.GET or "end" in request.GET else None)
    if form.is_bound and form.is_valid():
        end = form.cleaned_data["end"] or end
        begin = form.cleaned_data["begin"] or min(begin, end)
    if not form.is_bound:
        form = DaysForm(initial={"begin": begin, "end": end})
    return form, begin, end


def _chosen(request: HttpRequest, items: list[Controlled]) -> Controlled:
    wanted = request.GET.get("item", "")
    found = next((each for each in items if str(each.item.id) == wanted), None)
    if found is None and wanted:
        raise Http404
    return found or items[0]


def _read(request: HttpRequest, chosen: Controlled, begin: date, end: date) -> Register:
    found = register.register_of(chosen.item.id, begin=begin, end=end, zone=zone_of(request.actor.organization_id))
    audit.looked_at_many(request.actor, "pharmacy.register_read", sorted(found.patients))
    return found
