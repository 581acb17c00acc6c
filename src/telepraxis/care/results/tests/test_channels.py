"""The same through each door for real: the API, a file, paper that a person confirmed. And two who decide at once."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import connections
from django.utils import timezone

from telepraxis.base import exchange, tenancy
from telepraxis.base.access import Actor, Role
from telepraxis.base.rest import Rest
from telepraxis.base.rest.tests import callers
from telepraxis.care.scanning import confirming
from telepraxis.care.scanning.suggesting import suggestion_of
from telepraxis.care.scanning.taking_over import Decided
from telepraxis.care.scanning.tests import scene as paper
from telepraxis.care.scanning.tests.conftest import with_number
from telepraxis.registry.patients import registration
from telepraxis.registry.practitioners.enrolment import enrol
from tests.people import MONDAY_8AM, colleague
from tests.sites import in_practice

from .. import deciding
from ..models import Arrival, Item, Urgency
from ..tasks import each_minute
from .scene import arrived, keep, report, taken_in, value


@pytest.fixture
def own_home(settings, tmp_path):
    settings.FILES_HOME = tmp_path / "files"


def test_paper_that_a_person_confirmed_is_one_item_with_the_values_taken_over(amara, ines, rui, system, own_home):
    amara = with_number(amara, "QS-40021", system)
    (document,) = paper.documents_of(paper.send_stack(paper.RESULTS, by=rui, now=MONDAY_8AM))
    values = tuple(number for number, each in enumerate(suggestion_of(document).values) if each.kind == "result")
    confirming.confirm(
        document=document, by=ines, now=MONDAY_8AM,
        said=confirming.Confirmed(
            patient=amara.patient_id, title="Laboratory report", type=("11502-2", "Laboratory report"),
            dated=MONDAY_8AM.date(), values=Decided(take=values),
        ),
    )  # fmt: skip

    (item,) = taken_in()
    assert (item.type, item.parts.count(), item.is_open, item.patient_id) == (
        "DocumentReference", len(values), True, amara.patient_id,
    )  # fmt: skip


@pytest.fixture
def open_practice(practice, settings):
    """Amara at Quayside, two physicians, and an API that trusts the grants of this scene."""
    settings.API_GRANTS = "telepraxis.base.rest.tests.callers.grant_of"
    callers.GRANTS.clear()
    with in_practice(practice) as system:
        amara = registration.register(
            given="Amara", family="Okonjo", birth_date=date(1991, 3, 12), by=system, now=MONDAY_8AM
        )
        people = []
        for name in ("ines", "sam"):
            row = enrol(
                given=name.title(), family="Doe", specialty_code="family-medicine", languages=["en"],
                time_zone="Europe/Lisbon", by=system, now=MONDAY_8AM,
            )  # fmt: skip
            people.append(
                colleague(f"{name}@quayside.test", name.title(), {Role.PHYSICIAN}, system, practitioner=row.uid)
            )
    loop, rest = asyncio.new_event_loop(), Rest()
    api = callers.Caller(rest, loop.run_until_complete, practice.slug, callers.token_for(practice.id))
    yield SimpleNamespace(api=api, practice=practice, amara=amara, people=people)
    loop.run_until_complete(rest.close())
    loop.close()


@pytest.mark.django_db(transaction=True)
def test_through_the_api_and_a_file_it_comes_and_the_worker_takes_it_in(open_practice, tmp_path):
    practice, amara, now = open_practice.practice, open_practice.amara, timezone.now()
    with in_practice(practice):
        high = json.loads(json.dumps(value(amara.uid, number="6.9", flag="HH", at=now), default=float)) | {"id": "k"}
        whole = report(amara.uid, at=now) | {"result": [{"reference": "Observation/k"}], "id": "panel"}
    bundle = {
        "resourceType": "Bundle", "type": "transaction",
        "entry": [
            {"resource": each, "request": {"method": "PUT", "url": f"{each['resourceType']}/{each['id']}"}}
            for each in (high, whole)
        ],
    }  # fmt: skip
    assert open_practice.api.post("", bundle).status == 200
    assert open_practice.api.put("DiagnosticReport/alone", report_json(amara, now)).status == 201
    old = [report_json(amara, now - timedelta(days=400 + number), f"old-{number}") for number in range(40)]
    (tmp_path / "record.ndjson").write_text("\n".join(map(json.dumps, old)))
    exchange.import_from(
        tmp_path / "record.ndjson", source="urn:lab", reports=tmp_path / "said", by=Actor.system(practice.id),
        clock=timezone.now,
    )  # fmt: skip

    each_minute(now=timezone.now())
    with tenancy.serving(practice.id):
        assert Arrival.objects.count() == 0
        waiting = {item.logical_id: item.urgency for item in Item.objects.filter(closed_at=None)}
        filed = Item.objects.filter(filed_at__isnull=False).count()
    assert (waiting, filed) == ({"panel": Urgency.CRITICAL, "alone": Urgency.UNRATED}, 40)


def report_json(amara, at, id: str = "alone") -> dict:
    return {
        "resourceType": "DiagnosticReport", "status": "final", "id": id, "code": {"text": "ECG"},
        "subject": {"reference": f"Patient/{amara.logical_id}"}, "effectiveDateTime": at.isoformat(),
    }  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_has_decided(open_practice):
    practice, now = open_practice.practice, timezone.now()
    with in_practice(practice) as system:
        item = arrived(system, value(open_practice.amara.uid, number="5.6", at=now), now)

    def decide(by):
        try:
            with tenancy.serving(practice.id):
                deciding.decide(item=item, version=item.version, text="Repeat", by=by, now=now)
            return "decided"
        except deciding.AlreadyDone as done:
            return done.by
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as both:
        answers = sorted(both.map(decide, open_practice.people))
    with tenancy.serving(practice.id):
        assert answers[0 if answers[0] != "decided" else 1] == Item.objects.get().decided_by
        assert "decided" in answers and Item.objects.get().deeds.filter(what="decided").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_open_the_list_at_once_make_each_item_once(open_practice):
    practice, now = open_practice.practice, timezone.now()
    with in_practice(practice) as system:
        for number in range(12):
            keep(system, value(open_practice.amara.uid, code=str(number), at=now), now)

    def look(_number):
        try:
            with tenancy.serving(practice.id):
                from ..arriving import take_in

                return take_in(now=now)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as many:
        assert sum(many.map(look, range(4))) == 12
    with tenancy.serving(practice.id):
        assert (Item.objects.count(), Arrival.objects.count()) == (12, 0)
