"""Who comes in to two records: which accounts would see more once they are one person's."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Q

from telepraxis.registry.accounts.models import Account, Membership

from .combining import RETIRED, SURVIVOR
from .models import PatientMerge, Proxy


@dataclass(frozen=True)
class ComesIn:
    """An account that comes in to one of the two records, as the patient or to act for them.

    `to` are the records it reaches now. It `must_decide` when it would see what it has not seen: nobody but the sole
    patient's own account comes in to more without a word.
    """

    account: Account
    is_own: bool
    to: frozenset[str]
    relation: str = ""
    must_decide: bool = False


def arrivals(survivor: Collection[UUID], retired: Collection[UUID], *, today: date) -> list[ComesIn]:
    """Return who comes in to either person's records (all of each), marked whom to decide on. Three queries."""
    side = dict.fromkeys(survivor, SURVIVOR) | dict.fromkeys(retired, RETIRED)
    shut = {
        account for row in PatientMerge.objects.filter(survivor__in=side, parted_at=None) for account in row.kept_out
    }
    found: dict[tuple[UUID, bool], ComesIn] = {}
    for account, is_own, patient, relation in [*_own(side), *_acting(side, today)]:
        if account.pk not in shut:
            before = found.get((account.pk, is_own), ComesIn(account, is_own, frozenset(), relation))
            found[account.pk, is_own] = replace(before, to=before.to | {side[patient]})
    return _marked(sorted(found.values(), key=lambda each: (not each.is_own, each.account.name, str(each.account.pk))))


def _own(side: dict[UUID, str]):
    members = Membership.objects.filter(patient_id__in=side, ended_at=None).select_related("account")
    return [(member.account, True, member.patient_id, "") for member in members]


def _acting(side: dict[UUID, str], today: date):
    open_ones = Proxy.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today), patient_id__in=side, revoked_at=None)
    return [(each.account, False, each.patient_id, each.relation) for each in open_ones.select_related("account")]


def _marked(comers: list[ComesIn]) -> list[ComesIn]:
    own = [comer for comer in comers if comer.is_own]
    return [replace(comer, must_decide=len(comer.to) == 1 and (not comer.is_own or len(own) > 1)) for comer in comers]
