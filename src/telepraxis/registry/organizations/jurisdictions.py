"""Jurisdictions: countries and states with their emergency number and languages, each with its source.

A starter table comes with the program; an organization overrides or adds rows of its own.
"""

import tomllib
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from telepraxis.base import audit
from telepraxis.base.access import Actor

from .models import OwnJurisdiction
from .permissions import may_manage_organization

STARTER = Path(__file__).parent / "starter" / "jurisdictions.toml"


@dataclass(frozen=True)
class Jurisdiction:
    """A place with its own law: `PT`, or `US-CA` within a country (ISO 3166-1 and 3166-2)."""

    code: str
    name: str
    emergency_number: str
    languages: tuple[str, ...]
    source: str
    own: bool = False

    @property
    def country(self) -> str:
        return self.code.partition("-")[0]


class UnknownJurisdiction(ValueError):
    """Neither the starter table nor the organization knows this code."""

    def __init__(self, code: str):
        super().__init__(_("There is no jurisdiction %(code)s. Add it under Emergency numbers first.") % {"code": code})


class EmergencyNumberMissing(ValueError):
    """An emergency number has digits."""


@lru_cache(maxsize=1)
def starter() -> dict[str, Jurisdiction]:
    """Return the table that comes with the program, by code."""
    data = tomllib.loads(STARTER.read_text())
    sources = data["sources"]
    return {
        code: Jurisdiction(
            code,
            row["name"],
            row["emergency_number"],
            tuple(row["languages"]),
            sources.get(row["source"], row["source"]),
        )
        for code, row in data["jurisdictions"].items()
    }


def jurisdictions(organization_id: UUID) -> dict[str, Jurisdiction]:
    """Return every jurisdiction the organization may use, by code, sorted by its name in the reader's language.

    The organization's own rows win. One query.
    """
    own = {row.code: _own(row) for row in OwnJurisdiction.objects.filter(organization_id=organization_id)}
    known = {code: replace(place, name=gettext(place.name)) for code, place in starter().items()} | own
    return dict(sorted(known.items(), key=lambda item: item[1].name))


def jurisdiction(organization_id: UUID, code: str) -> Jurisdiction:
    """Return one jurisdiction.

    :raises UnknownJurisdiction: nobody knows the code.
    """
    row = OwnJurisdiction.objects.filter(organization_id=organization_id, code=code).first()
    found = _own(row) if row else starter().get(code)
    if found is None:
        raise UnknownJurisdiction(code)
    return found


def emergency_number(organization_id: UUID, code: str) -> str:
    """Return the number that brings an ambulance there; for a state nobody described, its country's.

    :raises UnknownJurisdiction: the country is unknown too.
    """
    try:
        return jurisdiction(organization_id, code).emergency_number
    except UnknownJurisdiction:
        if "-" not in code:
            raise
        return jurisdiction(organization_id, code.partition("-")[0]).emergency_number


@transaction.atomic
def override(
    *, code: str, name: str, emergency_number: str, languages: list[str], source: str, by: Actor, now: datetime
) -> Jurisdiction:
    """Say what holds in a jurisdiction from now on in this organization.

    :raises EmergencyNumberMissing: the number has no digits.
    """
    may_manage_organization.require(by)
    if not any(letter.isdigit() for letter in emergency_number):
        raise EmergencyNumberMissing(_("Give the number to call in an emergency, for example 112."))
    row, _created = OwnJurisdiction.objects.update_or_create(
        organization_id=by.organization_id,
        code=code.strip().upper(),
        defaults={
            "name": name,
            "emergency_number": emergency_number.strip(),
            "languages": languages,
            "source": source,
            "changed_at": now,
        },
    )
    audit.wrote(by, "organizations.jurisdiction_changed", entity=("Jurisdiction", row.code), reason=source)
    return _own(row)


def _own(row: OwnJurisdiction) -> Jurisdiction:
    return Jurisdiction(row.code, row.name, row.emergency_number, tuple(row.languages), row.source, own=True)
