"""``{% load timeline %}``: lines of a chart in a template."""

from datetime import date

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from telepraxis.base.ui.times import day_text, written_date_text
from telepraxis.care.encounters.models import Modality
from telepraxis.care.timeline import flags, highlighting, kinds
from telepraxis.care.timeline.models import Line

register = template.Library()
ARROWS = {"high": "↑", "low": "↓", "odd": "≠"}


@register.filter
def line_day(line: Line) -> str:
    """The day as exactly as the document writes it; a date without a time is the same day for every reader."""
    written = line.written
    if not written:
        return _("No date")
    if "T" in written:
        return day_text(line.at)
    try:
        return day_text(date.fromisoformat(written)) if len(written) == 10 else written_date_text(written)
    except ValueError:
        return written


@register.filter
def line_title(line: Line) -> str:
    """What it is; of a visit of ours, which knows the codes of its ways of meeting only, the ways in words."""
    ways = line.title.split(", ") if line.type == "Encounter" else []
    if ways and set(ways) <= set(Modality.values):
        return ", ".join(str(Modality(way).label) for way in ways)
    return line.title or str(kinds.name_of(line.type))


@register.filter
def line_name(line: Line) -> str:
    """What sort of document it is."""
    return _("Result") if (line.type, line.kind) == ("Observation", kinds.RESULTS) else str(kinds.name_of(line.type))


@register.filter
def line_tone(line: Line) -> str:
    return flags.tone_of(line.flag)


@register.simple_tag
def flag_mark(code: str) -> SafeString:
    """``{% flag_mark line.flag %}``: "↑ high", in its tone; nothing for a usual value."""
    side = code.rstrip("!")
    if side not in ARROWS:
        return mark_safe("")
    tone, word = flags.tone_of(code), flags.WORDS[side]
    return format_html('<span class="tone flag" data-tone="{}">{} {}</span>', tone, ARROWS[side], word)


@register.simple_tag
def highlighted(text: str, words: list[str]) -> SafeString:
    """``{% highlighted title words %}``: the text with <mark> around what was typed."""
    return _marked_up(highlighting.marked(text, words)) if words else format_html("{}", text)


@register.simple_tag
def around_hits(line: Line, words: list[str]) -> SafeString:
    """``{% around_hits line words %}``: what stands around what was typed, where the title does not say it already."""
    title, rest = line.text.partition("\n")[::2] if line.title else ("", line.text)
    pieces = highlighting.excerpt(rest, words)
    return _marked_up(pieces)


def _marked_up(pieces: list[highlighting.Piece]) -> SafeString:
    return format_html_join(
        "", "{}", ((format_html("<mark>{}</mark>", one.text) if one.is_hit else one.text,) for one in pieces)
    )
