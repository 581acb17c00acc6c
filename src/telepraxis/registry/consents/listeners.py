"""A new practice starts with the starter texts."""

from datetime import datetime

from telepraxis.base.access import Actor
from telepraxis.base.events import listens_to
from telepraxis.registry.organizations.events import OrganizationFounded

from .texts import adopt_starter_texts


@listens_to(OrganizationFounded)
def adopt_texts(fact: OrganizationFounded, *, now: datetime) -> None:
    adopt_starter_texts(by=Actor.system(fact.organization_id), now=now)
