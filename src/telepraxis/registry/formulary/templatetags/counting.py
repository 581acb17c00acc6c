"""``{% load counting %}``: what is counted, in the reader's language."""

from decimal import Decimal

from django import template

from telepraxis.registry.formulary.dose_forms import counted

register = template.Library()


@register.filter
def units(unit: str, number: Decimal | int | None = None) -> str:
    """``{{ item.counted_in|units:quantity }}``: "tablets" beside 20, "tablet" beside 1; a unit of one's own stays."""
    return counted(unit, 1 if number == 1 else 2)
