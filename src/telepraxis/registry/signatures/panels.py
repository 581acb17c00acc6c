"""The way from Set-up to the keys."""

from telepraxis.base.ui.panels import panel

from .models import Key
from .permissions import may_see_keys


@panel("setup.guide", template="signatures/panels/of_setup.html", rule=may_see_keys, order=85)
def of_setup(request, subject) -> dict:
    """Return how many keys sign now. One query."""
    current = Key.objects.filter(retired_at=None, revoked_at=None).exclude(sealed="").exclude(use=Key.Use.ROOT)
    return {"count": current.count()}
