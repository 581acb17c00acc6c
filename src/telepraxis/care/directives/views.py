"""Pages of directives: staff's beside the chart, one directive with its history, the patient's own."""

from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.record.models import Consent, DocumentReference, Patient
from telepraxis.base.ui import toasts
from telepraxis.commons.documents.keeping import keep_or_say
from telepraxis.commons.documents.reading import files_of
from telepraxis.registry.patients.identity import lead_on, uids_of

from . import answering, keeping
from .answering import ANSWERS
from .document import Said
from .forms import ActForm, AnswerForm, DirectiveForm
from .kinds import BY_NAME, KINDS, Kind
from .panels import chips_panel
from .permissions import (
    may_keep_directives,
    may_propose_own,
    may_read_directives,
    may_read_own_directives,
    may_withdraw,
)
from .reading import Shown, directive_of, directives_of, history_of, paper_of


def its_patient(request: HttpRequest, patient_id: UUID, **kwargs) -> UUID:
    """Return the patient of the address, whose row is kept for the view."""
    request.patient = get_object_or_404(Patient.objects.defer("doc"), uid=patient_id)
    return patient_id


def its_kind(name: str) -> Kind:
    if name not in BY_NAME:
        raise Http404
    return BY_NAME[name]


def _today(request: HttpRequest):
    return timezone.localtime(request.now).date()


def _looked(request: HttpRequest, entity: tuple[str, object] = ("", "")) -> None:
    audit.looked(request.actor, "directives.read", patient=request.patient.uid, entity=entity)


def _around(request: HttpRequest) -> dict:
    return {"patient": request.patient, "patient_id": request.patient.uid, "today": _today(request), "rail": "patients"}


# Staff


