"""Write to somebody who waits, or to all of them, and read what they answer."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from telepraxis.base import audit
from telepraxis.base.access import Role, page
from telepraxis.base.ui import toasts
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.models import Visit

from .. import chatting, written
from ..permissions import may_write_to_all_waiting, may_write_to_waiting


def _visit_asked_for(request: HttpRequest, visit_id: UUID) -> Visit:
    request.visit = get_object_or_404(Visit.objects.select_related("patient", "practitioner"), id=visit_id)
    return request.visit


@page(may_write_to_waiting, subject=_visit_asked_for)
@require_http_methods(["GET", "POST"])
def to_one(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The lines between the practice and one who waits; asked by htmx, only the lines."""
    refusal = _write(request, [request.visit]) if request.method == "POST" else ""
    if request.method == "POST" and not refusal:
        return redirect("telehealth:write_to_one", visit_id)
    visit = request.visit
    audit.looked(
        request.actor, "telehealth.waiting_talk_read", patient=visit.patient_id, entity=("Visit", visit.id)
    )  # fmt: skip
    context = {
        "visit": visit,
        "lines": written.said_while_waiting(visit),
        "refusal": refusal,
        "typed": request.POST.get("text", ""),
        "rail": _rail(request),
        "back": _board(request),
        "live_path": "/live/desk/",
        **_phrases(),
    }
    if request.headers.get("HX-Request"):
        return render(request, "telehealth/written_lines.html", context)
    return render(request, "telehealth/write_to_one.html", context, status=422 if refusal else 200)


@page(may_write_to_all_waiting)
@require_http_methods(["GET", "POST"])
def to_all(request: HttpRequest) -> HttpResponse:
    """Write to everybody who waits: for this clinician, or in the whole practice."""
    mine = request.actor.practitioner_id if request.GET.get("whose") == "mine" else None
    readers = written.who_can_read(mine)
    refusal = _write(request, readers) if request.method == "POST" else ""
    if request.method == "POST" and not refusal:
        said = ngettext("%(count)d who waits has it.", "%(count)d who wait have it.", len(readers))
        toasts.tell(request, said % {"count": len(readers)})
        return redirect(_board(request))
    context = {
        "readers": readers,
        "whose": "mine" if mine else "all",
        "may_choose": request.actor.practitioner_id is not None,
        "refusal": refusal,
        "typed": request.POST.get("text", ""),
        "rail": _rail(request),
        "back": _board(request),
        "live_path": "/live/desk/",
        **_phrases(),
    }
    return render(request, "telehealth/write_to_all.html", context, status=422 if refusal else 200)


def _write(request: HttpRequest, readers: list[Visit]) -> str:
    """Write what was typed or chosen; return a refusal in a sentence, or ""."""
    phrase, _colon, minutes = request.POST.get("phrase", "").partition(":")
    try:
        written.write_to(
            visits=readers,
            text=request.POST.get("text", ""),
            phrase=phrase,
            minutes=int(minutes) if minutes.isdecimal() and len(minutes) < 4 else 0,
            by=request.actor,
            now=request.now,
        )
    except (chatting.NothingSaid, written.UnknownPhrase):
        return _("Write a line, or choose one.")
    except chatting.MessageTooLong:
        return _("This is longer than 2,000 characters. Say it in less.")
    except visits.VisitHasBegun:
        return _("The visit has begun: write in its chat.")
    except visits.VisitIsOver:
        return _("This visit is over: nobody reads it any more.")
    return ""


def _phrases() -> dict:
    late = str(written.PHRASES["late"])
    shown = [(f"late:{minutes}", minutes, late % {"minutes": minutes}) for minutes in written.LATE_BY]
    return {"late": shown, "phrases": [(key, said) for key, said in written.PHRASES.items() if key != "late"]}


def _rail(request: HttpRequest) -> str:
    return "today" if request.actor.is_clinician else "desk"


def _board(request: HttpRequest) -> str:
    """Return where this person's board is."""
    return "/day/" if request.actor.has(Role.PHYSICIAN, Role.NURSE) else "/desk/"
