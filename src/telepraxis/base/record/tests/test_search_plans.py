"""The plans of the main questions, as the app's role and behind the walls: no table is walked from end to end."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import pytest
from django.db import connection

from telepraxis.base import audit, record, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.fhir.asking import ask
from telepraxis.base.record.searching import View, finding, steps
from telepraxis.base.tenancy.models import Tenant
from tests.people import MONDAY_8AM

from .searched import LOINC, everything, pulse

PEOPLE, PULSES = 200, 20
WALKS_A_TABLE = ("Seq Scan on record_word", "Seq Scan on record_moment", "Seq Scan on record_amount",
                 "Seq Scan on record_line", "Seq Scan on record_observation")  # fmt: skip
CHART = f"patient=p7&code={LOINC}|8867-4&_sort=-date"
QUESTIONS = [
    ("Observation", CHART),
    ("Observation", f"patient=p7&code={LOINC}|8867-4&_sort=date"),
    ("Observation", f"patient=p7&code={LOINC}|8867-4&_sort=-date&status=final&date=ge2026-01-05"),
    ("Observation", "patient=p7"),
    ("Observation", "patient=p7&_sort=-date"),
    ("Observation", "patient=p7&date=ge2026-01-05"),
    ("Observation", f"code={LOINC}|8867-4"),
    ("Observation", f"code={LOINC}|8867-4&status=final"),
    ("Observation", "patient.identifier=p7"),
    ("Observation", "_id=o7-1"),
    ("Patient", "name=nam"),
    ("Patient", "name=name7"),
    ("Patient", "identifier=p7"),
    ("Patient", "family=name7&gender=female"),
    ("Patient", "_sort=family"),
    ("Patient", "birthdate=1950-01-08"),
    ("Patient", "_id=p7&_revinclude=Observation:patient"),
]


@pytest.fixture
def crowd(transactional_db, test_database):
    """A practice with so much on record that walking along a table would be silly, and statistics that say so."""
    test_database.renew()
    tenant = Tenant.objects.create(slug="quayside", name="Quayside Practice", time_zone="UTC")
    by = Actor.system(tenant.id)
    first = datetime(2026, 1, 1, tzinfo=UTC)
    with tenancy.serving(tenant.id):
        audit.wrote(by, "fhir.imported")
        record.write_many([_person(number) for number in range(PEOPLE)], by=by, now=MONDAY_8AM)
        pulses = [
            pulse(f"o{person}-{day}", f"p{person}", (first + timedelta(days=day)).isoformat(), 60 + day)
            for person in range(PEOPLE)
            for day in range(PULSES)
        ]
        record.write_many(pulses, by=by, now=MONDAY_8AM)
    with test_database.owner.connect() as owner:
        owner.execute("ANALYZE")
    return tenant


def _person(number: int) -> dict:
    return {
        "resourceType": "Patient",
        "id": f"p{number}",
        "name": [{"family": f"Name{number}", "given": [f"Given{number}"]}],
        "identifier": [{"system": "urn:x", "value": f"p{number}"}],
        "gender": "female" if number % 2 else "male",
        "birthDate": f"{1950 + number % 50}-01-08",
    }


def test_every_main_question_finds_its_index_although_row_level_security_stands_before_it(crowd):
    with tenancy.serving(crowd.id), connection.cursor() as cursor:
        cursor.execute("SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
        cursor.execute("SELECT set_config('random_page_cost', %s, true)", [finding.PAGE_COST])
        plans = {question: _plans(cursor, type, question, crowd.id) for type, question in QUESTIONS}

    walked = {question: each for question, each in plans.items() if any(walk in str(each) for walk in WALKS_A_TABLE)}
    assert walked == {}
    [chart] = plans[CHART]
    assert "Index Only Scan Backward using record_line_pkey" in chart
    assert "Sort" not in chart


def _plans(cursor, type, question, organization_id) -> list[str]:
    query = ask(type, parse_qsl(question), now=MONDAY_8AM)
    walk = steps(query, View(organization_id, everything, MONDAY_8AM))
    plans = []
    try:
        wanted = next(walk)
        while True:
            cursor.execute(f"EXPLAIN {wanted.sql}", wanted.params)
            plans.append("\n".join(line for (line,) in cursor.fetchall()))
            cursor.execute(wanted.sql, wanted.params)
            wanted = walk.send(cursor.fetchall())
    except StopIteration:
        return plans
