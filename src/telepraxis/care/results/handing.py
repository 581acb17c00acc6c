"""Hand a result on to a colleague, with a reason; put what was filed as old on the list after all."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit, live
from telepraxis.base.access import Actor

from .covering import clinicians
from .deeds import note
from .models import Deed, Item
from .permissions import may_work_results
from .policy import settled


class NobodyThere(ValueError):
    """Whom it was to be handed to does not treat patients here."""


class ReasonNeeded(ValueError):
    """A result is handed on with a reason, unless one takes it oneself."""


class NotFiled(Exception):
    """It was not filed as old, or is on the list already."""


@transaction.atomic
def hand_on(*, item: Item, to: UUID, why: str, by: Actor, now: datetime) -> Item:
    """Give a result to a colleague, or take it oneself. The time by which it is due stays.

    :raises NobodyThere: they do not treat patients here.
    :raises ReasonNeeded: no reason was given.
    """
    item = Item.objects.select_for_update(of=("self",)).get(id=item.id)
    may_work_results.require(by, item.patient_id)
    if (colleague := clinicians().get(to)) is None:
        raise NobodyThere
    if not why.strip() and to != by.practitioner_id:
        raise ReasonNeeded
    if item.owner_id != to:
        item.owner_id = to
        item.save(update_fields=["owner"])
        said = f"{colleague.name}: {why.strip()}" if why.strip() else colleague.name
        note(item, Deed.What.HANDED_ON, by=by, now=now, note=said)
        audit.wrote(by, "results.handed_on", patient=item.patient_id, entity=(item.type, item.logical_id))
        live.hint(live.group(item.organization_id, "results"), "results.changed")
    return item


@transaction.atomic
def take_up(*, item: Item, by: Actor, now: datetime) -> Item:
    """Put a result that was filed as old on the list, as the actor's own.

    :raises NotFiled: it is on the list already.
    """
    item = Item.objects.select_for_update(of=("self",)).get(id=item.id)
    may_work_results.require(by, item.patient_id)
    if item.filed_at is None:
        raise NotFiled
    item.filed_at = item.closed_at = None
    item.owner_id = by.practitioner_id or item.owner_id
    item.due_at = settled().due_at(item.urgency, now)
    item.save(update_fields=["filed_at", "closed_at", "owner", "due_at"])
    note(item, Deed.What.TAKEN_UP, by=by, now=now)
    audit.wrote(by, "results.taken_up", patient=item.patient_id, entity=(item.type, item.logical_id))
    live.hint(live.group(item.organization_id, "results"), "results.changed")
    return item
