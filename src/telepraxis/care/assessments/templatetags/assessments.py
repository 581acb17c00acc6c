"""``{% load assessments %}``: answers in the reader's language."""

from django import template
from django.utils.translation import get_language

from telepraxis.care.assessments.reading import Response

register = template.Library()


@register.filter
def response_title(response: Response) -> str:
    """What the form that was answered is called."""
    return response.title(get_language() or "")
