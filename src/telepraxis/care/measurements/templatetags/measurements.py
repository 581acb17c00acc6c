"""``{% load measurements %}``: what the devices' script says."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def device_words() -> dict:
    """Return the data of the island `measurements/devices`."""
    return {
        "words": {
            "connecting": _("Connecting to {device}…"),
            "ready": _("Connected to {device}. Take the measurement now; it fills in here by itself."),
            "read": _("Read from {device}. Look at it, then record it."),
            "failed": _("{device} could not be reached. Switch it on, hold it close, and try again."),
            "nothing": _("{device} speaks no language that is known here. Type what it shows."),
            "gone": _("{device} has switched off or is out of reach. What was read stays here."),
        }
    }
