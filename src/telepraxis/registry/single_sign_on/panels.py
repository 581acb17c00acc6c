"""Where this room shows itself: on the sign-in page, and in the set-up."""

from telepraxis.base.ui.panels import panel

from .permissions import may_keep_provider
from .providers import anybody_has_one, provider_of


@panel("sign_in.ways", template="single_sign_on/panels/way.html")
def way(request, next) -> dict | None:
    """Return the way to the practice's own sign-in, where some practice has one. One query."""
    return {"next": next} if anybody_has_one() else None


@panel("setup.guide", template="single_sign_on/panels/of_setup.html", rule=may_keep_provider, order=85)
def of_setup(request, subject) -> dict:
    """Return whether the practice has a provider. One query."""
    row = provider_of(request.actor.organization_id)
    return {"is_on": row is not None and row.switched_off_at is None}
