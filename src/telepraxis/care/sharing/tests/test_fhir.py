"""Patient/[id]/$summary over the API: as far as a token reaches, and each look in the trail."""

import asyncio
from types import SimpleNamespace

import pytest

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from telepraxis.base.access.grants import Reach
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.rest import Rest
from telepraxis.base.rest.tests import callers
from telepraxis.registry.patients import registration
from tests.people import MONDAY_8AM

from .scene import chart_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene(practice, settings):
    """Amara and Tomasz, and an API that trusts the grants of this scene."""
    settings.API_GRANTS = "telepraxis.base.rest.tests.callers.grant_of"
    callers.GRANTS.clear()
    with tenancy.serving(practice.id):
        system = Actor.system(practice.id)
        rows = [
            registration.register(given=given, family="Okonjo", birth_date=None, by=system, now=MONDAY_8AM)
            for given in ("Amara", "Tomasz")
        ]
        chart_of(f"Patient/{rows[0].logical_id}", system)
    loop, rest = asyncio.new_event_loop(), Rest()
    api = callers.Caller(rest, loop.run_until_complete, practice.slug, callers.token_for(practice.id))
    yield SimpleNamespace(api=api, rest=rest, loop=loop, practice=practice, amara=rows[0], tomasz=rows[1])
    loop.run_until_complete(rest.close())
    loop.close()


def parts_of(answer) -> dict:
    return {part["code"]["coding"][0]["code"]: part for part in answer.json["entry"][0]["resource"]["section"]}


def test_the_summary_is_read_through_the_api_and_the_look_stands_in_the_trail(scene):
    answer = scene.api.get(f"Patient/{scene.amara.logical_id}/$summary")

    assert (answer.status, answer.json["type"]) == (200, "document")
    assert "Penicillin" in parts_of(answer)["48765-2"]["text"]["div"]
    scene.loop.run_until_complete(scene.rest.trace.write())
    with tenancy.serving(scene.practice.id):
        look = AuditEvent.objects.get(action="fhir.summary")
    assert (look.patient_id, look.kind, look.entity_id) == (scene.amara.uid, "read", scene.amara.logical_id)


def test_a_token_sees_its_own_chart_and_its_own_types_whole_or_not_at_all(scene):
    hers = Reach(frozenset({scene.amara.uid}))
    some = Reach(frozenset({scene.amara.uid}), ((("category", "laboratory"),),))
    reaches = {("Patient", "r"): hers, ("AllergyIntolerance", "r"): hers, ("Observation", "r"): some}
    limited = scene.api.as_bearer(callers.token_for(scene.practice.id, reaches))

    answer = limited.get(f"Patient/{scene.amara.logical_id}/$summary")
    parts = parts_of(answer)
    assert len(parts["48765-2"]["entry"]) == 1
    withheld = {code for code, part in parts.items() if "emptyReason" in part}
    assert withheld == {"11450-4", "10160-0", "11369-6", "30954-2", "47519-4", "8716-3", "18776-5"}
    assert {parts[code]["emptyReason"]["coding"][0]["code"] for code in withheld} == {"withheld"}
    assert limited.get(f"Patient/{scene.tomasz.logical_id}/$summary").status == 404
    assert limited.get("Patient/nobody/$summary").status == 404
    assert limited.get(f"Patient/{scene.amara.logical_id}/$summary?_count=3").status == 400
