"""The note of a visit: its card, saving, deciding, signing; and what the patient opens."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from telepraxis.base import audit
from telepraxis.base.access import Role, page
from telepraxis.base.access.rules import Rule
from telepraxis.care.encounters.models import Visit
from telepraxis.registry.organizations.languages import language_name
from telepraxis.registry.patients.identity import uids_of

from .. import carrying, notes, summaries
from ..filling import fillings_of, marks_of
from ..forms import AddendumForm, CarryForm, DecisionForm, NoteForm, SummaryForm
from ..history import with_notes
from ..models import Section, SetAside
from ..origins import is_wholly_copied, origins_of
from ..panels import conflict_of, note_panel
from ..permissions import may_add_addendum, may_read_chart, may_read_own_record, may_write_note
from ..phrases import blanks_in

may_list_own_visits = Rule(
    "chart.list_own", lambda actor, subject: actor.via == "session" and actor.has(Role.PATIENT, Role.PROXY)
)


def visit_asked_for(request: HttpRequest, visit_id, **kwargs) -> Visit:
    """Return the visit of the address, kept for the view that follows."""
    request.visit = get_object_or_404(Visit.objects.select_related("patient", "practitioner", "encounter"), id=visit_id)
    return request.visit


def its_patient(request: HttpRequest, **kwargs):
    return visit_asked_for(request, **kwargs).patient_id


def note_card(request: HttpRequest, status: int = 200, **more) -> HttpResponse:
    """Answer with the note's card to htmx, with the visit's page to a browser without scripts."""
    if not request.headers.get("HX-Request"):
        return redirect(f"/visit/{request.visit.id}/")
    visit = visit_asked_for(request, request.visit.id)
    response = render(request, "chart/note.html", note_panel(visit, request.actor) | more, status=status)
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#note-card", "outerHTML"
    return response


@page(may_read_chart, subject=its_patient)
@require_GET
def note(request: HttpRequest, visit_id) -> HttpResponse:
    audit.looked(request.actor, "note.read", patient=request.visit.patient_id, entity=("Visit", visit_id))
    return note_card(request)


@page(may_write_note, subject=visit_asked_for)
@require_POST
def save_note(request: HttpRequest, visit_id) -> HttpResponse:
    """Save on a pause in typing. The controller asks for JSON; without scripts the button comes here too."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"refused": _("This text is too long to save. Shorten it.")}, status=400)
    try:
        draft = _saved(request, form)
    except notes.StaleDraft:
        return _conflict(request)
    except notes.AlreadySigned:
        return JsonResponse({"refused": _("The note was signed in another window. Load this page again.")}, status=410)
    if request.headers.get("Accept") == "application/json":
        saved = render_to_string("chart/saved.html", {"draft": draft})
        marks = marks_of(origins_of(request.visit, draft.texts), fillings_of(request.visit, draft.texts))
        return JsonResponse({"revision": draft.revision, "saved": saved, "marks": marks})
    return note_card(request)


def _saved(request: HttpRequest, form: NoteForm):
    """Save the draft; what comes too late is kept beside it before the refusal goes on."""
    sections, revision = form.sections(), form.cleaned_data["revision"]
    said = {"visit": request.visit, "sections": sections, "revision": revision, "by": request.actor}
    try:
        return notes.save_draft(**said, now=request.now)
    except notes.StaleDraft:
        notes.set_aside(**said, now=request.now)
        raise


def _conflict(request: HttpRequest) -> HttpResponse:
    draft = request.visit.note_draft
    context = {"visit": request.visit, "conflict": conflict_of(request.visit, draft)}
    if request.headers.get("HX-Request"):
        return note_card(request, status=409)
    return render(request, "chart/note_conflict.html", context, status=409)


