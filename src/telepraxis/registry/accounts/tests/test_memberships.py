"""What a person is in an organization: given, combined, taken away, and seen by nobody else."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from telepraxis.base import tenancy
from telepraxis.base.access import Actor, NotAllowed, Role
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.uuid7 import uuid7
from telepraxis.registry.accounts import actors, memberships, people
from telepraxis.registry.accounts.models import Account, Membership
from tests.people import MONDAY_8AM


@pytest.fixture
def freya(system):
    return people.create_staff_account(
        email="freya@quayside.test", name="Freya Nilsen", roles={Role.NURSE}, by=system, now=MONDAY_8AM
    )


def test_a_colleague_gets_an_account_and_roles(quayside, freya):
    membership = Membership.objects.get()

    assert (membership.account, membership.roles, membership.started_at) == (freya, ["nurse"], MONDAY_8AM)
    assert not freya.has_usable_password()
    assert AuditEvent.objects.filter(action="accounts.granted").count() == 1


def test_an_address_has_one_account_whatever_its_letters(quayside, freya):
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create(email="FREYA@quayside.test", name="Somebody else")

    assert people.find_by_email("Freya@QUAYSIDE.test") == freya
    assert Account.objects.count() == 1


def test_a_colleague_is_not_made_twice(quayside, system, freya):
    with pytest.raises(people.AlreadyStaff):
        people.create_staff_account(
            email="Freya@quayside.test", name="Freya N", roles={Role.MANAGER}, by=system, now=MONDAY_8AM
        )

    assert Membership.objects.get().roles == ["nurse"]


def test_one_person_may_be_several(quayside, system, freya):
    memberships.grant(account=freya, roles={Role.MANAGER}, by=system, now=MONDAY_8AM)

    assert Membership.objects.get().roles == ["manager", "nurse"]
    actor = actors.actor_of_account(freya, quayside.id, now=MONDAY_8AM)
    assert actor.roles == {Role.MANAGER, Role.NURSE}


def test_a_nurse_gives_nobody_a_role(quayside, freya):
    nurse = actors.actor_of_account(freya, quayside.id, now=MONDAY_8AM)

    with pytest.raises(NotAllowed):
        memberships.grant(account=freya, roles={Role.MANAGER}, by=nurse, now=MONDAY_8AM)

    assert Membership.objects.get().roles == ["nurse"]


def test_taking_away_the_last_role_ends_the_membership(quayside, system, freya):
    memberships.take_away(account=freya, roles={Role.NURSE}, by=system, now=MONDAY_8AM + timedelta(days=1))

    assert Membership.objects.get().ended_at == MONDAY_8AM + timedelta(days=1)
    assert actors.actor_of_account(freya, quayside.id, now=MONDAY_8AM) is None


def test_a_person_reads_their_own_memberships_everywhere_and_nobody_elses(hillcrest):
    from telepraxis.base.tenancy.models import Tenant

    quayside = Tenant.objects.create(slug="quayside", name="Quayside Practice", time_zone="Europe/Lisbon")
    for tenant in (quayside, hillcrest):
        by = Actor.system(tenant.id)
        for name in ("tomas", f"ana.{tenant.slug}"):
            account = people.find_by_email(f"{name}@mail.test")
            if account:
                memberships.grant(account=account, roles={Role.PHYSICIAN}, by=by, now=MONDAY_8AM)
            else:
                people.create_staff_account(
                    email=f"{name}@mail.test", name=name, roles={Role.PHYSICIAN}, by=by, now=MONDAY_8AM
                )
    tomas = people.find_by_email("tomas@mail.test")

    assert [m.organization.slug for m in memberships.of_account(tomas.pk)] == ["hillcrest", "quayside"]
    with pytest.raises(DatabaseError, match="no organization is set"), transaction.atomic():
        with tenancy.signed_in(tomas.pk):
            list(Membership.objects.all())


def test_a_patients_account_is_found_again_by_its_address(quayside, system, freya):
    account = people.account_for_patient(
        email="freya@quayside.test", name="Freya Nilsen", patient=None, by=system, now=MONDAY_8AM
    )

    assert account == freya
    assert Membership.objects.get().roles == ["nurse", "patient"]


def test_an_account_stays_with_the_patient_it_was_given_to(quayside, system, tomasz):
    account = Account.objects.get(pk=tomasz.account_id)

    with pytest.raises(memberships.IsAnotherPatient):
        people.account_for_patient(email=account.email, name="T", patient=uuid7(), by=system, now=MONDAY_8AM)

    assert Membership.objects.get(account=account).patient_id == tomasz.patient_id
