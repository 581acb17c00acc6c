"""Where this room shows itself: in the set-up, and beside a patient."""

from uuid import UUID

from django.utils import timezone

from telepraxis.base.ui.panels import panel

from . import coverages, reading
from .permissions import may_keep_coverage, may_keep_own_coverage, may_publish


@panel("setup.guide", template="storefronts/panels/of_setup.html", rule=may_publish, order=86)
def of_setup(request, subject) -> dict:
    """Return what was said of the pharmacy, if anything. One query."""
    return {"own": reading.own_storefront()}


@panel("patient.own", template="storefronts/panels/own.html", rule=may_keep_own_coverage, order=32)
def own(request, patient: UUID) -> dict:
    """Return the way to one's own insurance. One query."""
    return _counting(request, patient)


@panel("patient.aside", template="storefronts/panels/aside.html", rule=may_keep_coverage, order=35)
def aside(request, patient: UUID) -> dict:
    """Return the way to a patient's insurance. One query."""
    return _counting(request, patient)


def _counting(request, patient: UUID) -> dict:
    return {"patient": patient, "coverages": coverages.counting(patient, timezone.localdate(request.now))}
