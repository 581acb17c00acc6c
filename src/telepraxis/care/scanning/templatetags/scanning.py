from django import template

register = template.Library()


@register.simple_tag
def said_of(form, name: str, number: int) -> str:
    """``{% said_of form "value-" 3 as said %}``: what was said of a value in a form that comes back, "" before."""
    return form.data.get(f"{name}{number}", "") if form is not None else ""
