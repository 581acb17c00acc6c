"""Where this room shows itself: in the set-up."""

from telepraxis.base.ui.panels import panel

from . import reading
from .permissions import may_choose_partners


@panel("setup.guide", template="mailbox/panels/of_setup.html", rule=may_choose_partners, order=88)
def of_setup(request, subject) -> dict:
    """Return how many partners there are. One query."""
    return {"count": sum(1 for each in reading.partners() if not each.blocked_at)}
