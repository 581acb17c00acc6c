"""``{% load ui %}``: icons, times, sums, fields, islands, people."""

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape, format_html, format_html_join, json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info, gettext

from telepraxis.base.sealing import places_on_device
from telepraxis.base.tenancy.known import known_tenant
from telepraxis.base.ui import built, navigation, panels, sums, times

register = template.Library()

THEMES = ("light", "dark")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """``{% icon "video" %}``: an icon of the sprite, hidden from screen readers unless it has a label."""
    address = f"{built.address('icons.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"></use></svg>', label, address)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"></use></svg>', address)


@register.simple_tag
def built_address(name: str) -> str:
    return built.address(name)


@register.filter
def clock(moment) -> str:
    """``{{ t|clock }}``: "10:40 WET"."""
    return times.clock_text(moment) if moment else ""


@register.filter
def hour(moment) -> str:
    """``{{ t|hour }}``: "10:40", where the zone stands once on the card."""
    return clock(moment).split(" ")[0]


@register.filter
def day(moment) -> str:
    """``{{ t|day }}``: "Thu 26 Nov"."""
    return times.day_text(moment) if moment else ""


@register.filter
def long_date(moment) -> str:
    """``{{ born|long_date }}``: "14 March 1991"."""
    return times.long_date_text(moment) if moment else ""


@register.filter
def day_clock(moment) -> str:
    """``{{ t|day_clock }}``: "Thu 26 Nov, 10:40 WET"."""
    return times.day_clock_text(moment) if moment else ""


@register.filter
def iso(moment) -> str:
    """For ``<time datetime="{{ t|iso }}">``."""
    return moment.isoformat() if moment else ""


@register.filter
def zone(moment) -> str:
    """The zone of the reader at that moment: "WET"."""
    return clock(moment).partition(" ")[2]


@register.filter
def initials(name: str) -> str:
    """ "Dr Inês Carvalho" is "IC"."""
    titles = {"dr", "dr.", "dra", "dra.", "prof", "prof.", "mr", "mrs", "ms"}
    parts = [
        part for part in str(name or "").replace("-", " ").split() if part.lower() not in titles and part[0].isalpha()
    ]
    return "".join(part[0] for part in (parts[:1] + parts[-1:] if len(parts) > 1 else parts)).upper() or "?"


@register.simple_tag
def money(minor, currency: str) -> str:
    """``{% money 1000 "EUR" %}``: "€10.00"."""
    return sums.money_text(int(minor or 0), currency)


@register.simple_tag
def avatar(name: str, portrait: str = "", size: str = "", alt: str = "") -> SafeString:
    """``{% avatar name portrait="/..." size="l" %}``: a portrait or initials; decorative, the name stands beside it.

    With `alt` the portrait is spoken: where seeing whose face it is matters.
    """
    sized = format_html(' data-size="{}"', size) if size else ""
    if portrait and alt:
        return format_html('<span class="avatar"{}><img src="{}" alt="{}"></span>', sized, portrait, alt)
    if portrait:
        return format_html(
            '<span class="avatar" aria-hidden="true"{}><img src="{}" alt="" loading="lazy"></span>', sized, portrait
        )
    return format_html('<span class="avatar" aria-hidden="true" translate="no"{}>{}</span>', sized, initials(name))


@register.simple_tag
def island(name: str, data=None, **attributes) -> SafeString:
    """``{% island "telehealth/call" data %}``: mount it here with its data; its script loads on this page only."""
    extra = mark_safe(
        "".join(f' {escape(key.replace("_", "-"))}="{escape(value)}"' for key, value in attributes.items())
    )
    address = built.address(name)
    block = json_script(data)
    return format_html(
        '<link rel="modulepreload" fetchpriority="low" href="{0}">'
        '<div data-controller="island" data-island="{1}" data-module="{0}"{2}>{3}</div>',
        address,
        name,
        extra,
        block,
    )


@register.simple_tag(takes_context=True)
def uses_camera(context) -> str:
    """Allow camera, microphone and screen sharing on this page (Permissions-Policy)."""
    if request := context.get("request"):
        request.uses_camera = True
    return ""


