"""The draft that an editor has on the page: the version it was drawn from, and who has saved since."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from telepraxis.base.access import Actor
from telepraxis.base.fhir import json_text
from telepraxis.base.record.models import Resource, Version

from .library import TYPE

SAME_HAND = timedelta(seconds=10)  # two requests of one page may cross; two people are told of each other


@dataclass(frozen=True)
class Since:
    """What was saved after the version on the page."""

    version: int
    who: str
    at: datetime
    is_own: bool


def drawn_from(form: Resource, version: int) -> dict | None:
    """Return the document of the version from which the page was drawn, None where there is no such. One query."""
    text = _versions(form).filter(version=version).values_list("doc", flat=True).first()
    return json_text.read(text) if text else None


def saved_since(form: Resource, version: int, by: Actor, now: datetime) -> Since | None:
    """Return the newest version after the one on the page, None where that is the newest. One query."""
    later = list(_versions(form).filter(version__gt=version).order_by("-version").defer("doc")[:20])
    if not later:
        return None
    own = all(each.account_id == by.account_id and now - each.at < SAME_HAND for each in later)
    return Since(later[0].version, later[0].actor_name, later[0].at, own and by.account_id is not None)


def _versions(form: Resource):
    return Version.objects.filter(type=TYPE, logical_id=form.logical_id)
