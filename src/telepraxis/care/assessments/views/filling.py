"""Answering: on the patient's phone, or by a clinician who reads the questions out."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from telepraxis.base import audit
from telepraxis.base.access import page
from telepraxis.base.record.models import Patient
from telepraxis.base.ui import toasts
from telepraxis.commons.questionnaires import answering
from telepraxis.commons.questionnaires.form import Form
from telepraxis.commons.questionnaires.showing import every, one_answer, posted_answers, shown
from telepraxis.registry.patients.identity import lead_on

from .. import filling
from ..asking import NotAskedAnyMore
from ..models import Answered, Asked
from ..permissions import acts_for, may_answer, may_answer_own
from ..reading import answers_of, open_for
from ..safety import help_for
from .clinic import its_asked


@page(may_answer, subject=its_asked)
@require_http_methods(["GET", "POST"])
def fill(request: HttpRequest, asked_id: UUID) -> HttpResponse:
    """The whole form on one page; what is sent is kept, and handed in when nothing is missing."""
    asked = request.asked
    if asked.status != Asked.Status.OPEN:
        return _over(request, asked)
    form, answers = filling.form_of(asked), filling.answers_of(asked)
    if request.method == "GET":
        audit.looked(request.actor, "assessments.read", patient=asked.patient_id)
        return _drawn(request, form, answers)
    by, now = request.actor, request.now
    try:
        posted = posted_answers(form, request.POST, answers)
        changed = {link_id: posted.get(link_id, []) for link_id in answers.keys() | posted.keys()}
        answers = filling.save_answers(asked=asked, answers=changed, by=by, now=now)
        if "later" in request.POST:
            toasts.tell(request, _("Kept. Go on whenever you like."))
            return redirect(_way_out(request, asked))
        filling.hand_in(asked=asked, language=request.LANGUAGE_CODE, by=by, now=now)
    except filling.NotComplete as lacks:
        return _drawn(request, form, answers, lacks.faults)
    except NotAskedAnyMore:
        asked.refresh_from_db()
        return _over(request, asked)
    return redirect("assessments:done", asked.id)


def _drawn(request: HttpRequest, form: Form, answers: dict, faults: dict | None = None) -> HttpResponse:
    context = _context(request, form, answers, faults or {})
    lines = [one for one in every(context["questions"]) if one.fault]
    context |= {"lines": lines, "form": form, "back": _way_out(request, request.asked)}
    name = "fill_clinic" if request.actor.is_clinician else "fill"
    return render(request, f"assessments/{name}.html", context, status=422 if lines else 200)


def _context(request: HttpRequest, form: Form, answers: dict, faults: dict | None = None) -> dict:
    asked, language = request.asked, request.LANGUAGE_CODE
    done, count = answering.progress(form, answers)
    return {
        "asked": asked,
        "patient": asked.patient,
        "title": form.title(language),
        "description": form.description(language),
        "questions": shown(form, answers, language=language, faults=faults or {}),
        "done": done,
        "count": count,
        "save": f"/forms/asked/{asked.id}/save/",
        "digits": request.actor.is_clinician,
        "notice": "assessments/notice_clinic.html" if request.actor.is_clinician else "assessments/notice.html",
        "help": help_for(asked.patient_id),
        "for_other": acts_for(request.actor, asked.patient_id),
        "rail": "patients",
        "tab": "home",
    }


def _way_out(request: HttpRequest, asked: Asked) -> str:
    if not request.actor.is_clinician:
        return "/"
    return f"/visit/{asked.visit_id}/" if asked.visit_id else f"/forms/of/{asked.patient_id}/"


def _over(request: HttpRequest, asked: Asked) -> HttpResponse:
    if asked.status == Asked.Status.ANSWERED:
        return redirect("assessments:done", asked.id)
    toasts.tell(request, _("This form is asked no more."))
    return redirect(_way_out(request, asked))


@page(may_answer, subject=its_asked)
@require_POST
def save(request: HttpRequest, asked_id: UUID) -> HttpResponse:
    """Keep one answer, and say what has changed on the page: questions that come or go, help, how far it is."""
    asked = request.asked
    form = filling.form_of(asked)
    found = one_answer(form, request.POST.get("changed", ""), request.POST)
    if found is None:
        return HttpResponse(status=400)
    item, given = found
    before = {each.link_id for each in answering.asked_now(form, filling.answers_of(asked))}
    try:
        answers = filling.save_answer(asked=asked, item=item, given=given, by=request.actor, now=request.now)
    except NotAskedAnyMore:
        return HttpResponse(status=409)
    wrong = next((said for each in given if (said := answering.wrong_with(item, each))), "")
    context = _context(request, form, answers, {item.link_id: wrong} if wrong else {})
    now_asked = {each.link_id for each in answering.asked_now(form, answers)}
    context["changed"] = [
        one for one in every(context["questions"]) if (one.item.link_id in before) != (one.item.link_id in now_asked)
    ]
    context["one"] = next(one for one in every(context["questions"]) if one.item.link_id == item.link_id)
    return render(request, "assessments/saved.html", context)


@page(may_answer, subject=its_asked)
@require_GET
def done(request: HttpRequest, asked_id: UUID) -> HttpResponse:
    """Thanks, and where help is, if an answer says that it may be needed."""
    asked = request.asked
    if asked.status != Asked.Status.ANSWERED:
        return redirect("assessments:fill", asked.id)
    row = Answered.objects.filter(response_id=asked.response_id).first()
    if request.actor.is_clinician:
        return redirect("assessments:answered", row.id) if row else redirect(_way_out(request, asked))
    context = {"asked": asked, "worrying": row is not None and row.worrying, "help": help_for(asked.patient_id)}
    return render(request, "assessments/done.html", context | {"tab": "home"})


def its_patient(request: HttpRequest, patient_id: UUID) -> UUID:
    request.patient = get_object_or_404(Patient.objects.defer("doc"), uid=patient_id)
    return patient_id


@page(may_answer_own, subject=its_patient)
@require_GET
def own(request: HttpRequest, patient_id: UUID) -> HttpResponse:
    """What is asked of the patient, and their own answers, readable."""
    lead_on(request.patient)
    audit.looked(request.actor, "assessments.read", patient=patient_id)
    today = localtime(request.now).date()
    language = request.LANGUAGE_CODE
    context = {
        "patient": request.patient,
        "open_forms": [(each, each.is_late(today)) for each in open_for(patient_id)],
        "answers": [(each, each.title(language), each.sayings(language)) for each in answers_of(patient_id)],
    }
    return render(request, "assessments/own.html", context | {"back": "/", "tab": "home"})
