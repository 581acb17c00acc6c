"""The page that shows which catalogues are loaded and finds medicines in them as a prescriber would."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from telepraxis.base.access import page
from telepraxis.registry.organizations.profile import profile_of

from . import finding, showing, upkeep
from .forms import FindForm
from .permissions import may_search_catalogue


@page(may_search_catalogue)
@require_http_methods(["GET", "POST"])  # what is typed stands in no address: it may be what somebody has
def catalogues(request: HttpRequest) -> HttpResponse:
    """Show the catalogues in force here, and what the typed words find in those of the practice's place."""
    form = FindForm(request.POST if request.method == "POST" else None)
    text = form.cleaned_data["text"] if form.is_valid() else ""
    jurisdiction = profile_of(request.actor.organization_id).jurisdiction
    found = finding.find(text, jurisdiction=jurisdiction) if text.strip() else []
    context = {
        "typed": text,
        "asked": bool(text.strip()),
        "jurisdiction": jurisdiction,
        "found": [showing.shown(medicine) for medicine in found],
    }
    if request.headers.get("HX-Request"):
        return render(request, "formulary/found.html", context)
    context |= {"rail": "setup", "editions": upkeep.in_force(), "form": form}
    return render(request, "formulary/catalogues.html", context, status=422 if form.errors else 200)
