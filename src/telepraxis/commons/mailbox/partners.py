"""A manager adds organizations elsewhere by their address, and says with whom messages are exchanged no more."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.tenancy.models import Tenant
from telepraxis.registry.signatures import compact

from . import tasks
from .asking import NoOrganizationThere, fingerprint, sensible
from .met import begun
from .models import Enquiry, Partner
from .permissions import may_choose_partners


@transaction.atomic
def enquire(*, address: str, by: Actor, now: datetime) -> Enquiry:
    """Have the worker ask what stands at an address; `add` takes it when a person has looked at the answer.

    :raises NoOrganizationThere: it is no address.
    """
    may_choose_partners.require(by)
    address = sensible(address)
    row = Enquiry.objects.create(organization_id=by.organization_id, address=address, asked_at=now, asked_by=by.name)
    tasks.enquire.defer(organization_id=by.organization_id, enquiry_id=row.id)
    return row


@transaction.atomic
def add(*, enquiry: UUID, by: Actor, now: datetime) -> Partner:
    """Exchange messages with the organization that answered.

    :raises Enquiry.DoesNotExist: there is none of this id, or it has ended.
    :raises NoOrganizationThere: nothing answered, or it is one of this installation, which needs no address.
    """
    may_choose_partners.require(by)
    asked = Enquiry.objects.select_for_update().get(id=enquiry, ended_at=None)
    if not asked.said:
        raise NoOrganizationThere(_("Nothing has answered at this address yet."))
    whose = compact.long(asked.said["issuer"])
    if Tenant.objects.filter(id=whose).exists():
        raise NoOrganizationThere(_("This organization works on this installation already: it needs no address."))
    particulars = begun(str(asked.said["name"])[:200], asked.address, asked.said, by, now)
    row, _is_new = Partner.objects.update_or_create(
        organization_id=by.organization_id, whose=whose, defaults=particulars | {"blocked_at": None, "blocked_by": ""}
    )
    _end(asked, now)
    audit.wrote(by, "mailbox.partner_added", entity=("Partner", row.id), reason=fingerprint(asked.said))
    return row


@transaction.atomic
def throw_away(*, enquiry: UUID, by: Actor, now: datetime) -> None:
    """Do not add what answered at an address.

    :raises Enquiry.DoesNotExist: there is none of this id, or it has ended.
    """
    may_choose_partners.require(by)
    _end(Enquiry.objects.select_for_update().get(id=enquiry, ended_at=None), now)


@transaction.atomic
def block(*, partner: UUID, by: Actor, now: datetime) -> Partner:
    """Neither send to it nor take messages from it any more.

    :raises Partner.DoesNotExist: there is none of this id.
    """
    return _set_blocked(partner, now, by.name, "mailbox.partner_blocked", by)


@transaction.atomic
def unblock(*, partner: UUID, by: Actor, now: datetime) -> Partner:
    """Exchange messages with it again.

    :raises Partner.DoesNotExist: there is none of this id.
    """
    return _set_blocked(partner, None, "", "mailbox.partner_unblocked", by)


def _set_blocked(id: UUID, at: datetime | None, name: str, sentence: str, by: Actor) -> Partner:
    may_choose_partners.require(by)
    row = Partner.objects.select_for_update().get(id=id)
    row.blocked_at, row.blocked_by = at, name
    row.save(update_fields=["blocked_at", "blocked_by"])
    audit.wrote(by, sentence, entity=("Partner", row.id))
    return row


def _end(enquiry: Enquiry, now: datetime) -> None:
    enquiry.ended_at = now
    enquiry.save(update_fields=["ended_at"])
