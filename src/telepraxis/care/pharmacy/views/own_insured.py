"""By which insurance the patient looks and orders. It is named by its id: what stands on the card is in no address."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.utils import timezone

from telepraxis.care.storefronts import coverages
from telepraxis.care.storefronts.coverages import Coverage

NONE = "none"


def cards(request: HttpRequest) -> list[Coverage]:
    """Return the insurances that count today."""
    return coverages.counting(request.patient.uid, timezone.localdate(request.now))


def chosen(request: HttpRequest, every: Sequence[Coverage]) -> Coverage | None:
    """Return the one that was asked for, else the first; None where there is none, or none was asked for."""
    asked = request.POST.get("card") if request.method == "POST" else request.GET.get("card")
    if asked == NONE:
        return None
    return next((each for each in every if str(each.id) == asked), every[0] if every else None)


def key_of(card: Coverage | None) -> str:
    return card.said.key if card else ""


def name_of(card: Coverage | None) -> str:
    """Return what an address calls it."""
    return str(card.id) if card else NONE
