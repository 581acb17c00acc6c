"""The guide's first page, and its end."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from telepraxis.base.access import page
from telepraxis.base.ui import toasts
from telepraxis.registry.organizations.permissions import may_manage_organization
from telepraxis.registry.organizations.profile import finish_set_up, profile_of

from ..steps import steps_of


@page(may_manage_organization)
@require_GET
def guide(request: HttpRequest) -> HttpResponse:
    """All steps, with what is done and what comes next."""
    steps, profile = steps_of(request.actor.organization_id), profile_of(request.actor.organization_id)
    context = {
        "rail": "setup",
        "steps": steps,
        "profile": profile,
        "done": sum(step.done for step in steps),
        "upcoming": next((step for step in steps if not step.done), None),
    }
    return render(request, "back_office/guide.html", context)


@page(may_manage_organization)
@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    """The practice is ready; every step stays editable."""
    finish_set_up(by=request.actor, now=request.now)
    toasts.tell(request, _("Set-up is finished. Everything stays editable here."))
    return redirect("back_office:guide")
