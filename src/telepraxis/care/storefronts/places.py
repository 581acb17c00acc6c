"""A patient keeps places to look for pharmacies from, and drops them. Nobody else reads them."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor

from .distances import Point
from .models import OwnPlace
from .permissions import may_keep_places

MOST = 20


class NotAPlace(ValueError):
    """A place has a short name and lies somewhere on the globe."""


class TooMany(Exception):
    """So many places are kept already."""


@transaction.atomic
def keep(*, patient: UUID, name: str, point: Point, by: Actor, now: datetime) -> OwnPlace:
    """Keep a place under a name; said again, the name means the new place.

    :raises NotAPlace: it is none.
    :raises TooMany: there are `MOST` others.
    """
    may_keep_places.require(by, patient)
    name, (latitude, longitude) = name.strip(), point
    if not 0 < len(name) <= 60 or not -90 <= latitude <= 90 or not -180 <= longitude <= 180:
        raise NotAPlace
    known = OwnPlace.objects.filter(patient_id=patient, name__iexact=name).first()
    if known is None and OwnPlace.objects.filter(patient_id=patient).count() >= MOST:
        raise TooMany
    row = known or OwnPlace(organization_id=by.organization_id, patient_id=patient)
    row.name, row.latitude, row.longitude, row.kept_at = name, latitude, longitude, now
    row.save()
    audit.wrote(by, "storefronts.place_kept", patient=patient, entity=("OwnPlace", row.id))
    return row


@transaction.atomic
def drop(*, place: UUID, by: Actor, now: datetime) -> None:
    """Forget a place.

    :raises OwnPlace.DoesNotExist: there is none.
    """
    row = OwnPlace.objects.select_for_update().get(id=place)
    may_keep_places.require(by, row.patient_id)
    audit.wrote(by, "storefronts.place_dropped", patient=row.patient_id, entity=("OwnPlace", row.id))
    row.delete()
