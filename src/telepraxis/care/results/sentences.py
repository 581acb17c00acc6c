"""What one may say to a patient: a suggestion that fits the values, and prepared sentences to put in."""

from django.utils import translation
from django.utils.translation import gettext as _

from .models import Item, Urgency
from .reading import Result


def suggested(item: Item, result: Result, language: str) -> str:
    """Return in the patient's language what can be said of a result; "" where somebody must find the words."""
    with translation.override(language):
        if item.withdrawn_at is not None:
            return _(
                "We wrote to you about this result: %(what)s. It was withdrawn by who sent it; please forget it."
            ) % {"what": result.title}
        if item.urgency != Urgency.NORMAL:
            return ""
        return _normal(result)


def _normal(result: Result) -> str:
    if len(result.values) == 1 and (one := result.values[0]).usual:
        said = {"what": one.what, "value": one.value, "usual": one.usual.text}
        return (
            _("Your result is within the usual range: %(what)s %(value)s (usual: %(usual)s).") % said
            + " "
            + _("There is nothing you need to do.")
        )
    return (
        _("All values of this result are within the usual range: %(what)s.") % {"what": result.title}
        + " "
        + _("There is nothing you need to do.")
    )


def prepared(language: str) -> list[str]:
    """Return sentences to choose from, in the patient's language."""
    with translation.override(language):
        return [
            _("There is nothing you need to do."),
            _("One value lies a little outside the usual range. That is common and no cause for worry."),
            _("We would like to measure this again. Please book a visit for it."),
            _("Please book a visit, so that we can talk about it."),
            _("Please go on with your medicines as before."),
            _("Please call us today."),
            _("If you feel worse, call us; in an emergency call the local number."),
        ]


def no_action() -> str:
    """Return what is written down of a result that needs nothing."""
    return _("Usual. Nothing to do.")
