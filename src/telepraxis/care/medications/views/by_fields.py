"""A line by its fields, new or to correct; and a mixture that the pharmacy makes."""

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from telepraxis.base.access import page
from telepraxis.registry.formulary import finding

from .. import baskets, lines
from ..composer import known_of
from ..lines import Line
from ..models import Basket, BasketLine
from ..permissions import may_prescribe
from ..understanding import reader_for, understand
from .around import basket_here, its_patient, piece, visit_named
from .composing import changed, version_of
from .line_forms import LineForm, initial_of
from .mixture_forms import MOST_PARTS, MixtureForm, PartForms
from .step_forms import MOST_STEPS, StepForms, initial_steps

FOUND = 12


@page(may_prescribe, subject=its_patient)
@require_http_methods(["GET", "POST"])
def fields(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """A new line by its fields."""
    return line_page(request, None)


@page(may_prescribe, subject=its_patient)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, patient_id: UUID, row_id: UUID) -> HttpResponse:
    """A line of the basket by its fields, to correct."""
    basket = basket_here(request, visit_named(request))
    row = get_object_or_404(BasketLine, id=row_id, basket=basket, patient_id=patient_id)
    return line_page(request, row)


def line_page(request: HttpRequest, row: BasketLine | None, *, anew: bool = False) -> HttpResponse:
    """Show the fields, or keep what was written in them; `anew` shows them whatever was posted."""
    before = lines.read(row) if row else Line()
    data = request.POST if request.method == "POST" and not anew else None
    typed = (data or {}).get("find", "") or ("" if before.medicine else before.typed)
    reader = reader_for(request.patient, request.actor, request.now)
    found = finding.find(typed, jurisdiction=reader.jurisdiction, limit=FOUND) if typed else []
    form = LineForm(data, found=found, kept=before.medicine, initial=initial_of(before))
    steps = _steps(data, before, _medicine_so_far(form, data))
    if data is None or "look" in data or "step" in data:
        _forgive(form, *steps)
        return _shown(request, row, before, form, steps, looked=bool(typed))
    if form.is_valid() and steps.is_valid():
        said = tuple(filter(None, (step.step() for step in steps)))
        line = form.line(before, said, reader.weight_kg)
        return changed(request, lambda basket: _put(request, basket, line, row))
    return _shown(request, row, before, form, steps, status=422)


def _medicine_so_far(form: LineForm, data) -> object:
    named = (data or {}).get("medicine", "")
    return form.found.get(named) or form.kept or next(iter(form.found.values()), None)


def _steps(data, before: Line, medicine) -> StepForms:
    """Return the steps as they were sent, with one more where the button asked for it."""
    more = {"form_kwargs": {"medicine": medicine}, "prefix": "step"}
    if data is None:
        return _with_rows(StepForms, initial_steps(before), more)
    if "step" in data:
        data = data.copy()
        total = data.get("step-TOTAL_FORMS", "1")
        data["step-TOTAL_FORMS"] = str(min(MOST_STEPS, (int(total) if total.isdigit() else 1) + 1))
    return StepForms(data, **more)


def _with_rows(formset, rows: list[dict], more: dict):
    """Return the set with exactly these rows: one that needs at least one makes it from the first."""
    made = formset(initial=rows, **more)
    made.extra, made.min_num = 0, max(formset.min_num, len(rows)) if not rows else len(rows)
    return made


def _forgive(*forms) -> None:
    """Say nothing of what is missing while somebody only looks for a medicine or wants one more row."""
    for form in forms:
        form.errors.clear()


def _put(request: HttpRequest, basket: Basket, line: Line, row: BasketLine | None) -> None:
    version = version_of(request, basket)
    by_whom = {"by": request.actor, "now": request.now}
    baskets.put_line(basket=basket.id, version=version, line=line, row=row.id if row else None, **by_whom)


def _shown(request, row, before: Line, form, steps, *, looked: bool = False, status: int = 200) -> HttpResponse:
    visit = visit_named(request)
    context = {"row": row, "line": before, "form": form, "steps": steps, "looked": looked, "visit": visit}
    context |= {"basket": basket_here(request, visit)} | known_of(request.patient, request.now)
    return piece(request, "medications/line.html", context, status)


@page(may_prescribe, subject=its_patient)
@require_http_methods(["GET", "POST"])
def mixture(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """A mixture: what is in it, what it is made up to, how it is used."""
    data = request.POST if request.method == "POST" else None
    form, parts = MixtureForm(data), _parts(data)
    if data is None or "part" in data:
        _forgive(form, *parts)
        return _mixture_page(request, form, parts)
    if not (form.is_valid() and parts.is_valid()):
        return _mixture_page(request, form, parts, status=422)
    held = [held for part in parts if (held := part.ingredient())]
    if not held:
        form.add_error(None, _("Say what is in it."))
        return _mixture_page(request, form, parts, status=422)
    medicine = form.medicine(held)
    reader = replace(reader_for(request.patient, request.actor, request.now), only=medicine)
    understood = understand(form.cleaned_data["use"], reader)
    line = replace(understood.line, typed=form.cleaned_data["name"], medicine=medicine)
    return changed(request, lambda basket: _put(request, basket, line, None))


def _parts(data) -> PartForms:
    if data is not None and "part" in data:
        data = data.copy()
        total = data.get("part-TOTAL_FORMS", "2")
        data["part-TOTAL_FORMS"] = str(min(MOST_PARTS, (int(total) if total.isdigit() else 2) + 1))
    return PartForms(data, prefix="part")


def _mixture_page(request: HttpRequest, form, parts, *, status: int = 200) -> HttpResponse:
    visit = visit_named(request)
    context = {"form": form, "parts": parts, "visit": visit, "basket": basket_here(request, visit)}
    return piece(request, "medications/mixture.html", context | known_of(request.patient, request.now), status)
