"""Opening an app from here: what somebody has open goes along as one opaque word (SMART App Launch, EHR launch)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.record.models import Encounter
from telepraxis.registry.patients.identity import uids_of

from .digests import digest_of, new_secret
from .models import App, Launch
from .permissions import may_open_apps

LASTS = timedelta(minutes=10)


class CannotLaunch(Exception):
    """The launch is unknown, too old, used, of another app, or of another person."""


@dataclass(frozen=True)
class Context:
    """The patient, and the encounter's logical id where there is one."""

    patient: UUID
    encounter: str = ""


@transaction.atomic
def launch(*, app: App, patient: UUID, encounter: str = "", fhir_url: str, by: Actor, now: datetime) -> str:
    """Return the address by which the actor's browser opens the app with this patient.

    :raises CannotLaunch: nobody opens this app from here, or the encounter is not one of this patient's.
    """
    may_open_apps.require(by, patient)
    if app.disabled_at or not app.launch_uri or not app.for_staff:
        raise CannotLaunch(app.name)
    if encounter and not Encounter.objects.filter(logical_id=encounter, patient_id__in=uids_of(patient)).exists():
        raise CannotLaunch(app.name)
    text = new_secret()
    Launch(
        organization_id=by.organization_id,
        digest=digest_of(text),
        app=app,
        account_id=by.account_id,
        patient_id=patient,
        encounter=encounter,
        expires_at=now + LASTS,
    ).save(force_insert=True)
    audit.looked(by, "apps.opened", patient=patient, entity=("App", app.id), reason=app.name)
    joined = "&" if "?" in app.launch_uri else "?"
    return f"{app.launch_uri}{joined}{urlencode({'iss': fhir_url, 'launch': text})}"


def context_of(text: str, *, app: App, by: Actor, now: datetime) -> Context:
    """Return what was open, without using the launch up: the consent page asks before it is given.

    :raises CannotLaunch: see there.
    """
    row = _usable(text, app, by, now)
    return Context(row.patient_id, row.encounter)


@transaction.atomic
def use(text: str, *, app: App, by: Actor, now: datetime) -> Context:
    """Use the launch up and return what was open.

    :raises CannotLaunch: see there; of two who try at once, one is told so.
    """
    row = _usable(text, app, by, now)
    if not Launch.objects.filter(id=row.id, used_at=None).update(used_at=now):
        raise CannotLaunch(app.name)
    return Context(row.patient_id, row.encounter)


def _usable(text: str, app: App, by: Actor, now: datetime) -> Launch:
    row = Launch.objects.filter(digest=digest_of(text), app=app, account_id=by.account_id).first()
    if row is None or row.used_at is not None or row.expires_at <= now:
        raise CannotLaunch(app.name)
    return row
