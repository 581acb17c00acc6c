"""Mails to those who must look: of a critical result at once, of what is past its time. They say nothing clinical."""

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from telepraxis.base import audit, live, notify
from telepraxis.base.access import Actor

from .covering import Colleague, clinicians, covers_on, working_here
from .deeds import note
from .models import Deed, Item
from .policy import settled

AT_ONCE = 500
OWNER_AND_COVER, EVERYBODY = 1, 2


def write_of_critical(items: Iterable[Item], here: list[Colleague], *, now: datetime) -> None:
    """Write at once to the owner of each critical result and who covers them, to every clinician where it has none."""
    covers = covers_on(timezone.localtime(now).date())
    for item in items:
        for each in _answering(item, here, covers) or [each for each in here if each.is_clinician]:
            _write(each, "critical", f"results.critical:{item.id}:{item.version}:{each.account}")


@transaction.atomic
def escalate(*, now: datetime) -> int:
    """Remind of what is past its time: first the owner and who covers them, later everybody who treats, and managers.

    What the patient was told of and has not read is the owner's alone. Return how many items went a step further; asked
    again at the same time it finds none.
    """
    rows = Item.objects.filter(closed_at=None, due_at__lt=now, escalated__lt=EVERYBODY)
    items = list(rows.select_for_update(skip_locked=True, of=("self",)).order_by("due_at")[:AT_ONCE])
    if not items:
        return 0
    policy, here, covers = settled(), working_here(), covers_on(timezone.localtime(now).date())
    by, wrote_to, moved = Actor.system(items[0].organization_id), set(), 0
    for item in items:
        theirs = _answering(item, here, covers)
        step = _step(item, bool(theirs), policy.grace(item.urgency), now)
        if step <= item.escalated:
            continue
        readers = theirs if step == OWNER_AND_COVER else [each for each in here if each.is_clinician or each.is_manager]
        wrote_to.update(readers)
        item.escalated = step
        item.save(update_fields=["escalated"])
        note(item, Deed.What.ESCALATED, by=by, now=now, note=", ".join(each.name for each in readers))
        audit.wrote(by, "results.escalated", patient=item.patient_id, entity=(item.type, item.logical_id))
        moved += 1
    for each in sorted(wrote_to, key=lambda each: str(each.account)):
        _write(each, "overdue", f"results.overdue:{each.account}:{now:%Y%m%d%H%M}")
    if moved:
        live.hint(live.group(by.organization_id, "results"), "results.changed")
    return moved


def _step(item: Item, has_somebody: bool, grace, now: datetime) -> int:
    if item.told_at is not None:
        return OWNER_AND_COVER
    return EVERYBODY if not has_somebody or now >= item.due_at + grace else OWNER_AND_COVER


def _answering(item: Item, here: Collection[Colleague], covers: dict[UUID, list[UUID]]) -> list[Colleague]:
    """Return the owner, unless nobody knows one, and who covers them."""
    people = clinicians(here)
    wanted = [item.owner_id, *covers.get(item.owner_id, ())] if item.owner_id else []
    return [people[each] for each in wanted if each in people]


def _write(to: Colleague, what: str, by_key: str) -> None:
    notify.email(
        to=to.email, template=f"results/mail/{what}", context={"name": to.name, "path": "/results/"},
        language=to.language, by_key=by_key,
    )  # fmt: skip
