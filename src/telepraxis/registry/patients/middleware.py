"""Old links to a retired record lead on to the survivor."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from telepraxis.base.ui import toasts

from .identity import Merged


class LeadOn:
    """Answer `identity.Merged` by the same page of the survivor; what was sent to the old page is not kept."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Return the way to the survivor's page."""
        if not isinstance(exception, Merged):
            return None
        said = {"name": exception.name}
        if request.method == "GET":
            toasts.tell(request, _("The record of %(name)s was merged into this one.") % said)
            return redirect(_same_page(request, exception))
        toasts.tell(request, _("The record of %(name)s was merged into this one. Nothing was saved there.") % said)
        if request.actor is not None and request.actor.is_staff:
            return redirect("patients:overview", patient=exception.survivor)
        return redirect("patients:own_details", patient=exception.survivor)


def _same_page(request: HttpRequest, merged: Merged) -> str:
    """Return the address with the survivor in place of the retired record."""
    match = request.resolver_match
    kept = {
        name: merged.survivor if name in ("patient", "patient_id") else value for name, value in match.kwargs.items()
    }
    return reverse(match.view_name, kwargs=kept)
