"""Where this room shows itself: in the set-up."""

from telepraxis.base.ui.panels import panel

from . import upkeep
from .permissions import may_search_catalogue


@panel("setup.guide", template="formulary/panels/of_setup.html", rule=may_search_catalogue, order=70)
def of_setup(request, subject) -> dict:
    """Return how many catalogues are in force. One query."""
    return {"count": upkeep.count_in_force()}
