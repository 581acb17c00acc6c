"""Ask an organization elsewhere what it says of itself, at the address where it takes messages."""

import json
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from telepraxis.base import audit, outside, tenancy
from telepraxis.base.access import Actor
from telepraxis.registry.signatures import compact
from telepraxis.registry.signatures.known import read_set

from .models import Partner

LONGEST_ADDRESS = 500
AGAIN_AFTER = timedelta(minutes=1)


class NoOrganizationThere(ValueError):
    """At this address no organization says that it takes messages; the text says what to look at."""


def sensible(address: str) -> str:
    """Return the address as it is asked.

    :raises NoOrganizationThere: it is none.
    """
    address = address.strip()
    try:
        is_address = bool(urlsplit(address).hostname) and len(address) <= LONGEST_ADDRESS
    except ValueError:
        is_address = False
    if not is_address:
        raise NoOrganizationThere(_("Enter the address as the other organization shows it, beginning with https://."))
    return address


def ask(address: str) -> dict:
    """Return what an organization says of itself: `issuer`, `name`, `keys` (docs/guides/messages.md).

    :raises NoOrganizationThere: nothing answers there, or something else.
    """
    try:
        answer = outside.get(address)
        said = json.loads(answer.body) if answer.status == 200 else None
        read_set(said)
    except outside.OutOfReach as reason:
        raise NoOrganizationThere(
            _("Nothing answers at this address, or it is not a public one. Compare it letter by letter.")
        ) from reason
    except (ValueError, RecursionError) as reason:
        raise NoOrganizationThere(_("Something answers there, and it takes no messages of ours.")) from reason
    return said


def fingerprint(said: dict) -> str:
    """Return what two people compare by telephone: of the organization and the keys that it signs with."""
    text = json.dumps([said["issuer"], sorted(str(key.get("x")) for key in said["keys"])])
    digest = sha256(text.encode()).hexdigest()[:24]
    return " ".join(digest[at : at + 4] for at in range(0, 24, 4))


def ask_again(partner: Partner, *, now: datetime) -> bool:
    """Take the keys that a partner elsewhere publishes today, once a minute at most; say whether it answered.

    Who speaks for the address that a manager agreed on, may change keys there.
    """
    if partner.asked_at and now - partner.asked_at < AGAIN_AFTER:
        return False
    try:
        said = ask(partner.address)
    except NoOrganizationThere:
        return False
    if compact.long(said["issuer"]) != partner.whose:
        return False
    with tenancy.serving(partner.organization_id):
        Partner.objects.filter(id=partner.id).update(said=said, asked_at=now)
        audit.wrote(Actor.system(partner.organization_id), "mailbox.keys_taken", entity=("Partner", partner.id))
    return True
