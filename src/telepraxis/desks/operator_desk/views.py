"""The operator page, its two buttons, and what is left of it while the database is away."""

from uuid import UUID

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from telepraxis.base import jobs, notify
from telepraxis.base.access import page
from telepraxis.base.notify.models import OutgoingMail
from telepraxis.base.ui import toasts
from telepraxis.registry.accounts import security_log

from .permissions import may_operate
from .standing import standing, standing_without_database

PASS = "operator_pass"
PASS_LASTS_S = 8 * 3600
PATH = "/operator/"


@page(may_operate)
@require_GET
def operator(request: HttpRequest) -> HttpResponse:
    """Show how everything stands; htmx asks for the panels alone."""
    template = "operator_desk/panels.html" if request.headers.get("HX-Request") else "operator_desk/operator.html"
    pauses = security_log.lock_outs(now=request.now)
    shown = {"standing": standing(), "pauses": pauses, "rail": "operator", "looked_at": request.now}
    response = render(request, template, shown)
    _give_pass(response, request)
    return response


@page(may_operate)
@require_POST
def send_mail_again(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    get_object_or_404(OutgoingMail, pk=mail_id)
    try:
        notify.try_again(mail_id=mail_id, by=request.actor, now=request.now)
        toasts.tell(request, _("The mail is on its way again."))
    except notify.NothingToSend:
        toasts.tell(request, _("This mail has left already; nothing was sent."))
    return redirect("operator_desk:operator")


@page(may_operate)
@require_POST
def run_job_again(request: HttpRequest, job_id: int) -> HttpResponse:
    try:
        jobs.run_again(job_id=job_id, by=request.actor, now=request.now)
        toasts.tell(request, _("The job runs again."))
    except jobs.NothingFailed:
        toasts.tell(request, _("This job did not give up, or was run again already."))
    return redirect("operator_desk:operator")


def without_database(request: HttpRequest) -> HttpResponse | None:
    """Return the page as far as it goes without a database, for who saw it within eight hours; else None.

    The server's error page asks: with the database away nobody can be signed in.
    """
    if request.path != PATH or request.method != "GET":
        return None
    try:
        signing.loads(request.COOKIES.get(PASS, ""), salt=PASS, max_age=PASS_LASTS_S)
    except signing.BadSignature:
        return None
    shown = {"standing": standing_without_database(), "rail": "operator", "looked_at": request.now}
    return HttpResponse(render_to_string("operator_desk/operator.html", shown), status=503)


def _give_pass(response: HttpResponse, request: HttpRequest) -> None:
    value = signing.dumps(str(request.actor.account_id), salt=PASS)
    response.set_cookie(
        PASS, value, max_age=PASS_LASTS_S, path=PATH, secure=request.is_secure(), httponly=True, samesite="Strict"
    )
