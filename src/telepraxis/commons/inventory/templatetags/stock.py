"""``{% load stock %}``: quantities and ages as people read them."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()


@register.filter
def amount(value: Decimal | None) -> str:
    """``{{ quantity|amount }}``: "1,250" or "2.5", without the noughts that a table column has; "" for None."""
    if value is None:
        return ""
    plain = value.normalize()
    decimals = max(0, -plain.as_tuple().exponent)
    return number_format(plain, decimal_pos=decimals, use_l10n=True, force_grouping=True)


@register.filter
def signed(value: Decimal) -> str:
    """``{{ movement.quantity|signed }}``: "+20", "−5", "0"."""
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{amount(abs(value))}"


@register.simple_tag
def age(moment, now) -> str:
    """``{% age figures.at now %}``: how old a figure is: "just now", "3 h ago", "5 days ago"; "" where none is."""
    if moment is None:
        return ""
    minutes = max(0, int((now - moment).total_seconds() // 60))
    if minutes < 2:
        return _("just now")
    if minutes < 60:
        return ngettext("%(n)s min ago", "%(n)s min ago", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        return ngettext("%(n)s h ago", "%(n)s h ago", minutes // 60) % {"n": minutes // 60}
    days = minutes // (24 * 60)
    return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}
