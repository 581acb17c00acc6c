"""Asking for a picture, and answering, from both sides of a visit."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.visits import VisitIsOver, VisitNotBegun
from telepraxis.care.telehealth import arrival
from telepraxis.care.telehealth.permissions import AtTheDoor, may_come_in
from telepraxis.commons.documents.checking import FileRefused

from . import stills
from .forms import AskForm
from .models import Still
from .panels import ask_panel
from .permissions import may_ask_for_still

# The clinician


def visit_asked_for(request: HttpRequest, visit_id, **kwargs) -> Visit:
    request.visit = get_object_or_404(Visit.objects.select_related("patient"), id=visit_id)
    return request.visit


@page(may_ask_for_still, subject=visit_asked_for)
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, visit_id) -> HttpResponse:
    """The form with what was asked for, and asking."""
    if request.method == "GET":
        return render(request, "examination/ask.html", ask_panel(request.visit))
    form, refusal = AskForm(request.POST), ""
    if form.is_valid():
        try:
            stills.ask(visit=request.visit, **form.cleaned_data, by=request.actor, now=request.now)
        except stills.AskedAlready:
            refusal = _("A picture is asked for already. Wait for it, or ask no more for it.")
        except VisitNotBegun:
            refusal = _("The visit has not begun. Ask when you see each other.")
        except VisitIsOver:
            refusal = _("The visit is over.")
    return _ask_again(request, form if form.errors else None, refusal)


def _ask_again(request: HttpRequest, form: AskForm | None = None, refusal: str = "") -> HttpResponse:
    if "HX-Request" not in request.headers:
        return redirect(f"/visit/{request.visit.id}/")
    status = 422 if form or refusal else 200
    return render(request, "examination/ask.html", ask_panel(request.visit, form, refusal=refusal), status=status)


@page(may_ask_for_still, subject=visit_asked_for)
@require_POST
def withdraw(request: HttpRequest, visit_id, still_id) -> HttpResponse:
    still = get_object_or_404(Still, id=still_id, visit=request.visit)
    try:
        stills.withdraw(still=still, by=request.actor, now=request.now)
    except stills.NotAskedAnyMore:
        return _ask_again(request, refusal=_("It was answered a moment ago."))
    return _ask_again(request)


# The patient


def door(request: HttpRequest, visit_id, **kwargs) -> AtTheDoor:
    return arrival.at_the_door(request, visit_asked_for(request, visit_id))


def _organization(request: HttpRequest, visit_id, **kwargs):
    return arrival.organization_of(request.session, visit_id)


@page(may_come_in, subject=door, organization=_organization)
@require_GET
def asked(request: HttpRequest, visit_id) -> HttpResponse:
    """What is asked for now; nothing where the page shows it already, so that an open camera stays open."""
    still = stills.asked_in(request.visit)
    if request.GET.get("has", "") == (str(still.id) if still else ""):
        return HttpResponse(status=204)
    return render(request, "examination/asked.html", {"visit": request.visit, "asked": still})


@page(may_come_in, subject=door, organization=_organization)
@require_POST
def answer(request: HttpRequest, visit_id, still_id) -> HttpResponse:
    """Take the picture that was sent, with consent, or decline it."""
    still, visit = get_object_or_404(Still, id=still_id, visit=request.visit), request.visit
    try:
        if "decline" in request.POST:
            stills.decline(still=still, by=request.actor, now=request.now)
            return JsonResponse({"said": _("Declined. No picture was taken.")})
        file = request.FILES.get("file")
        if file is None:
            return _refused(_("Take a picture first."))
        agreed = request.POST.get("agreed") == "yes"
        stills.take(still=still, content=file.read(), agreed=agreed, by=request.actor, now=request.now)
    except stills.NotAgreed:
        return _refused(_("Tick the box when you agree that the picture is kept. Nothing was sent."))
    except stills.NotAskedAnyMore:
        return _refused(_("The picture is not asked for any more. Nothing was kept."))
    except FileRefused as reason:
        audit.wrote(request.actor, "documents.refused", patient=visit.patient_id, reason=reason.code)
        return _refused(str(reason))
    return JsonResponse({"said": _("Sent. The clinician sees it at once.")})


def _refused(sentence: str) -> HttpResponse:
    return JsonResponse({"refused": sentence}, status=422)
