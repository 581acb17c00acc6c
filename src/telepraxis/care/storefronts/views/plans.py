"""The plans that this pharmacy bills: pages of its pharmacists and managers."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from telepraxis.base.access import page
from telepraxis.base.ui import toasts
from telepraxis.base.ui.sheets import NotASheet
from telepraxis.commons.inventory.models import Item
from telepraxis.registry.formulary import reading as medicines

from .. import covering, plan_sheet, reading
from .. import plans as keeping
from ..forms.plans import ExceptionForm, PlanFileForm, PlanForm
from ..models import OwnPlan
from ..patient_part import Code
from ..permissions import may_publish
from ..plan_particulars import BadPlan

WRONG, SHOWN = 422, 200
RAIL = {"rail": "setup"}


@page(may_publish)
@require_http_methods(["GET", "POST"])
def plans(request: HttpRequest) -> HttpResponse:
    """The plans, and another one."""
    own, others = covering.own_plans(), covering.published_plans()
    payers = sorted({each.payer for each in (*own, *others)})
    if request.method == "POST":
        form = PlanForm(request.POST, payers=payers)
        if form.is_valid() and (row := _kept(request, form, None)):
            return redirect("storefronts:plan", row.id)
    else:
        said = reading.own_storefront()
        form = PlanForm(initial={"currency_code": said.currency if said else "EUR"}, payers=payers)
    context = RAIL | {"form": form, "plans": own}
    return render(request, "storefronts/plans.html", context, status=WRONG if form.errors else 200)


def _kept(request: HttpRequest, form: PlanForm, plan: UUID | None) -> OwnPlan | None:
    try:
        row = keeping.keep(said=form.said, plan=plan, by=request.actor, now=request.now)
    except BadPlan as refused:
        form.say(refused.why)
        return None
    except keeping.TooMany:
        form.add_error(None, _("These are enough plans. End one first."))
        return None
    toasts.tell(request, _("Saved."))
    return row


def _found(own_plan_id: UUID) -> OwnPlan:
    return get_object_or_404(OwnPlan, id=own_plan_id, retired_at=None)


@page(may_publish)
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, own_plan_id: UUID) -> HttpResponse:
    """One plan: what it is, and what is otherwise for some products."""
    row = _found(own_plan_id)
    form = PlanForm(request.POST) if request.method == "POST" else PlanForm.about(row)
    if request.method == "POST" and form.is_valid() and _kept(request, form, row.id):
        return redirect("storefronts:plan", row.id)
    return _shown(request, row, form=form)


def _shown(request: HttpRequest, row: OwnPlan, *, form=None, other=None, file=None, faults=()) -> HttpResponse:
    forms = (
        form or PlanForm.about(row), other or ExceptionForm(currency=row.currency), file or PlanFileForm()
    )  # fmt: skip
    rows = list(row.exceptions.order_by("system", "code")[: SHOWN + 1])
    named = medicines.many((each.system, each.code) for each in rows)
    items = Item.objects.filter(retired_at=None).exclude(code="").order_by("name", "id")
    names = {(each.system, each.code): each.name for each in items}
    exceptions = [
        {"row": each, "name": names.get((each.system, each.code)) or _name(named, (each.system, each.code))}
        for each in rows[:SHOWN]
    ]
    context = RAIL | {
        "plan": row, "form": forms[0], "other": forms[1], "file": forms[2], "exceptions": exceptions,
        "has_more": len(rows) > SHOWN, "items": list(names.items()), "faults": list(faults)[:SHOWN],
        "columns": plan_sheet.COLUMNS,
    }  # fmt: skip
    is_wrong = bool(faults) or any(each.errors for each in forms)
    return render(request, "storefronts/plan.html", context, status=WRONG if is_wrong else 200)


def _name(named: dict, code: Code) -> str:
    return named[code].name if code in named else code[1]


@page(may_publish)
@require_POST
def plan_retire(request: HttpRequest, own_plan_id: UUID) -> HttpResponse:
    """Bill it no more."""
    keeping.retire(plan=_found(own_plan_id).id, by=request.actor, now=request.now)
    toasts.tell(request, _("Billed no more. What was handed out under it is still owed."))
    return redirect("storefronts:plans")


@page(may_publish)
@require_POST
def plan_except(request: HttpRequest, own_plan_id: UUID) -> HttpResponse:
    """Let other terms hold for a product, or the usual ones again."""
    row, about = _found(own_plan_id), {"by": request.actor, "now": request.now}
    if dropped := request.POST.get("drop"):
        system, _bar, code = dropped.rpartition("|")
        keeping.drop_exception(plan=row.id, code=(system, code), **about)
        return redirect("storefronts:plan", row.id)
    system, _bar, code = request.POST.get("product", "").rpartition("|")
    form = ExceptionForm(request.POST.dict() | {"system": system, "code": code}, currency=row.currency)
    if not code:
        form.add_error(None, _("Choose a product."))
    if form.is_valid():
        try:
            keeping.make_exception(plan=row.id, code=form.chosen, terms=form.chosen_terms, **about)
            toasts.tell(request, _("Saved."))
            return redirect("storefronts:plan", row.id)
        except BadPlan as refused:
            form.say(refused.why)
        except keeping.TooMany:
            form.add_error(None, _("These are enough exceptions."))
    return _shown(request, row, other=form)


@page(may_publish)
@require_POST
def plan_bring(request: HttpRequest, own_plan_id: UUID) -> HttpResponse:
    """Let the exceptions be those of a file; every fault is said with its line, and then nothing changes."""
    row = _found(own_plan_id)
    form = PlanFileForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            content = form.cleaned_data["file"].read(plan_sheet.LARGEST + 1)
            n = keeping.bring(plan=row.id, content=content, by=request.actor, now=request.now)
            said = ngettext("%(n)s exception holds now.", "%(n)s exceptions hold now.", n)
            toasts.tell(request, said % {"n": n})
            return redirect("storefronts:plan", row.id)
        except NotASheet as wrong:
            form.add_error("file", str(wrong))
        except keeping.NotClean as refused:
            return _shown(request, row, file=form, faults=refused.faults)
    return _shown(request, row, file=form)


@page(may_publish)
@require_GET
def plan_file(request: HttpRequest, own_plan_id: UUID) -> HttpResponse:
    """The exceptions in the columns that can be brought in again."""
    row = _found(own_plan_id)
    found = (((each.system, each.code), each.terms) for each in row.exceptions.order_by("system", "code"))
    named = {"Content-Disposition": f'attachment; filename="plan-{row.id}.csv"'}
    text = plan_sheet.written(found, row.currency)
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=named)
