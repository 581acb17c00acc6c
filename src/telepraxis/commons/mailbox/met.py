"""Whom messages are exchanged with: organizations of this installation, and others that a manager has added.

An organization writes to itself as to any other: a hospital's wards prescribe what its own pharmacy hands out.
"""

from datetime import datetime
from uuid import UUID

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.tenancy.models import Tenant
from telepraxis.registry.signatures.known import KnownKey, NotAKeySet, read_set

from .models import Partner


class NoSuchPartner(Exception):
    """No organization of this id is known here: a manager adds it by its address."""


def partner_for(whose: UUID, *, by: Actor, now: datetime) -> Partner:
    """Return the partner; one of this installation need not be added. Two queries at most.

    :raises NoSuchPartner: it is neither here nor was it added.
    """
    if known := Partner.objects.filter(whose=whose).first():
        return known
    here = Tenant.objects.filter(id=whose).first()
    if here is None:
        raise NoSuchPartner(str(whose))
    row, is_new = Partner.objects.get_or_create(
        organization_id=by.organization_id, whose=whose, defaults=begun(here.name, "", {}, by, now)
    )
    if is_new:
        audit.wrote(by, "mailbox.partner_met", entity=("Partner", row.id))
    return row


def trusted_keys(partner: Partner) -> tuple[KnownKey, ...]:
    """Return the keys that a partner elsewhere signs with; for one of this installation none are needed."""
    try:
        return read_set(partner.said) if partner.address else ()
    except NotAKeySet:
        return ()


def begun(name: str, address: str, said: dict, by: Actor, now: datetime) -> dict:
    """Return the particulars of a partner as it is met; `said` is what it published at its address."""
    return {
        "name": name, "address": address, "said": said, "asked_at": now if said else None, "added_at": now,
        "added_by": by.name,
    }  # fmt: skip
