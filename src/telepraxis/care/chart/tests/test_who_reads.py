"""Who reads what was written: the patient, who may read for them, and nobody of another practice."""

import pytest
from django.db import connection

from telepraxis.base.record.models import Composition
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.tests.people import TEN_FORTY
from telepraxis.registry.accounts.actors import actor_of_account
from telepraxis.registry.accounts.models import Account
from telepraxis.registry.patients import proxies
from tests.people import MONDAY_8AM

from .. import notes
from ..models import NoteDraft, Signature
from ..permissions import may_read_chart, may_read_own_record


@pytest.fixture
def signed(room_visit, ines):
    visit = visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)
    notes.save_draft(visit=visit, sections={"plan": "Rest"}, revision=0, by=ines, now=TEN_FORTY)
    notes.sign(visit=visit, by=ines, now=TEN_FORTY)
    return visit


def act_for(amara, tomasz, system, scope):
    """Tomasz acts for Amara from now on; return him as he comes in next."""
    account = Account.objects.get(id=tomasz.account_id)
    proxies.appoint(
        patient=amara.patient_id, account=account, authority="patients_wish", scope=scope, by=system, now=MONDAY_8AM
    )
    return actor_of_account(account, system.organization_id, now=MONDAY_8AM)


def test_amara_reads_her_own_and_clinicians_read_charts(signed, amara, tomasz, ines, freya, rui):
    readers = {person.name: may_read_own_record.allows(person, signed.patient_id) for person in (amara, tomasz, rui)}
    assert readers == {"Amara Okonjo": True, "Tomasz Wilk": False, "Rui Tavares": False}
    assert [may_read_chart.allows(person, signed.patient_id) for person in (ines, freya, rui, amara)] == [
        True,
        True,
        False,
        False,
    ]


def test_a_join_link_is_no_key_to_the_record(signed, amara):
    assert not may_read_own_record.allows(
        amara.by_link(patient_id=amara.patient_id, name=amara.name), signed.patient_id
    )


@pytest.mark.parametrize("scope, reads", [(["book", "visit"], False), (["record"], True)])
def test_a_proxy_reads_as_far_as_their_authority_goes(signed, amara, tomasz, system, scope, reads):
    acting = act_for(amara, tomasz, system, scope)

    assert may_read_own_record.allows(acting, signed.patient_id) is reads


def test_another_practice_sees_no_draft_no_signature_no_note(signed, hillcrest):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.organization', %s, true)", [str(hillcrest.id)])

    assert [table.objects.count() for table in (NoteDraft, Signature, Composition)] == [0, 0, 0]