@page(may_read_directives, subject=its_patient)
@require_GET
def of_patient(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Everything that was decided ahead, what waits, and what is over."""
    lead_on(request.patient)
    _looked(request)
    context = _around(request) | {"found": directives_of(patient_id), "kinds": KINDS, "answers": ANSWERS}
    return render(request, "directives/of_patient.html", context)


@page(may_read_directives, subject=its_patient)
@require_GET
def chips(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """What a banner says, alone: it looks again when directives change."""
    _looked(request)
    return render(request, "directives/chips.html", chips_panel(request, patient_id))


@page(may_keep_directives, subject=its_patient)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, patient_id: UUID, directive_kind: str) -> HttpResponse:
    """Write a directive down, with its paper."""
    kind = its_kind(directive_kind)
    older = [each for each in directives_of(patient_id).standing if each.kind is kind]
    form = _form(request, kind, papers=files_of(patient_id, limit=200), older=older)
    if request.method == "POST" and form.is_valid():
        said, replaces = _with_paper(request, form), form.cleaned_data.get("replaces")
        if said is not None:
            row = keeping.add(
                patient=patient_id,
                said=said,
                replaces=UUID(replaces) if replaces else None,
                by=request.actor,
                now=request.now,
            )
            is_waiting = row.status != "active"
            toasts.tell(request, _("Written down. A physician has to confirm it.") if is_waiting else _("Written down"))
            return redirect("directives:of_patient", patient_id)
    if request.method == "GET":
        _looked(request)
    return _form_page(request, form)


def _form(request: HttpRequest, kind: Kind, **more) -> DirectiveForm:
    written = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    return DirectiveForm(kind=kind, patient=request.patient.uid, today=_today(request), **written, **more)


def _form_page(request: HttpRequest, form: DirectiveForm, **more) -> HttpResponse:
    context = _around(request) | {"form": form, "kind": form.kind} | more
    return render(request, "directives/form.html", context, status=422 if form.errors else 200)


def _with_paper(request: HttpRequest, form: DirectiveForm) -> Said | None:
    """Return what was said with its paper, chosen or sent now; None when the file may not be kept."""
    if file := form.cleaned_data.get("file"):
        sent = {"content": file.read(), "name": file.name, "about": str(form.kind.label)}
        row = keep_or_say(patient=request.patient.uid, **sent, by=request.actor, now=request.now)
        if isinstance(row, str):
            form.add_error("file", row)
            return None
        return replace(form.said, paper=(row.logical_id, row.title))
    if not (chosen := form.cleaned_data.get("paper")):
        return form.said
    theirs = DocumentReference.objects.filter(patient_id__in=uids_of(request.patient.uid))
    row = get_object_or_404(theirs, uid=chosen)
    return replace(form.said, paper=(row.logical_id, row.title))


def its_directive(request: HttpRequest, patient_id: UUID, directive_id: UUID) -> UUID:
    """Return the patient of the address; a directive of somebody else is not found."""
    its_patient(request, patient_id)
    try:
        request.directive = directive_of(patient_id, directive_id)
    except Consent.DoesNotExist as none:
        raise Http404 from none
    return patient_id


@page(may_read_directives, subject=its_directive)
@require_GET
def one(request: HttpRequest, patient_id: UUID, directive_id: UUID) -> HttpResponse:
    """One directive: what it says, its paper, its history, and what can be done with it."""
    _looked(request, ("Consent", request.directive.doc["id"]))
    return _one(request)


def _one(request: HttpRequest, fault: str = "") -> HttpResponse:
    shown = request.directive
    context = _around(request) | {
        "one": shown,
        "paper": paper_of(shown),
        "history": history_of(shown),
        "may_confirm": keeping.may_confirm(request.actor, shown.patient, shown.kind),
        "fault": fault,
    }
    return render(request, "directives/one.html", context, status=422 if fault else 200)


@page(may_keep_directives, subject=its_directive)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, patient_id: UUID, directive_id: UUID) -> HttpResponse:
    """Correct what is written of a directive."""
    shown = request.directive
    if not shown.is_open:
        raise Http404
    files = files_of(patient_id, limit=200)
    form = _form(request, shown.kind, papers=files, initial=_initial(shown))
    if request.method == "POST" and form.is_valid():
        said = _with_paper(request, form)
        if said is not None:
            said = replace(said, paper=said.paper or shown.said.paper)
            if not (fault := _amended(request, said, form.cleaned_data["version"])):
                toasts.tell(request, _("Saved."))
                return redirect("directives:one", patient_id, directive_id)
            form.add_error(None, fault)
    if request.method == "GET":
        _looked(request, ("Consent", shown.doc["id"]))
    return _form_page(request, form, shown=shown)


def _amended(request: HttpRequest, said: Said, version: int | None) -> str:
    """Write the correction; return what is said where it cannot be."""
    given = {"directive": request.directive.uid, "said": said, "if_version": version or 0}
    try:
        keeping.amend(**given, by=request.actor, now=request.now)
    except keeping.PhysicianNeeded:
        return _("This is a physician's order: only a physician changes it.")
    except (keeping.ChangedMeanwhile, keeping.NotSo):
        return CHANGED
    return ""


def _initial(shown: Shown) -> dict:
    said = shown.said
    names = ("treatment", "stance", "agent_name", "agent_relation", "agent_phone", "wishes", "held_by")
    days = {"made_on": shown.made_on, "review_on": said.review_on, "ends_on": said.ends_on}
    return {name: getattr(said, name) for name in names} | days | {"version": shown.version}


@page(may_keep_directives, subject=its_directive)
@require_POST
def act(request: HttpRequest, patient_id: UUID, directive_id: UUID) -> HttpResponse:
    """Confirm it, do not, go through it, end it, or mark it as wrong."""
    form = ActForm(request.POST)
    if not form.is_valid():
        return _one(request, _("Choose a day ahead."))
    if fault := _done(request, form.cleaned_data):
        request.directive = directive_of(patient_id, directive_id)
        return _one(request, fault)
    toasts.tell(request, DONE[form.cleaned_data["act"]])
    return redirect("directives:one", patient_id, directive_id)


def _done(request: HttpRequest, wanted: dict) -> str:
    """Do what is wanted; return what is said where it cannot be."""
    common = {"directive": request.directive.uid, "if_version": wanted["version"], "by": request.actor}
    common["now"] = request.now
    reason = {"reason": wanted["reason"]}
    try:
        match wanted["act"]:
            case "confirm":
                keeping.confirm(**common)
            case "refuse":
                keeping.refuse(**common, **reason)
            case "review":
                keeping.review(**common, next_on=wanted["next_on"])
            case "withdraw":
                keeping.withdraw(**common, **reason)
            case "wrong":
                keeping.enter_in_error(**common, **reason)
    except keeping.ReasonNeeded:
        return _("Say why. Nothing was changed.")
    except keeping.PhysicianNeeded:
        return _("This is a physician's order: only a physician confirms it.")
    except keeping.Incomplete as missing:
        return str(missing)
    except (keeping.ChangedMeanwhile, keeping.NotSo):
        return CHANGED
    return ""


CHANGED = gettext_lazy("Somebody changed this directive meanwhile. Nothing of yours was written. Look at it again.")
DONE = {
    "confirm": gettext_lazy("Confirmed. It stands from now on."),
    "refuse": gettext_lazy("Not confirmed. It is kept to be seen."),
    "review": gettext_lazy("Noted that you went through it today."),
    "withdraw": gettext_lazy("Withdrawn. It holds no more."),
    "wrong": gettext_lazy("Marked as entered in error. It stays, struck through."),
}


@page(may_keep_directives, subject=its_patient)
@require_POST
def asked(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """Keep what the patient answered when asked for directives."""
    form = AnswerForm(request.POST)
    if not form.is_valid():
        toasts.tell(request, _("Choose what the patient answered."))
        return redirect("directives:of_patient", patient_id)
    answer = form.cleaned_data["answer"]
    try:
        answering.keep_answer(patient=patient_id, answer=answer, by=request.actor, now=request.now)
        toasts.tell(request, _("Noted what the patient answered today."))
    except answering.DirectivesKnown:
        toasts.tell(request, _("There are directives on the list. End them first, if they hold no more."))
    return redirect("directives:of_patient", patient_id)


# The patient


@page(may_read_own_directives, subject=its_patient)
@require_GET
def own(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """What the patient has decided ahead, in their own words, and the way to send more."""
    lead_on(request.patient)
    _looked(request)
    context = _around(request) | {
        "found": directives_of(patient_id),
        "kinds": KINDS,
        "may_withdraw": may_withdraw.allows(request.actor, patient_id),
        "tab": "home",
        "back": "/",
    }
    return render(request, "directives/own.html", context)


@page(may_propose_own, subject=its_patient)
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, patient_id: UUID, directive_kind: str) -> HttpResponse:
    """Send a directive with its paper; it waits until the practice has confirmed it."""
    form = _form(request, its_kind(directive_kind), by_patient=True)
    if request.method == "POST" and form.is_valid():
        said = _with_paper(request, form)
        if said is not None:
            keeping.propose(patient=patient_id, said=said, by=request.actor, now=request.now)
            toasts.tell(request, _("Sent. Your practice looks at it and confirms it."))
            return redirect("directives:own", patient_id)
    context = _around(request) | {"form": form, "kind": form.kind, "tab": "home"}
    context["back"] = f"/me/{patient_id}/directives/"
    return render(request, "directives/send.html", context, status=422 if form.errors else 200)


@page(may_withdraw, subject=its_directive)
@require_POST
def take_back(request: HttpRequest, patient_id: UUID, directive_id: UUID) -> HttpResponse:
    """The patient withdraws a directive of theirs; it holds no more from that moment."""
    try:
        keeping.withdraw(directive=directive_id, by=request.actor, now=request.now)
        toasts.tell(request, _("Withdrawn. It holds no more, and your practice sees that you said so."))
    except keeping.NotSo:
        toasts.tell(request, _("This had ended already."))
    return redirect("directives:own" if request.actor.patient_id else "directives:of_patient", patient_id)
