"""The list of forms, and what is done to a whole form."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from telepraxis.base import audit, record
from telepraxis.base.access import page
from telepraxis.base.record.models import Resource
from telepraxis.base.ui import toasts

from .. import authoring, library
from ..forms import ImportForm, TitleForm
from ..permissions import may_write_forms
from ..showing import shown


def form_asked_for(form_id: UUID) -> Resource:
    """Return the row of the form in the address, or 404."""
    return get_object_or_404(record.of_type(library.TYPE), uid=form_id)


@page(may_write_forms)
@require_GET
def every_form(request: HttpRequest) -> HttpResponse:
    """All forms of the practice, and the instruments that come with the house."""
    return _list(request)


def _list(request: HttpRequest, *, brought: ImportForm | None = None, issues=(), title=None, status=200):
    forms = library.every_form()
    known = {each.form.url for each in forms if each.published}
    ready = [(name, form) for name, form in library.instruments().items() if form.url not in known]
    context = {"forms": forms, "ready": ready, "import_form": brought or ImportForm(), "issues": issues}
    context |= {"title_form": title or TitleForm(), "rail": "forms"}
    return render(request, "questionnaires/list.html", context, status=status)


@page(may_write_forms)
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin an empty form and open it."""
    form = TitleForm(request.POST)
    if not form.is_valid():
        return _list(request, title=form, status=422)
    row = authoring.begin(title=form.cleaned_data["title"], by=request.actor, now=request.now)
    return redirect("questionnaires:edit", row.uid)


@page(may_write_forms)
@require_POST
def bring_in(request: HttpRequest) -> HttpResponse:
    """Take a form from a file; what is wrong with it is said line by line, and nothing is kept."""
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list(request, brought=form, status=422)
    try:
        row = authoring.bring_in(text=form.cleaned_data["file"], by=request.actor, now=request.now)
    except authoring.NotAForm as refused:
        return _list(request, brought=form, issues=refused.issues[:40], status=422)
    toasts.tell(request, _("Brought in as a draft. Look it through, then publish it."))
    return redirect("questionnaires:edit", row.uid)


@page(may_write_forms)
@require_http_methods(["GET", "POST"])
def instrument(request: HttpRequest, instrument: str) -> HttpResponse:
    """An instrument of the house to look at, and making it one of the practice's forms."""
    if instrument not in library.instruments():
        raise Http404
    if request.method == "POST":
        published = authoring.adopt(instrument=instrument, by=request.actor, now=request.now)
        toasts.tell(request, _("It can be asked now."))
        return redirect("questionnaires:edit", published.form_id)
    form = library.instruments()[instrument]
    context = {"form": form, "instrument": instrument, "questions": shown(form, {}, language=request.LANGUAGE_CODE)}
    return render(request, "questionnaires/look.html", context | {"state": "ready", "rail": "forms"})


@page(may_write_forms)
@require_POST
def retire(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """Ask a form no more."""
    published = library.published_as(form_asked_for(form_id).uid)
    if published is None:
        raise Http404
    authoring.retire(published=published, by=request.actor, now=request.now)
    toasts.tell(request, _("Retired. What was answered stays; it is asked no more."))
    return redirect("questionnaires:edit", form_id)


@page(may_write_forms)
@require_POST
def new_version(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """Open the draft of the next version."""
    row = authoring.new_version(form=form_asked_for(form_id), by=request.actor, now=request.now)
    return redirect("questionnaires:edit", row.uid)


@page(may_write_forms)
@require_POST
def duplicate(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """Begin another form with the same questions."""
    row = form_asked_for(form_id)
    title = _("%(title)s (copy)") % {"title": library.read(row).title(request.LANGUAGE_CODE)}
    copied = authoring.duplicate(form=row, title=title, by=request.actor, now=request.now)
    return redirect("questionnaires:edit", copied.uid)


@page(may_write_forms)
@require_POST
def throw_away(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """Remove a draft."""
    try:
        authoring.throw_away(form=form_asked_for(form_id), by=request.actor, now=request.now)
        toasts.tell(request, _("The draft was thrown away."))
    except authoring.NotADraft:
        toasts.tell(request, _("It was published meanwhile, and stays."))
    return redirect("questionnaires:every_form")


@page(may_write_forms)
@require_GET
def export(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """The form as a file of FHIR JSON, exactly as it is kept."""
    row = form_asked_for(form_id)
    audit.looked(request.actor, "questionnaires.exported", entity=(library.TYPE, row.logical_id))
    answer = HttpResponse(row.doc, content_type="application/fhir+json")
    answer.headers["Content-Disposition"] = f'attachment; filename="form-{row.logical_id}.json"'
    return answer
