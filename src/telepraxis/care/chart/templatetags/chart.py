"""``{% load chart %}``."""

from django import template

register = template.Library()


@register.filter
def of(by_name: dict, name: str):
    """``{{ signed.copied|of:label }}``: what stands under this name, or nothing."""
    return by_name.get(name)
