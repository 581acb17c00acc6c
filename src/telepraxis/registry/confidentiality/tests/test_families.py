"""Children, adolescents, and who acts for them: Esi Mensah and her mother Abena."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from telepraxis.base import record, tenancy
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.notify.models import OutgoingMail
from telepraxis.base.record.labels import Label
from telepraxis.registry.accounts import people
from telepraxis.registry.accounts.actors import actor_of_account
from telepraxis.registry.confidentiality import breaking, wishes
from telepraxis.registry.patients import proxies, registration

from .conftest import problem
from .test_breaking import WHY, seen_by


class Family:
    """Esi at some age, with a sprain in her chart, a pregnancy that is restricted, and what is kept from parents."""

    def __init__(self, years: int, system, rui, email: str = ""):
        now, today = timezone.now(), date.today() - timedelta(days=40)
        born = today.replace(year=today.year - years)
        row = registration.register(given="Esi", family="Mensah", birth_date=born, email=email, by=system, now=now)
        self.esi, self.rui = row.uid, rui
        problem(row.uid, "Sprain", system)
        for text, labels in (("Pregnancy", Label.REPRODUCTIVE), ("Beaten at home", Label.ADOLESCENT | Label.VIOLENCE)):
            closed = problem(row.uid, text, system)
            record.put_labels("Condition", closed.logical_id, labels, by=system, now=now)
        self.account = people.account_for_proxy(email="abena@example.org", name="Abena Mensah", by=system, now=now)
        self.proxy = self.appointed()

    def appointed(self):
        return proxies.appoint(
            patient=self.esi, account=self.account, authority="parental", scope=["book", "visit", "record"],
            relation="mother", by=self.rui, now=timezone.now(),
        )  # fmt: skip

    @property
    def mother(self):
        return actor_of_account(self.account, self.rui.organization_id, now=timezone.now())


def test_the_mother_of_a_child_of_eleven_sees_all_but_what_is_kept_from_parents(system, rui):
    family = Family(11, system, rui)

    assert family.mother.acts_for == {family.esi}
    assert seen_by(family.mother) == ["Pregnancy", "Sprain"]


def test_at_fifteen_she_books_for_her_and_sees_nothing_restricted(system, rui):
    family = Family(15, system, rui)

    assert proxies.may_do(family.account.pk, family.esi, "book")
    assert seen_by(family.mother) == ["Sprain"]


def test_a_right_that_has_just_ended_is_closed_with_the_next_request(system, rui, browse):
    family = Family(11, system, rui)
    client, page = browse(family.mother), reverse("entries:own", args=[family.esi])
    read = client.get(page).content.decode()
    assert "Pregnancy" in read and "Beaten at home" not in read

    proxies.revoke(proxy=family.proxy, by=rui, now=timezone.now())

    assert client.get(page).status_code == 404
    assert family.mother.sight == tenancy.UNLABELLED


def test_at_fifteen_the_page_shows_her_what_is_open_and_that_is_all(system, rui, browse):
    family = Family(15, system, rui)

    read = browse(family.mother).get(reverse("entries:own", args=[family.esi])).content.decode()

    assert "Sprain" in read and "Pregnancy" not in read and "Beaten at home" not in read


def test_at_fifteen_esi_lets_her_mother_read_and_takes_it_back(quayside, system, rui):
    family, now = Family(15, system, rui), timezone.now()
    account = people.account_for_patient(email="esi@example.org", name="Esi", patient=family.esi, by=rui, now=now)
    esi = actor_of_account(account, quayside.id, now=now)

    proxies.open_restricted(proxy=family.proxy, opened=True, by=esi, now=now)
    assert seen_by(family.mother) == ["Beaten at home", "Pregnancy", "Sprain"]
    proxies.open_restricted(proxy=family.proxy, opened=False, by=esi, now=now)

    assert seen_by(family.mother) == ["Sprain"]


def test_the_mother_is_not_told_that_something_of_hers_was_opened(system, rui, samuel, browse):
    family = Family(15, system, rui)
    breaking.open_in_emergency(patient=family.esi, reason=WHY, by=samuel, now=timezone.now())

    assert not OutgoingMail.objects.filter(template="confidentiality/mail/opened").exists()
    page = browse(family.mother).get(f"/record/access/?of={family.esi}").content.decode()
    assert "registered" in page and "emergency" not in page and WHY not in page and "who may see" not in page


def test_her_own_mailbox_is_told(system, rui, samuel):
    family = Family(15, system, rui, email="esi@example.org")
    breaking.open_in_emergency(patient=family.esi, reason=WHY, by=samuel, now=timezone.now())

    [mail] = OutgoingMail.objects.filter(template="confidentiality/mail/opened")
    assert mail.to == "esi@example.org"


@pytest.mark.parametrize(("years", "may"), [(11, True), (15, False)])
def test_who_reads_what_is_restricted_may_ask_for_privacy(system, rui, years, may):
    family = Family(years, system, rui)

    asked = wishes.may_wish.allows(family.mother, family.esi)

    assert asked is may
    assert AuditEvent.objects.filter(action="confidentiality.wished").count() == 0
