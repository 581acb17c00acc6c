"""The builder: what is typed is a draft, drawn again beside it as a patient will see it."""

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from telepraxis.base import record
from telepraxis.base.access import page
from telepraxis.base.record import labels
from telepraxis.base.record.models import Resource
from telepraxis.base.ui import toasts

from .. import answering, authoring, drafts, editing, library, scoring, shaping
from ..form import Form, form_of
from ..permissions import may_write_forms
from ..readiness import lacking
from ..rows import bands_of, rows_of
from ..showing import plain_number, shown
from .listing import form_asked_for


@dataclass(frozen=True)
class Page:
    """One answer of the builder: the draft as it stands on the page, and what is said about it."""

    row: Resource
    doc: dict
    version: int
    said: str = ""
    conflict: drafts.Since | None = None
    sentences: tuple[str, ...] = ()
    opened: str = ""  # the linkId of the item that is open for writing

    @property
    def form(self) -> Form:
        return form_of(self.doc)


@page(may_write_forms)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """The builder of a draft; of a published form its questions, and what can be done with it."""
    row = form_asked_for(form_id)
    published = library.published_as(row.uid)
    if published is not None:
        return _look(request, row, published)
    if request.method == "GET":
        return _drawn(request, Page(row, record.content_of(row), row.version))
    return _drawn(request, _typed(request, row))


def _look(request: HttpRequest, row: Resource, published, refusal: str = "") -> HttpResponse:
    form = library.read(row)
    if request.method == "POST":
        refusal = _("The form was published meanwhile and does not change any more. Begin a new version of it.")
    context = {"form": form, "row": row, "published": published, "refusal": refusal, "rail": "forms"}
    context |= {"questions": shown(form, {}, language=request.LANGUAGE_CODE)}
    context |= {"state": "retired" if published.retired_at else "active"}
    return render(request, "questionnaires/look.html", context, status=409 if refusal else 200)


def _typed(request: HttpRequest, row: Resource) -> Page:
    """Keep what was typed and do what a button asked for; another's work is neither lost nor overwritten unseen."""
    seen = int(request.POST.get("version", "")) if request.POST.get("version", "").isdigit() else row.version
    before = drafts.drawn_from(row, seen) or record.content_of(row)
    doc = editing.typed_into(before, request.POST)
    opened = _do(doc, request.POST.get("then", ""))
    since = drafts.saved_since(row, seen, request.actor, request.now)
    if since is not None and not since.is_own:
        return Page(row, doc, since.version, conflict=since, opened=opened)
    try:
        present = since.version if since else seen
        row = authoring.save(form=row, doc=doc, if_version=present, by=request.actor, now=request.now)
    except record.VersionConflict:
        since = drafts.saved_since(row, seen, request.actor, request.now)
        return Page(row, doc, since.version if since else row.version, conflict=since, opened=opened)
    except authoring.NotAForm as refused:
        return Page(row, doc, seen, sentences=tuple(issue.diagnostics for issue in refused.issues[:8]), opened=opened)
    return Page(row, record.content_of(row), row.version, said=_("Saved"), opened=opened)


def _do(doc: dict, then: str) -> str:
    """Do to the items what a button asked for; return the linkId of an item that is new."""
    deed, _colon, about = then.partition(":")
    if deed == "add":
        type, _colon, after = about.partition(":")
        return shaping.add(doc, type, after)["linkId"] if type in editing.TYPES else ""
    if deed in shaping.MOVES:
        shaping.MOVES[deed](doc, about)
    return about if deed in ("open", "up", "down", "in", "out") else ""


def _drawn(request: HttpRequest, page: Page) -> HttpResponse:
    status = 409 if page.conflict else 422 if page.sentences else 200
    saves = request.POST.get("then", "") in ("", "save") and not page.conflict and not page.sentences
    if "HX-Request" in request.headers:
        name = "saved" if saves else "workshop"
        answer = render(request, f"questionnaires/builder/{name}.html", _context(request, page), status=status)
        if not saves:
            answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#workshop", "outerHTML"
        return answer
    return render(request, "questionnaires/builder/page.html", _context(request, page), status=status)


def _context(request: HttpRequest, page: Page) -> dict:
    language = request.POST.get("shown_in") or request.LANGUAGE_CODE
    form = page.form
    return {
        "page": page,
        "row": page.row,
        "form": form,
        "rows": rows_of(page.doc),
        "types": editing.TYPES,
        "bands": bands_of(page.doc),
        "labels": [(code, labels.NAMES[label]) for label, (_system, code, _said) in labels.CODINGS.items()],
        "lacking": lacking(form),
        "shown_in": language.partition("-")[0],
        "rail": "forms",
        **_preview(form, _tried(form, request), language),
    }


def _preview(form: Form, answers, language: str, faults=None) -> dict:
    scored = scoring.score_of(form, answers)
    return {
        "questions": shown(form, answers, language=language, faults=faults or {}),
        "title": form.title(language),
        "description": form.description(language),
        "scored": plain_number(scored.value) if scored else "",
        "band": scored.band.text(language) if scored and scored.band else "",
        "worries": bool(scoring.worrying_in(form, answers)),
    }


@page(may_write_forms)
@require_POST
def try_out(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """Answer the form beside the builder, without keeping anything: conditions, limits and the score at work."""
    row = form_asked_for(form_id)
    form = library.read(row)
    answers = _tried(form, request)
    language = request.POST.get("tried_in") or request.LANGUAGE_CODE
    faults = answering.faults(form, answers) if "check" in request.POST else {}
    context = {"row": row, "form": form, "shown_in": language.partition("-")[0], "tried": True}
    return render(request, "questionnaires/builder/preview.html", context | _preview(form, answers, language, faults))


def _tried(form: Form, request: HttpRequest) -> dict[str, list[str]]:
    """Return the answers that were tried beside the builder; they are kept nowhere."""
    given = {
        item.link_id: answering.cleaned(item, request.POST.getlist(f"a{number}"))
        for number, item in enumerate(form.every())
        if f"a{number}" in request.POST
    }
    return {link_id: answers for link_id, answers in given.items() if answers}


@page(may_write_forms)
@require_POST
def publish(request: HttpRequest, form_id: UUID) -> HttpResponse:
    """Keep what was typed, then let the form be asked."""
    row = form_asked_for(form_id)
    typed = Page(row, record.content_of(row), row.version)
    if "title" in request.POST and library.published_as(row.uid) is None:
        typed = _typed(request, row)
        if typed.conflict or typed.sentences:
            return _whole(request, typed)
    try:
        authoring.publish(form=typed.row, if_version=typed.version, by=request.actor, now=request.now)
    except authoring.NotADraft:
        return redirect("questionnaires:edit", form_id)
    except authoring.NotReady as lacks:
        return _whole(request, Page(typed.row, typed.doc, typed.version, sentences=tuple(lacks.sentences)))
    toasts.tell(request, _("Published. It can be asked now."))
    return redirect("questionnaires:edit", form_id)


def _whole(request: HttpRequest, page: Page) -> HttpResponse:
    status = 409 if page.conflict else 422
    return render(request, "questionnaires/builder/page.html", _context(request, page), status=status)
