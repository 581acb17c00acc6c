"""Set up the practice's line at its provider, take it away, and note whether the provider takes the login."""

import re
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from telepraxis.base import audit, sealing
from telepraxis.base.access import Actor
from telepraxis.base.live import group, hint
from telepraxis.registry.organizations.jurisdictions import jurisdictions
from telepraxis.registry.organizations.models import OrganizationProfile

from . import numbers
from .backend import Login
from .models import Trunk
from .permissions import may_set_up_phone

SWITCHBOARD = "phone.switchboard"  # the group in which the switchboard listens
REGISTRAR = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,180}[A-Za-z0-9])?(:[0-9]{1,5})?")
USER = re.compile(r"[A-Za-z0-9_.+!~*'-]{1,120}")
PREFIX = re.compile(r"\+[1-9][0-9]{0,13}")


class TrunkIncomplete(ValueError):
    """What was typed cannot be a line; `fields` says which and what to do."""

    def __init__(self, fields: dict[str, object]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


@transaction.atomic
def set_up(
    *,
    registrar: str,
    user: str,
    secret: str,
    shown_number: str,
    allowed_prefixes: list[str],
    refused_prefixes: list[str],
    max_minutes: int,
    calls_per_hour: int,
    by: Actor,
    now: datetime,
) -> Trunk:
    """Keep how to sign in at the provider and what may be dialled; the switchboard signs in with it.

    An empty `secret` keeps the one that is known.

    :raises TrunkIncomplete: something cannot be right.
    """
    may_set_up_phone.require(by)
    known = Trunk.objects.select_for_update().filter(organization_id=by.organization_id).first()
    number = _checked(registrar, user, secret, shown_number, [*allowed_prefixes, *refused_prefixes], known, by)
    trunk = known or Trunk(organization_id=by.organization_id)
    trunk.registrar, trunk.user, trunk.shown_number = registrar, user, number
    trunk.allowed_prefixes, trunk.refused_prefixes = allowed_prefixes, refused_prefixes
    trunk.max_minutes, trunk.calls_per_hour = max_minutes, calls_per_hour
    trunk.state, trunk.state_since = Trunk.State.ASKED, now
    trunk.set_up_at, trunk.set_up_by = now, by.name
    if secret:
        trunk.closed_secret = sealing.seal_text(secret, about=_about(by.organization_id))
    trunk.save()
    audit.wrote(by, "phone.set_up", entity=("Trunk", trunk.id))
    _tell_switchboard(by.organization_id)
    return trunk


def _checked(registrar, user, secret, shown_number, prefixes, known, by: Actor) -> str:
    """Return the number that is shown, as it is dialled."""
    faults, number = {}, ""
    if not REGISTRAR.fullmatch(registrar):
        faults["registrar"] = _("Give the provider's server as a name or name:port, like sip.provider.example:5060.")
    if not USER.fullmatch(user):
        faults["user"] = _("Give the user as the provider wrote it, without sip: and without the server.")
    if not secret and known is None:
        faults["secret"] = _("Give the secret (password) that belongs to the user.")
    if any(letter in secret for letter in "\r\n\0"):
        faults["secret"] = _("A secret has one line.")
    try:
        number = numbers.dialable(shown_number, numbers.Limits(country_of(by.organization_id), allowed=("+",)))
    except numbers.NumberRefused:
        faults["shown_number"] = _("Give the practice's own number with its country, like +351 210 555 000.")
    if bad := [prefix for prefix in prefixes if not PREFIX.fullmatch(prefix)]:
        faults["prefixes"] = _("A prefix begins with + and the country, like +44 or +35170: %(bad)s is none.") % {
            "bad": bad[0][:20]
        }
    if faults:
        raise TrunkIncomplete(faults)
    return number


@transaction.atomic
def remove(*, by: Actor, now: datetime) -> None:
    """Forget line and secret. Calls that are on end; from now on numbers are dialled by hand."""
    may_set_up_phone.require(by)
    trunk = Trunk.objects.filter(organization_id=by.organization_id).first()
    if trunk is None:
        return
    audit.wrote(by, "phone.removed", entity=("Trunk", trunk.id))
    trunk.delete()
    _tell_switchboard(by.organization_id)


@transaction.atomic
def note_state(*, organization: UUID, state: str, now: datetime) -> None:
    """Note what the provider says to the login; screens that show it look again."""
    changed = Trunk.objects.filter(organization_id=organization).exclude(state=state)
    if changed.update(state=state, state_since=now):
        hint(group(organization, "phone"), "phone_line")


def trunk_of(organization: UUID) -> Trunk | None:
    """Return the organization's line. One query."""
    return Trunk.objects.filter(organization_id=organization).first()


def login_of(trunk: Trunk) -> Login:
    """Return what the switchboard signs in with.

    :raises sealing.CannotOpen: the key that sealed the secret is not here.
    """
    return Login(
        trunk=trunk.organization_id,
        registrar=trunk.registrar,
        user=trunk.user,
        secret=sealing.open_text(trunk.closed_secret, about=_about(trunk.organization_id)),
        shown_number=trunk.shown_number,
        lines=trunk.lines,
    )


def limits_of(trunk: Trunk) -> numbers.Limits:
    """Return what may be dialled by this line. Two queries."""
    known = jurisdictions(trunk.organization_id).values()
    return numbers.Limits(
        country=country_of(trunk.organization_id),
        allowed=tuple(trunk.allowed_prefixes),
        refused=tuple(trunk.refused_prefixes),
        emergency=frozenset("".join(s for s in place.emergency_number if s.isdigit()) for place in known) - {""},
    )


def country_of(organization: UUID) -> str:
    """Return the practice's country (ISO 3166-1). One query."""
    profile = OrganizationProfile.objects.filter(organization_id=organization).values_list("jurisdiction", flat=True)
    return (profile.first() or "").partition("-")[0]


def _about(organization: UUID) -> str:
    return f"telephony.trunk {organization}"


def _tell_switchboard(organization: UUID) -> None:
    hint(SWITCHBOARD, "trunk", organization=organization)
    hint(group(organization, "phone"), "phone_line")
