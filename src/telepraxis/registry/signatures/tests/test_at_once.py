"""Several who sign, replace and revoke at the same moment, each with a connection of its own, on the real database."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections

from telepraxis.base import tenancy
from telepraxis.base.audit.models import AuditEvent
from tests.people import MONDAY_8AM
from tests.sites import in_practice

from .. import keys, verifying
from ..models import Key
from . import scene

pytestmark = pytest.mark.django_db(transaction=True)
LATER = MONDAY_8AM + timedelta(minutes=1)


def at_once(practice, *works) -> list:
    """Start every work at the same moment and return what each returned or raised; each is one transaction."""
    start = Barrier(len(works))

    def run(work):
        try:
            connection.ensure_connection()
            start.wait()
            with tenancy.serving(practice.id):
                return work()
        except Exception as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def test_the_first_two_who_sign_make_one_key(practice):
    made = at_once(practice, *[lambda: scene.token(MONDAY_8AM, lines=2)] * 6)

    with in_practice(practice):
        assert Key.objects.count() == 1
        assert AuditEvent.objects.filter(action="signatures.made").count() == 1
    assert len(set(made)) == 1
    assert verifying.token(made[0], kind="prescription", now=LATER).organization == practice.id


def test_the_first_who_sign_pdfs_make_one_authority(practice):
    made = at_once(practice, *[lambda: scene.signed_pdf(MONDAY_8AM)] * 4)

    with in_practice(practice):
        assert sorted(Key.objects.values_list("use", flat=True)) == ["paper", "root"]
    assert [verifying.paper(pdf).state for pdf in made] == ["genuine"] * 4


def test_whoever_signs_while_a_key_is_replaced_signs_well(practice):
    with in_practice(practice) as system:
        scene.token(MONDAY_8AM)

    *made, _, _ = at_once(
        practice,
        *[lambda: scene.token(LATER, lines=1)] * 4,
        *[lambda: keys.rotate(use="token", by=system, now=LATER)] * 2,
    )

    with in_practice(practice):
        assert [key.is_current for key in Key.objects.order_by("made_at", "id")].count(True) == 1
    for text in made:
        assert verifying.token(text, kind="prescription", now=LATER).standing == "good"


def test_of_two_who_revoke_one_is_told(practice):
    with in_practice(practice) as system:
        kid = keys.signer(use="token", now=MONDAY_8AM).key.kid

    told = at_once(practice, *[lambda: keys.revoke(kid=kid, why="lost", by=system, now=LATER)] * 2)

    assert sorted(type(each).__name__ for each in told) == ["AlreadyRevoked", "Key"]
    with in_practice(practice):
        assert AuditEvent.objects.filter(action="signatures.revoked").count() == 1
