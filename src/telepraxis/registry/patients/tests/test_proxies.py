from dataclasses import replace
from datetime import date

import pytest

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.record.models import Patient
from telepraxis.registry.accounts import people
from telepraxis.registry.accounts.actors import actor_of_account
from telepraxis.registry.patients import proxies, registration
from telepraxis.registry.patients.document import details_of
from telepraxis.registry.patients.models import Proxy
from tests.people import MONDAY_8AM


@pytest.fixture
def kofi(system):
    """Kofi Mensah, six years old."""
    return registration.register(given="Kofi", family="Mensah", birth_date=date(2020, 5, 1), by=system, now=MONDAY_8AM)


@pytest.fixture
def abena(system):
    """Abena Mensah, his mother, with an account of her own."""
    return people.account_for_proxy(email="abena@example.org", name="Abena Mensah", by=system, now=MONDAY_8AM)


def appoint(kofi, abena, rui, **more):
    wanted = {"authority": "parental", "scope": ["book", "visit", "record"], "relation": "mother"} | more
    return proxies.appoint(patient=kofi.uid, account=abena, by=rui, now=MONDAY_8AM, **wanted)


def test_a_mother_acts_for_her_child_until_he_is_of_age(quayside, rui, kofi, abena):
    proxy = appoint(kofi, abena, rui)

    assert proxy.ends_on == date(2038, 4, 30)
    assert proxies.patients_of(abena.pk) == {kofi.uid}
    assert proxies.may_do(abena.pk, kofi.uid, "book")
    assert [each.name for each in proxies.represented_by(abena.pk)] == ["Kofi Mensah"]
    event = AuditEvent.objects.get(action="patients.proxy_appointed")
    assert (event.patient_id, event.reason) == (kofi.uid, "Abena Mensah: parental")


def test_what_she_does_is_kept_under_both_names(quayside, rui, kofi, abena):
    appoint(kofi, abena, rui)
    mother = actor_of_account(abena, quayside.id, now=MONDAY_8AM)

    details = replace(details_of(record.content_of(kofi)), phone="+351910555888")
    registration.amend(patient=kofi.uid, details=details, by=mother, now=MONDAY_8AM)

    event = AuditEvent.objects.get(action="patients.amended")
    assert (event.actor_name, event.patient_id, event.acting_for_patient) == ("Abena Mensah", kofi.uid, True)


def test_revoked_she_acts_no_more(quayside, rui, kofi, abena):
    proxies.revoke(proxy=appoint(kofi, abena, rui), reason="Court order", by=rui, now=MONDAY_8AM)

    assert proxies.patients_of(abena.pk) == frozenset()
    assert actor_of_account(abena, quayside.id, now=MONDAY_8AM).acts_for == frozenset()


@pytest.mark.parametrize(("starts_on", "until"), [(date(2020, 1, 1), date(2026, 11, 1)), (date(2099, 1, 1), None)])
def test_before_the_first_day_and_after_the_last_she_may_not(quayside, rui, kofi, abena, starts_on, until):
    appoint(kofi, abena, rui, authority="guardian", starts_on=starts_on, until=until)

    assert proxies.patients_of(abena.pk) == frozenset()


def test_a_grown_up_has_no_parental_proxy(quayside, rui, amara, abena):
    with pytest.raises(proxies.EndsBeforeItBegins):
        proxies.appoint(
            patient=amara.patient_id, account=abena, authority="parental", scope=["book"], by=rui, now=MONDAY_8AM
        )

    assert Proxy.objects.count() == 0


def test_nobody_is_appointed_twice(quayside, rui, kofi, abena):
    appoint(kofi, abena, rui)
    with pytest.raises(proxies.AlreadyProxy):
        appoint(kofi, abena, rui)

    assert Proxy.objects.count() == 1


def test_mother_and_child_do_not_share_a_mailbox(quayside, rui, kofi, abena):
    details = details_of(record.content_of(kofi))
    row = registration.amend(
        patient=kofi.uid, details=replace(details, email="Abena@Example.org"), by=rui, now=MONDAY_8AM
    )
    with pytest.raises(proxies.SharedMailbox):
        appoint(row, abena, rui)
    assert Proxy.objects.count() == 0

    registration.amend(patient=kofi.uid, details=details, by=rui, now=MONDAY_8AM)
    appoint(kofi, abena, rui)
    with pytest.raises(proxies.SharedMailbox):
        registration.amend(
            patient=kofi.uid, details=replace(details, email="abena@example.org"), by=rui, now=MONDAY_8AM
        )
    assert Patient.objects.get(uid=kofi.uid).email == ""


def test_a_patient_appoints_nobody_by_themself(quayside, amara, abena):
    with pytest.raises(NotAllowed):
        proxies.appoint(
            patient=amara.patient_id, account=abena, authority="patients_wish", scope=[], by=amara, now=MONDAY_8AM
        )


@pytest.mark.parametrize(
    ("born", "last_day"),
    [(date(2008, 11, 24), date(2026, 11, 23)), (date(2008, 2, 29), date(2026, 2, 28))],
)
def test_one_is_a_minor_until_the_day_before_the_eighteenth_birthday(born, last_day):
    assert proxies.last_day_as_minor(born) == last_day
    assert proxies.is_minor(born, last_day)
    assert not proxies.is_minor(born, date(2026, 11, 24))
