"""The search behind the field in which one types and chooses a code."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_POST

from telepraxis.base.access import page

from . import finding
from .forms import FindForm
from .permissions import may_search_codes


@page(may_search_codes)
@require_POST  # what is typed of a patient stands in no address and in no log
def find(request: HttpRequest) -> JsonResponse:
    """What the typed words may mean, the likeliest first; with nothing typed, what the practice uses most."""
    form = FindForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"error": "kind and text (up to 200 characters) are needed"}, status=400)
    found = finding.find(form.cleaned_data["kind"], form.cleaned_data["text"])
    return JsonResponse({"found": [vars(concept) for concept in found]})