@register.simple_tag(takes_context=True)
def field(context, bound, label: str = "", hint: str = "", **attributes) -> SafeString:
    """``{% field form.name %}``: label, hint, control and error, linked by aria. Attributes go to the control."""
    from telepraxis.base.ui.forms import field_markup

    return field_markup(bound, label=label, hint=hint, attributes=attributes)


@register.simple_tag(takes_context=True)
def theme_attribute(context) -> SafeString:
    """The theme a person chose, written by the server so that nothing flashes; without a choice the system decides."""
    chosen = theme(context)
    return format_html(' data-theme="{}"', chosen) if chosen else mark_safe("")


@register.simple_tag(takes_context=True)
def theme(context) -> str:
    request = context.get("request")
    chosen = request.COOKIES.get("theme", "") if request else ""
    return chosen if chosen in THEMES else ""


@register.simple_tag(takes_context=True)
def place_name(context) -> str:
    """The organization's name, from the context or from who acts; "Telepraxis" outside any organization."""
    if name := context.get("organization_name"):
        return name
    actor = getattr(context.get("request"), "actor", None)
    return known_tenant(actor.organization_id).name if actor else "Telepraxis"


@register.simple_tag
def mode() -> str:
    """ "demo", "development" or "production"."""
    return getattr(settings, "TELEPRAXIS_MODE", "production")


@register.simple_tag(takes_context=True, name="panels")
def render_panels(context, slot: str, subject=None) -> SafeString:
    """``{% panels "patient.overview" patient.uid %}``: the cards that rooms above put into this slot."""
    request, cards = context["request"], []
    for panel in panels.panels_of(slot, request.actor, subject):
        shown = panel.context(request, subject)
        if shown is not None:
            cards.append((render_to_string(panel.template, shown, request=request),))
    return format_html_join("\n", "{}", cards)


@register.simple_tag(takes_context=True)
def kept_on_device(context, what: str, thing="") -> SafeString:
    """``<form {% kept_on_device "note" visit.id %}>``: where this person keeps it on their device, and its key.

    Nothing for somebody whom nobody knows. `islands/kept.ts` takes the key out of the page before it works with it.
    """
    actor = getattr(context.get("request"), "actor", None)
    if actor is None or not (actor.account_id or actor.patient_id):
        return mark_safe("")
    owner = f"account:{actor.account_id}" if actor.account_id else f"patient:{actor.patient_id}"
    places = places_on_device(owner=f"{actor.organization_id} {owner}", what=f"{what}:{thing}")
    return format_html('data-kept="{}"', " ".join(f"{place.name}:{place.key}" for place in places))


@register.simple_tag
def rail_places(actor) -> list[navigation.Place]:
    return navigation.rail_for(getattr(actor, "roles", ()))


@register.simple_tag
def waiting_at(name: str) -> int:
    """``{% waiting_at place.name as waiting %}``: what waits at a place of the rail."""
    return navigation.count_at(name)


@register.simple_tag
def tab_places() -> list[navigation.Place]:
    return navigation.tabs()


@register.simple_tag
def may_go(name: str, actor) -> bool:
    """Whether the place of this name stands in the actor's rail."""
    return any(place.name == name for place in navigation.rail_for(getattr(actor, "roles", ())))


@register.simple_tag
def page_exists(path: str) -> bool:
    return navigation.exists(path)


@register.simple_tag
def languages() -> list[dict]:
    """Languages one can switch to, each named in itself."""
    return [
        {"code": code, "name": get_language_info(code)["name_local"].capitalize()} for code, _name in settings.LANGUAGES
    ]


@register.simple_tag
def ui_words() -> SafeString:
    """Sentences that scripts show, in the language of the page."""
    return json_script(
        {
            "too_many": gettext("That was very often in a short time. Wait a minute, then try again."),
            "server_failed": gettext(
                "That did not work: the server had a problem. Nothing was changed. Try again in a minute."
            ),
            "refused": gettext("That was not possible."),
            "not_reached": gettext("The server could not be reached. Check the connection and try again."),
            "copied": gettext("Copied"),
            "minutes": gettext("{minutes} min"),
            "dismiss": gettext("Dismiss"),
        },
        "ui-words",
    )
