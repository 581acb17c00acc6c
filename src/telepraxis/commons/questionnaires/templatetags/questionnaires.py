"""``{% load questionnaires %}``: a form's words in the reader's language."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from telepraxis.commons.questionnaires.form import Form
from telepraxis.commons.questionnaires.showing import plain_number
from telepraxis.commons.questionnaires.words import translated

register = template.Library()


@register.simple_tag
def form_title(form: Form) -> str:
    """The form's title in the reader's language."""
    return form.title(get_language() or "")


@register.simple_tag
def form_description(form: Form) -> str:
    """What stands above its questions."""
    return form.description(get_language() or "")


@register.simple_tag
def in_language(thing) -> str:
    """What a band, a question or an option says in the reader's language."""
    return thing.text(get_language() or "")


@register.simple_tag
def spanish(doc: dict, name: str) -> str:
    """The Spanish translation alone, for its field."""
    return translated(doc, name, "es")


@register.simple_tag
def number(value) -> str:
    """A score as people write it."""
    return plain_number(value)


@register.simple_tag
def type_name(type: str) -> str:
    """What a kind of answer is called."""
    names = {
        "choice": gettext("Choice"),
        "open-choice": gettext("Choice or own words"),
        "boolean": gettext("Yes or no"),
        "string": gettext("Short text"),
        "text": gettext("Long text"),
        "integer": gettext("Whole number"),
        "decimal": gettext("Number"),
        "quantity": gettext("Number with unit"),
        "date": gettext("Date"),
        "group": gettext("Group"),
        "display": gettext("Words only"),
    }
    return names.get(type, type)


@register.simple_tag
def swaps_workshop(row) -> SafeString:
    """The attributes of a button of the builder: with scripts it brings the whole workshop anew."""
    return format_html(
        'hx-post="{}" hx-trigger="click" hx-target="#workshop" hx-swap="outerHTML" hx-sync="closest form:queue all"',
        reverse("questionnaires:edit", args=[row.uid]),
    )
