"""Who sees a controlled medicine leave: a colleague who has confirmed it, or nobody where a pharmacist works alone."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.registry.accounts.memberships import colleagues
from telepraxis.registry.accounts.models import Membership

from .models import Alone, Claim, ClaimLine
from .permissions import WITNESSES, may_dispense
from .refusals import NotAlone, NoWitness, WitnessNeeded


@dataclass(frozen=True)
class Seen:
    """A colleague's account, and by what they confirmed that they see it: a password, a code. The caller has asked."""

    account: UUID
    by: str


@dataclass(frozen=True)
class Witnessed:
    """What a handout says of its witness; `alone` where nobody could be one."""

    account: UUID | None = None
    name: str = ""
    by: str = ""
    alone: bool = False


NOT_NEEDED = Witnessed()


def others(by: Actor) -> list[Membership]:
    """Return the colleagues who may see it. One query."""
    return [
        each for each in colleagues() if each.account_id != by.account_id and WITNESSES & set(each.roles)
    ]  # fmt: skip


def works_alone() -> bool:
    """Whether the pharmacy has said that nobody is there to see it. One query."""
    return Alone.objects.filter(ended_at=None).exists()


@transaction.atomic
def say_alone(*, by: Actor, now: datetime) -> Alone:
    """Say that nobody works here who could see it: handouts are recorded so from now on.

    :raises NotAlone: somebody does.
    """
    may_dispense.require(by)
    if others(by):
        raise NotAlone
    row = Alone.objects.filter(ended_at=None).first()
    if row is None:
        row = Alone.objects.create(organization_id=by.organization_id, said_at=now, said_by=by.name[:200])
        audit.wrote(by, "pharmacy.works_alone", entity=("Alone", row.id))
    return row


@transaction.atomic
def say_together(*, by: Actor, now: datetime) -> None:
    """Say that somebody is there again: a witness is needed from now on."""
    may_dispense.require(by)
    for row in Alone.objects.select_for_update().filter(ended_at=None):
        row.ended_at, row.ended_by = now, by.name[:200]
        row.save(update_fields=["ended_at", "ended_by"])
        audit.wrote(by, "pharmacy.works_together", entity=("Alone", row.id))


def witnessed(lines: list[ClaimLine], seen: Seen | None, before: Witnessed, by: Actor) -> Witnessed:
    """Return who sees these lines leave; `before` is who saw them leave for the patient's door.

    :raises WitnessNeeded: one is controlled, and nobody is named. :raises NoWitness: whoever is may not be it.
    """
    if seen is not None:
        name = {each.account_id: each.account.name for each in others(by)}.get(seen.account)
        if name is None:
            raise NoWitness
        return Witnessed(seen.account, name[:200], seen.by)
    if not any(each.schedule for each in lines) or before.account or before.alone:
        return before
    if works_alone() and not others(by):
        return Witnessed(alone=True)
    raise WitnessNeeded


def before(claim: Claim) -> Witnessed:
    """Return who saw a claim leave for the patient's door."""
    return Witnessed(claim.witness_account, claim.witness, claim.witness_by, claim.without_witness)


def leave(claim: Claim, lines: list[ClaimLine], seen: Seen | None, by: Actor) -> None:
    """Note who sees a locked claim leave for the patient's door. :raises WitnessNeeded: or NoWitness, as above."""
    who = witnessed(lines, seen, NOT_NEEDED, by)
    claim.witness_account, claim.witness, claim.witness_by, claim.without_witness = (
        who.account, who.name, who.by, who.alone,
    )  # fmt: skip
    claim.save(update_fields=["witness_account", "witness", "witness_by", "without_witness"])
