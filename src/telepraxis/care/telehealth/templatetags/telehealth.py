"""``{% load telehealth %}``: the way into a visit, for rooms that must not know this one."""

from datetime import timedelta

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from telepraxis.care.telehealth.links import join_token

register = template.Library()


@register.simple_tag
def join_path(appointment) -> str:
    """``{% join_path appointment %}``: path of the signed link into the appointment's visit, without an account."""
    token = join_token(organization_id=appointment.organization_id, appointment_id=appointment.id)
    return reverse("telehealth:join", args=[token])


@register.filter
def lasting(length: timedelta) -> str:
    """``{{ length|lasting }}``: 45 s, 12 min."""
    seconds = round(length.total_seconds())
    return _("%(s)s s") % {"s": seconds} if seconds < 60 else _("%(m)s min") % {"m": round(seconds / 60)}
