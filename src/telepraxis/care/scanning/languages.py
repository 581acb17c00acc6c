"""The languages in which paper can be read here, as the reader calls them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .reading import engine

LANGUAGES: dict[str, str | Promise] = {
    "eng": _("English"),
    "spa": _("Spanish"),
    "por": _("Portuguese"),
    "fra": _("French"),
    "deu": _("German"),
    "ita": _("Italian"),
    "pol": _("Polish"),
}
USUAL = ("eng", "spa")
MOST = 3  # each further language makes a page slower to read, and words less sure


def readable() -> tuple[str, ...]:
    """Return those of the languages that this machine can read, () where it has no reader."""
    return tuple(code for code in LANGUAGES if code in engine.languages())
