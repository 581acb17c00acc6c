"""Where on the body: a plain list of our own, in words. No code system of others is shipped."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

BODY_SITES: dict[str, str | Promise] = {
    "scalp": _("Scalp"),
    "face": _("Face"),
    "eye-right": _("Right eye"),
    "eye-left": _("Left eye"),
    "ear-right": _("Right ear"),
    "ear-left": _("Left ear"),
    "mouth": _("Mouth and throat"),
    "neck": _("Neck"),
    "chest": pgettext_lazy("part of the body", "Chest"),
    "back": pgettext_lazy("part of the body", "Back"),
    "abdomen": _("Belly"),
    "groin": _("Groin and genitals"),
    "buttocks": _("Buttocks"),
    "upper-arm-right": _("Right upper arm"),
    "upper-arm-left": _("Left upper arm"),
    "forearm-right": _("Right forearm"),
    "forearm-left": _("Left forearm"),
    "hand-right": _("Right hand"),
    "hand-left": _("Left hand"),
    "thigh-right": _("Right thigh"),
    "thigh-left": _("Left thigh"),
    "lower-leg-right": _("Right lower leg"),
    "lower-leg-left": _("Left lower leg"),
    "foot-right": _("Right foot"),
    "foot-left": _("Left foot"),
    "other": _("Elsewhere"),
}


def named_site(code: str) -> tuple[str, str] | None:
    """Return (code, words) of a site, None for one that is not in the list."""
    return (code, str(BODY_SITES[code])) if code in BODY_SITES else None
