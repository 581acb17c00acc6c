"""What a form still lacks before it can be asked. Pure."""

from collections import Counter

from django.utils.translation import gettext as _

from .answering import date_in, number_in
from .form import Form, Item


def lacking(form: Form) -> list[str]:
    """Return what is missing or cannot work, in sentences; [] when the form can be published."""
    found = [] if form.doc.get("title") else [_("Give the form a title.")]
    if not any(item.is_asked for item in form.every()):
        found.append(_("Add a question."))
    for item in form.every():
        found += _of_item(form, item)
    return found + _of_score(form)


def _of_item(form: Form, item: Item) -> list[str]:
    name = item.text() or item.link_id
    found = []
    if not item.text() and item.type != "group":
        found.append(_("A question has no words yet."))
    if item.type in ("choice", "open-choice") and len(item.options) < 2 and not item.doc.get("answerValueSet"):
        found.append(_("“%(question)s” needs at least two answers to choose from.") % {"question": name})
    if any(count > 1 for count in Counter(option.key for option in item.options).values()):
        found.append(_("“%(question)s” has the same answer twice.") % {"question": name})
    if item.type == "group" and not item.items:
        found.append(_("The group “%(question)s” is empty.") % {"question": name})
    if _is_narrow(item):
        found.append(_("The limits of “%(question)s” are the wrong way round.") % {"question": name})
    for condition in item.conditions:
        asked = form.item(condition.question)
        if asked is None or not asked.is_asked or asked.link_id == item.link_id:
            found.append(_("“%(question)s” depends on a question that is not there.") % {"question": name})
        elif condition.operator in ("=", "!=") and asked.options and asked.option(condition.wanted) is None:
            found.append(_("“%(question)s” depends on an answer that is not there.") % {"question": name})
    return found


def _is_narrow(item: Item) -> bool:
    ends = (number_in(item.low), number_in(item.high))
    ends = ends if None not in ends else (date_in(item.low), date_in(item.high))
    return None not in ends and ends[0] > ends[1]


def _of_score(form: Form) -> list[str]:
    if form.score is None:
        return []
    found = []
    for item in form.every():
        if item.link_id in form.score.link_ids and any(option.score is None for option in item.options):
            found.append(_("“%(question)s” counts, but one of its answers has no points.") % {"question": item.text()})
    if any(band.low is None or band.high is None or not band.text() for band in form.score.bands):
        return [*found, _("Each line of the score needs from, to and words.")]
    bands = sorted(form.score.bands, key=lambda band: band.low)
    if any(band.low > band.high for band in bands) or any(
        one.high >= other.low for one, other in zip(bands, bands[1:], strict=False)
    ):
        found.append(_("The lines of the score overlap."))
    return found
