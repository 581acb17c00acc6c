from django import template

from telepraxis.registry.accounts import hats

register = template.Library()


@register.filter
def role_names(codes) -> str:
    """``{{ event.actor_roles|role_names }}``: "Nurse, Manager"."""
    return ", ".join(str(hats.ROLE_NAMES[code]) for code in codes if code in hats.ROLE_NAMES)


@register.filter
def entry_of(table: dict, key) -> str:
    """``{{ names|entry_of:patient_id }}``."""
    return table.get(key, "")
