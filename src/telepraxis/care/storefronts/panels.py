"""Where this room shows itself: in the set-up."""

from telepraxis.base.ui.panels import panel

from . import reading
from .permissions import may_publish


@panel("setup.guide", template="storefronts/panels/of_setup.html", rule=may_publish, order=86)
def of_setup(request, subject) -> dict:
    """Return what was said of the pharmacy, if anything. One query."""
    return {"own": reading.own_storefront()}
