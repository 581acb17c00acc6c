"""What the moments and days of a rhythm are called on a page: codes of FHIR's EventTiming, days of the week."""

from django.utils.translation import gettext_lazy as _

MOMENTS = {
    "MORN": _("morning"), "NOON": _("noon"), "AFT": _("afternoon"), "EVE": _("evening"), "NIGHT": _("night"),
    "HS": _("bedtime"), "WAKE": _("on waking"), "AC": _("before meals"), "C": _("with food"), "PC": _("after meals"),
    "ACM": _("before breakfast"), "CM": _("with breakfast"), "PCM": _("after breakfast"),
    "ACD": _("before lunch"), "CD": _("with lunch"), "PCD": _("after lunch"),
    "ACV": _("before dinner"), "CV": _("with dinner"), "PCV": _("after dinner"),
}  # fmt: skip
WEEKDAYS = {
    "mon": _("Mon"), "tue": _("Tue"), "wed": _("Wed"), "thu": _("Thu"), "fri": _("Fri"), "sat": _("Sat"),
    "sun": _("Sun"),
}  # fmt: skip