@page(may_write_note, subject=visit_asked_for)
@require_POST
def decide_note(request: HttpRequest, visit_id) -> HttpResponse:
    """Go on with one of two texts, or with both."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        raise Http404
    aside = get_object_or_404(SetAside, visit=request.visit, id=form.cleaned_data["aside"])
    chosen = _chosen(form.cleaned_data["choice"], aside.texts, request.visit.note_draft.texts)
    try:
        notes.decide_between(
            visit=request.visit,
            kept=aside,
            sections=chosen,
            revision=form.cleaned_data["draft_revision"],
            by=request.actor,
            now=request.now,
        )
    except notes.StaleDraft:
        return note_card(request, status=409)
    return note_card(request)


def _chosen(choice: str, ours: dict[str, str], theirs: dict[str, str]) -> dict[str, str]:
    if choice != "both":
        return ours if choice == "ours" else theirs
    return {
        section.value: "\n\n".join(dict.fromkeys(filter(str.strip, (theirs[section.value], ours[section.value]))))
        for section in Section
    }


@page(may_write_note, subject=visit_asked_for)
@require_POST
def sign_note(request: HttpRequest, visit_id) -> HttpResponse:
    """First ask what will be locked, then lock it."""
    form = NoteForm(request.POST)
    if not form.is_valid():
        return note_card(request, status=400)
    try:
        draft = _saved(request, form)
        if "confirmed" not in request.POST:
            return _ask_before_signing(request, draft)
        notes.sign(visit=request.visit, revision=draft.revision, by=request.actor, now=request.now)
    except notes.AlreadySigned:
        return note_card(request)
    except (notes.StaleDraft, notes.TextSetAside):
        return _conflict(request)
    except notes.NothingToSign:
        return note_card(request, status=422, refusal=_("There is nothing to sign yet: write the note first."))
    except notes.VisitNotBegun:
        return note_card(
            request, status=422, refusal=_("The visit has not begun. The note stays a draft until you have met.")
        )
    if request.POST.get("summary", "").strip():
        _tell_patient(request, request.POST["summary"])
    return note_card(request, just_signed=True)


def _ask_before_signing(request: HttpRequest, draft) -> HttpResponse:
    written = [(section.label, len(draft.texts[section.value].split())) for section in Section]
    if draft.is_empty:
        raise notes.NothingToSign(request.visit.pk)
    origins, fillings = origins_of(request.visit, draft.texts), fillings_of(request.visit, draft.texts)
    context = {
        "visit": request.visit,
        "draft": draft,
        "filled": [(label, words) for label, words in written if words],
        "missing": [label for label, words in written if not words],
        "copied": [(Section(name).label, said) for name, said in marks_of(origins, fillings).items() if said],
        "wholly_copied": is_wholly_copied(draft.texts, origins, fillings),
        "blanks": blanks_in(draft.texts),
        "suggestion": summaries.suggested_summary(draft),
    }
    whole = "chart/note_confirm.html" if request.headers.get("HX-Request") else "chart/note_confirm_page.html"
    return render(request, whole, context)


@page(may_write_note, subject=visit_asked_for)
@require_POST
def carry_forward(request: HttpRequest, visit_id) -> HttpResponse:
    """Save what is typed, then bring the chosen sections of the last signed note into it."""
    form, chosen = NoteForm(request.POST), CarryForm(request.POST)
    if not form.is_valid():
        return note_card(request, status=400)
    try:
        draft = _saved(request, form)
        if not chosen.is_valid():
            return note_card(request, status=422, refusal=_("Choose at least one part to bring forward."))
        carrying.carry_forward(
            visit=request.visit,
            source=chosen.cleaned_data["source"],
            sections=chosen.cleaned_data["carry"],
            revision=draft.revision,
            by=request.actor,
            now=request.now,
        )
    except notes.AlreadySigned:
        return note_card(request)
    except notes.StaleDraft:
        return _conflict(request)
    except carrying.NothingToCarry:
        refusal = _("A newer note was signed meanwhile. Look at it and choose again.")
        return note_card(request, status=422, refusal=refusal)
    return note_card(request)


def _tell_patient(request: HttpRequest, text: str, language: str = "", second: str = "") -> None:
    visit = visit_asked_for(request, request.visit.id)
    summaries.write_summary(
        visit=visit,
        text=text,
        language=language or request.LANGUAGE_CODE,
        second=second,
        by=request.actor,
        now=request.now,
    )


@page(may_write_note, subject=visit_asked_for)
@require_POST
def write_summary(request: HttpRequest, visit_id) -> HttpResponse:
    form = SummaryForm(request.POST)
    if not form.is_valid():
        return note_card(request, status=422, summary_refusal=_("Write what the patient should read."))
    try:
        _tell_patient(request, **form.cleaned_data)
    except summaries.VisitNotBegun:
        return note_card(request, status=422, summary_refusal=_("The visit has not begun: there is nothing to sum up."))
    return note_card(request)


@page(may_add_addendum, subject=visit_asked_for)
@require_POST
def add_addendum(request: HttpRequest, visit_id) -> HttpResponse:
    form = AddendumForm(request.POST)
    [past] = with_notes([request.visit])
    if past.note is None:
        raise Http404
    if not form.is_valid():
        return note_card(request, status=422, addendum_refusal=_("Write what you want to add."))
    notes.add_addendum(
        composition=past.note.composition, text=form.cleaned_data["text"], by=request.actor, now=request.now
    )
    return note_card(request)


@page(may_list_own_visits)
@require_GET
def own_visits(request: HttpRequest) -> HttpResponse:
    """The visits of the patient who reads, and of those they act for."""
    mine = [uid for uid in (request.actor.patient_id, *request.actor.acts_for) if uid]
    visits = Visit.objects.filter(patient_id__in=uids_of(mine), admitted_at__isnull=False)
    past = with_notes(visits.select_related("patient", "practitioner").order_by("-admitted_at")[:50])
    for patient in {entry.visit.patient_id for entry in past}:
        audit.looked(request.actor, "visits.read", patient=patient)
    return render(request, "chart/own_visits.html", {"visits": past, "tab": "visits"})


def languages_of(summary: summaries.Summary | None, patient) -> dict:
    """Return in which languages the summary speaks, and whether the patient's is among them, for its page."""
    if summary is None:
        return {}
    return {
        "written_in": language_name(summary.language),
        "reads": language_name(patient.language),
        "speaks_theirs": summary.speaks(patient.language),
    }


@page(may_read_own_record, subject=its_patient)
@require_GET
def own_summary(request: HttpRequest, visit_id) -> HttpResponse:
    """What was agreed, and the signed note for those who want to read it."""
    [past] = with_notes([request.visit])
    audit.looked(request.actor, "summary.read", patient=request.visit.patient_id, entity=("Visit", visit_id))
    summary = summaries.summary_for(request.visit)
    context = {"visit": request.visit, "past": past, "summary": summary} | languages_of(summary, request.visit.patient)
    return render(request, "chart/own_summary.html", context | {"tab": "visits", "back": "/visits/"})
