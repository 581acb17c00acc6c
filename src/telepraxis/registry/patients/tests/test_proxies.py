from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.record.models import Patient
from telepraxis.registry.accounts import people
from telepraxis.registry.accounts.actors import actor_of_account
from telepraxis.registry.organizations.models import OrganizationProfile
from telepraxis.registry.patients import proxies, registration
from telepraxis.registry.patients.document import details_of
from telepraxis.registry.patients.models import Proxy
from telepraxis.registry.patients.standing import standing
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


# What is restricted


def of_age(years: int, system, given: str = "Esi"):
    """Return a patient who turned so many years a hundred days ago, by the database's clock."""
    born = date.today() - timedelta(days=100)
    return registration.register(
        given=given, family="Mensah", birth_date=born.replace(year=born.year - years), by=system, now=timezone.now()
    )


def opened_to(account):
    found = standing(account.pk, None)
    return found.opened, found.opened_as_parent


@pytest.mark.parametrize(("years", "reads"), [(11, True), (12, False), (15, False)])
def test_a_mother_reads_what_is_restricted_until_the_age_of_confidentiality(quayside, system, rui, abena, years, reads):
    child = of_age(years, system)
    proxies.appoint(
        patient=child.uid, account=abena, authority="parental", scope=["record"], by=rui, now=timezone.now()
    )

    assert opened_to(abena) == (frozenset(), frozenset({child.uid} if reads else ()))


def test_the_practice_sets_the_age_and_who_only_books_reads_nothing(quayside, system, rui, abena):
    young, other = of_age(13, system), of_age(5, system, "Ama")
    now = timezone.now()
    proxies.appoint(patient=young.uid, account=abena, authority="parental", scope=["record"], by=rui, now=now)
    proxies.appoint(patient=other.uid, account=abena, authority="parental", scope=["book", "visit"], by=rui, now=now)

    OrganizationProfile.objects.update(confidential_from_age=14)

    assert opened_to(abena) == (frozenset(), frozenset({young.uid}))


def test_an_adolescent_with_a_sign_in_lets_her_mother_read_and_takes_it_back(quayside, system, rui, abena):
    esi, now = of_age(15, system), timezone.now()
    wanted = {"patient": esi.uid, "account": abena, "authority": "parental", "by": rui, "now": now}
    with pytest.raises(proxies.NotTheirsToOpen):
        proxies.appoint(scope=["record", "sensitive"], **wanted)
    assert Proxy.objects.count() == 0
    mother = proxies.appoint(scope=["record"], **wanted)
    account = people.account_for_patient(email="esi@example.org", name="Esi", patient=esi.uid, by=rui, now=now)
    hers = actor_of_account(account, quayside.id, now=now)
    acting = actor_of_account(abena, quayside.id, now=now)

    with pytest.raises(NotAllowed):
        proxies.open_restricted(proxy=mother, opened=True, by=acting, now=now)
    proxies.open_restricted(proxy=mother, opened=True, by=hers, now=now)
    assert opened_to(abena) == (frozenset({esi.uid}), frozenset())
    proxies.open_restricted(proxy=mother, opened=False, by=hers, now=now)

    assert opened_to(abena) == (frozenset(), frozenset())
    said = AuditEvent.objects.filter(action__startswith="patients.restricted").order_by("at", "id")
    assert [(each.action, each.actor_name) for each in said] == [
        ("patients.restricted_opened", "Esi"),
        ("patients.restricted_closed", "Esi"),
    ]


def test_a_young_child_opens_nothing_and_a_revoked_proxy_keeps_nothing(quayside, system, rui, abena, amara):
    child, now = of_age(9, system), timezone.now()
    people.account_for_patient(email="kid@example.org", name="Esi", patient=child.uid, by=rui, now=now)
    with pytest.raises(proxies.NotTheirsToOpen):
        proxies.appoint(
            patient=child.uid, account=abena, authority="parental", scope=["record", "sensitive"], by=rui, now=now
        )
    assert Proxy.objects.count() == 0

    proxy = proxies.appoint(
        patient=amara.patient_id,
        account=abena,
        authority="patients_wish",
        scope=["record", "sensitive"],
        by=rui,
        now=now,
    )
    assert opened_to(abena) == (frozenset({amara.patient_id}), frozenset())
    proxies.revoke(proxy=proxy, by=rui, now=now)
    assert opened_to(abena) == (frozenset(), frozenset())


# Whose mailbox


def test_a_minors_own_sign_in_is_never_made_their_parents_account(quayside, system, rui):
    esi, now = of_age(15, system), timezone.now()
    account = people.account_for_patient(email="esi@example.org", name="Esi", patient=esi.uid, by=rui, now=now)

    with pytest.raises(proxies.SharedMailbox):
        proxies.appoint(patient=esi.uid, account=account, authority="parental", scope=["record"], by=rui, now=now)

    assert Proxy.objects.count() == 0


def test_a_parent_cannot_move_to_the_childs_address(quayside, system, rui, kofi, abena):
    from telepraxis.registry.accounts import address_change, links

    details = details_of(record.content_of(kofi))
    registration.amend(patient=kofi.uid, details=replace(details, email="kofi@example.org"), by=rui, now=MONDAY_8AM)
    appoint(kofi, abena, rui)

    with pytest.raises(address_change.AddressTaken):
        address_change.confirm(
            token=links.address_token(abena, "Kofi@example.org"), kept_session=None, now=timezone.now()
        )

    abena.refresh_from_db()
    assert abena.email == "abena@example.org"


def test_two_records_of_a_minor_do_not_merge_into_the_parents_address(quayside, system, rui, kofi, abena):
    from telepraxis.registry.patients import merging
    from telepraxis.registry.patients.models import PatientMerge

    appoint(kofi, abena, rui)
    twice = registration.register(
        given="Kofi", family="Mensah", birth_date=date(2020, 5, 1), email="abena@example.org", by=system,
        now=MONDAY_8AM, despite_duplicates=[kofi.uid],
    )  # fmt: skip

    door = {"may_come_in": {abena.pk: True}, "by": system, "now": MONDAY_8AM}
    with pytest.raises(merging.MailboxShared):
        merging.merge(survivor=kofi.uid, retired=twice.uid, reason="Twice", **door)

    assert PatientMerge.objects.count() == 0
    assert Patient.objects.get(uid=kofi.uid).email == ""


def test_an_address_is_shared_by_a_minor_and_who_acts_for_them_only(quayside, rui, kofi, abena):
    appoint(kofi, abena, rui)

    def shares(email, born=kofi.birth_date):
        return proxies.shares_mailbox(kofi.uid, birth_date=born, email=email, now=MONDAY_8AM)

    assert shares(" ABENA@example.org")
    assert not shares("")
    assert not shares("kofi@example.org")
    assert not shares("abena@example.org", date(2000, 1, 1))
