from datetime import date

import pytest
from django.db import connection

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from telepraxis.registry.organizations.founding import found_organization
from telepraxis.registry.patients import registration, search
from telepraxis.registry.patients.document import Identifier
from telepraxis.registry.patients.models import SearchToken, Spelling
from tests.people import MONDAY_8AM

TODAY = MONDAY_8AM.date()


@pytest.fixture
def town(system, amara, tomasz):
    """Amara Okonjo, Tomasz Wilk and their neighbours."""
    neighbours = [
        ("Inês", "Gonçalves Sá", date(1984, 3, 12), "+351 910 555 001"),
        ("João", "Gonçalves", date(1962, 7, 1), "+351 910 555 002"),
        ("Jürgen", "Groß", date(1979, 12, 3), "+49 171 555 0003"),
        ("María José", "Núñez de la Peña", date(2001, 1, 31), "+34 600 555 004"),
        ("Seán", "O'Neill", date(1948, 10, 9), "+353 85 555 0005"),
    ]
    for given, family, born, phone in neighbours:
        registration.register(
            given=given,
            family=family,
            birth_date=born,
            phone=phone,
            identifiers=[Identifier(system="urn:example:card", value=f"QP-{born.year} 77")],
            by=system,
            now=MONDAY_8AM,
        )


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Amara Okonjo", "Amara Okonjo"),
        ("okonjo amara", "Amara Okonjo"),
        ("okonyo", "Amara Okonjo"),
        ("amar oko", "Amara Okonjo"),
        ("goncalves ines", "Inês Gonçalves Sá"),
        ("gonclaves joao", "João Gonçalves"),
        ("gross", "Jürgen Groß"),
        ("jurgn", "Jürgen Groß"),
        ("nunez", "María José Núñez de la Peña"),
        ("jose pena", "María José Núñez de la Peña"),
        ("oneil sean", "Seán O'Neill"),
        ("O’Neill", "Seán O'Neill"),
        ("tomaz wilk", "Tomasz Wilk"),
        ("2 Feb 1955", "Tomasz Wilk"),
        ("wlik 02.02.1955", "Tomasz Wilk"),
        ("555 014", "Amara Okonjo"),
        ("+351 910 555 014", "Amara Okonjo"),
        ("910555014", "Amara Okonjo"),
        ("amara@exam", "Amara Okonjo"),
        ("QP-1948", "Seán O'Neill"),
    ],
)
def test_fragments_with_slips_find_the_person_first(town, typed, found):
    assert [patient.name for patient in search.find_patients(typed, today=TODAY)][:1] == [found]


@pytest.mark.parametrize("typed", ["", "   ", "-- ,", "de la", "zz", "%", "'; DROP TABLE", "31/02/1991"])
def test_nothing_legible_finds_nobody(town, typed):
    assert search.find_patients(typed, today=TODAY) == []


def test_a_birth_date_beside_the_text_counts(town):
    both = search.find_patients("goncalves", today=TODAY)
    one = search.find_patients("goncalves", date(1962, 7, 1), today=TODAY)

    assert [patient.name for patient in both] == ["João Gonçalves", "Inês Gonçalves Sá"]
    assert one[0].name == "João Gonçalves"
    assert one[0].score > 1.5


def test_the_number_of_queries_is_constant(town, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        search.find_patients("goncalves 3.12.1984 910555", today=TODAY)


@pytest.fixture
def crowd(transactional_db, test_database):
    """A practice with so many words that looking at each would be silly, and statistics that say so."""
    tenant = found_organization(
        slug="quayside", name="Quayside Practice", time_zone="UTC", jurisdiction="PT", now=MONDAY_8AM
    )
    words = [f"word{number}" for number in range(4000)]
    with tenancy.serving(tenant.id):
        amara = registration.register(
            given="Amara",
            family="Okonjo",
            birth_date=date(1991, 3, 12),
            by=Actor.system(tenant.id),
            now=MONDAY_8AM,
        )
        Spelling.objects.bulk_create(Spelling(organization=tenant, trace=word, word=word) for word in words)
        SearchToken.objects.bulk_create(SearchToken(organization=tenant, token=word, patient=amara) for word in words)
    with test_database.owner.connect() as owner:
        owner.execute("ANALYZE patients_spelling, patients_searchtoken")
    return tenant


@pytest.mark.parametrize(
    ("statement", "parameters", "index"),
    [
        (search.WORDS, [[0], ["gonc"], ["gonc" + search.LAST]], "spelling_once"),
        (search.BEARERS, [[0], ["goncalves"], [1.0], 10], "search_token_once"),
        (search.TOKENS, [["~200"], ["~200" + search.LAST]], "search_token_once"),
    ],
)
def test_each_step_uses_the_index_although_row_level_security_stands_before_it(crowd, statement, parameters, index):
    with tenancy.serving(crowd.id), connection.cursor() as cursor:
        cursor.execute("SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
        cursor.execute("EXPLAIN " + statement, parameters)
        plan = "\n".join(line for (line,) in cursor.fetchall())

    assert index in plan
    condition = plan.partition(index)[2].partition("Index Cond:")[2].splitlines()[0]
    assert "organization_id" in condition
    assert "trace" in condition or "token" in condition


def test_another_organization_finds_nobody_of_ours(transactional_db):
    names = ("Quayside Practice", "Hillcrest Clinic")
    practices = [
        found_organization(slug=name.split()[0].lower(), name=name, time_zone="UTC", jurisdiction="PT", now=MONDAY_8AM)
        for name in names
    ]
    for tenant, year in zip(practices, (1991, 1962), strict=True):
        with tenancy.serving(tenant.id):
            registration.register(
                given="Amara",
                family="Okonjo",
                birth_date=date(year, 3, 12),
                by=Actor.system(tenant.id),
                now=MONDAY_8AM,
            )

    for tenant, year in zip(practices, (1991, 1962), strict=True):
        with tenancy.serving(tenant.id):
            assert [found.birth_date.year for found in search.find_patients("okonjo", today=TODAY)] == [year]
