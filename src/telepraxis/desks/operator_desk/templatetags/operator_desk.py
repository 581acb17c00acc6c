"""``{% load operator_desk %}``: what an operator may read of an address, and words kept in rows."""

from django import template
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

register = template.Library()

CHECKS = {
    "python": _("Python"),
    "keys": _("Keys"),
    "front end": _("Styles and scripts"),
    "clock": _("Clock"),
    "database": _("Database"),
    "database safety": _("Safety of the database"),
    "database role": _("Role of the database"),
    "migrations": _("Migrations"),
    "processes": _("Supervisor"),
    "worker": _("Worker"),
    "queue": _("Queue"),
    "https": _("HTTPS"),
    "disk": _("Disk"),
    "backup": _("Backup"),
    "backup stream": _("Archived up to"),
    "backup proof": _("Last proven restore"),
    "backup copy": _("Copy elsewhere"),
    "backup sheet": _("Key sheet"),
    "phone": _("Phone"),
    "paper": _("Paper"),
    "cards": _("Card payments"),
}


@register.filter
def masked(address: str) -> str:
    """ "a…@example.org": enough to recognise a provider that refuses, not who is treated here."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}…@{domain}"


@register.filter
def in_words(sentence: str) -> str:
    """A sentence kept in a row in English, in the reader's language."""
    return gettext(sentence) if sentence else ""


@register.filter
def check_name(name: str) -> str:
    """What a check of doctor is called here."""
    if name.startswith("process "):
        return gettext("Process %(name)s") % {"name": name.removeprefix("process ")}
    return str(CHECKS.get(name, name))
