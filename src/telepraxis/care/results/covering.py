"""Who looks after whose results while they are away."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import CLINICIANS, Actor, Role
from telepraxis.registry.accounts.memberships import colleagues

from .models import Cover
from .permissions import may_set_cover


class NotACover(ValueError):
    """Nobody covers themselves, a day before today, or without working here as a clinician."""


@dataclass(frozen=True)
class Colleague:
    """Somebody who works here now: `practitioner` is None of who treats nobody."""

    account: UUID
    practitioner: UUID | None
    name: str
    email: str
    language: str
    is_clinician: bool
    is_manager: bool


def working_here() -> list[Colleague]:
    """Return clinicians and managers of the served practice, by name. One query."""
    found = []
    for each in colleagues():
        roles = {Role(role) for role in each.roles}
        if roles & (CLINICIANS | {Role.MANAGER}):
            account = each.account
            found.append(
                Colleague(
                    account.id, each.practitioner_id, account.name, account.email, account.language,
                    bool(roles & CLINICIANS), Role.MANAGER in roles,
                )
            )  # fmt: skip
    return found


def clinicians(of: Iterable[Colleague] | None = None) -> dict[UUID, Colleague]:
    """Return {practitioner: colleague} of those who may answer for results."""
    every = working_here() if of is None else of
    return {each.practitioner: each for each in every if each.is_clinician and each.practitioner}


@transaction.atomic
def set_cover(
    *, practitioner: UUID, covered_by: UUID, starts_on: date, ends_on: date, by: Actor, now: datetime
) -> Cover:
    """Say that a colleague looks after somebody's results from one day to another, both included.

    :raises NotACover: it is themselves, the days are the wrong way round, or one of them works here no more.
    """
    may_set_cover.require(by, practitioner)
    here = clinicians()
    if practitioner == covered_by or ends_on < starts_on or not {practitioner, covered_by} <= set(here):
        raise NotACover
    cover = Cover.objects.create(
        organization_id=by.organization_id, practitioner_id=practitioner, covered_by_id=covered_by,
        starts_on=starts_on, ends_on=ends_on, said_by=by.name,
    )  # fmt: skip
    audit.wrote(by, "results.cover_set", entity=("Cover", cover.id))
    return cover


@transaction.atomic
def end_cover(*, cover: Cover, by: Actor, now: datetime) -> None:
    """End it now. Said twice it changes nothing."""
    cover = Cover.objects.select_for_update().get(id=cover.id)
    may_set_cover.require(by, cover.practitioner_id)
    if cover.ended_at is None:
        cover.ended_at = now
        cover.save(update_fields=["ended_at"])
        audit.wrote(by, "results.cover_ended", entity=("Cover", cover.id))


def coming() -> list[Cover]:
    """Return covers that were not ended, the next to end first."""
    return list(Cover.objects.filter(ended_at=None).select_related("practitioner", "covered_by").order_by("ends_on"))


def covers_on(day: date) -> dict[UUID, list[UUID]]:
    """Return {who is away: who covers them} on a day. One query."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    rows = Cover.objects.filter(ended_at=None, starts_on__lte=day, ends_on__gte=day)
    for away, covering in rows.values_list("practitioner_id", "covered_by_id"):
        found[away].append(covering)
    return dict(found)
