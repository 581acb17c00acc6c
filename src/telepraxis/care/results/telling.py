"""Tell several patients of usual results at once, each in a sentence that fits their own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from telepraxis.base.access import Actor
from telepraxis.care.scheduling.letters import reader_of

from . import deciding
from .deciding import Telling, is_plain_normal
from .models import How, Item
from .reading import results_of
from .sentences import no_action, suggested

MOST = 50


@dataclass(frozen=True)
class Told:
    """What became of them: told, and left because something about them is not usual or nobody would read it."""

    told: list[Item] = field(default_factory=list)
    left: list[Item] = field(default_factory=list)


@transaction.atomic
def tell_normal(*, items: Sequence[Item], by: Actor, now: datetime) -> Told:
    """Sign off usual results and tell their patients in the portal. What somebody else decided meanwhile is left."""
    told, left = [], []
    fresh = list(Item.objects.filter(id__in=[item.id for item in items[:MOST]]).order_by("id"))
    results = results_of(fresh)
    for item in fresh:
        if item.id not in results or not is_plain_normal(item) or not deciding.has_portal(item.patient_id):
            left.append(item)
            continue
        words = suggested(item, results[item.id], reader_of(item.patient_id).language)
        telling = Telling(how=How.PORTAL, words=words)
        try:
            done = deciding.decide(item=item, version=item.version, text=no_action(), telling=telling, by=by, now=now)
        except (deciding.AlreadyDone, deciding.Changed):
            left.append(item)
        else:
            told.append(done)
    return Told(told, left)
