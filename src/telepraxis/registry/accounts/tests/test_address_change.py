"""One's own e-mail address: proved at the new one, told to the old one, and what was open before opens nothing more."""

import pytest
from django.test import Client

from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.events.models import ToldFact
from telepraxis.registry.accounts import security_log
from telepraxis.registry.accounts.models import Account, SignedInSession

from .conftest import code_in, link_in

NEW = "amara.okonjo@new.test"


def come_in(client, letters, email="amara@mail.test"):
    client.post("/account/login/code/", {"email": email})
    client.post("/account/login/code/enter/", {"code": code_in(letters()[-1]), "action": "verify"})
    return client


@pytest.fixture
def inside(client, amara, letters):
    return come_in(client, letters)


def test_nothing_changes_before_the_new_address_has_proved_itself(inside, amara, letters):
    answer = inside.post("/account/security/address/", {"email": NEW})

    assert (answer.status_code, letters()[-1].to) == (200, NEW)
    link = link_in(letters()[-1])
    assert b"Continue" in inside.get(link).content  # a mail scanner that opens it changes nothing
    assert Account.objects.get(pk=amara.pk).email == "amara@mail.test"

    inside.post(link)

    assert Account.objects.get(pk=amara.pk).email == NEW
    told = letters()[-1]
    assert (told.to, "a•••@new.test" in told.body, NEW in told.body) == ("amara@mail.test", True, False)
    assert [event.kind for event in security_log.of_account(amara.pk)][:2] == ["address_changed", "address_asked"]


def test_other_sessions_end_and_this_one_goes_on(inside, amara, letters):
    phone = come_in(Client(), letters)
    inside.post("/account/security/address/", {"email": NEW})
    inside.post(link_in([one for one in letters() if one.to == NEW][0]))

    assert inside.get("/account/security/").status_code == 200
    assert phone.get("/account/security/").status_code == 302
    assert SignedInSession.objects.filter(ended_at=None).count() == 1


def test_links_and_codes_sent_to_the_old_address_open_nothing_more(inside, amara, letters):
    elsewhere = Client()
    elsewhere.post("/account/login/code/", {"email": "amara@mail.test"})
    mailed = letters()[-1]
    inside.post("/account/security/address/", {"email": NEW})
    inside.post(link_in([one for one in letters() if one.to == NEW][0]))
    open_before = SignedInSession.objects.filter(ended_at=None).count()

    assert Client().post(link_in(mailed)).status_code == 410
    elsewhere.post("/account/login/code/enter/", {"code": code_in(mailed), "action": "verify"})
    assert elsewhere.get("/account/security/").status_code == 302
    assert SignedInSession.objects.filter(ended_at=None).count() == open_before

    come_in(Client(), letters, NEW)
    assert SignedInSession.objects.filter(ended_at=None).count() == open_before + 1


def test_a_link_works_once_and_not_after_another_change(inside, amara, letters):
    for email in (NEW, "amara@third.test"):
        inside.post("/account/security/address/", {"email": email})
    first, second = (link_in([one for one in letters() if one.to == to][0]) for to in (NEW, "amara@third.test"))
    inside.post(first)

    assert (inside.post(first).status_code, inside.post(second).status_code) == (410, 410)
    assert Account.objects.get(pk=amara.pk).email == NEW


def test_the_address_of_somebody_else_stays_theirs_and_the_page_tells_nobody(inside, amara, freya, letters):
    free = inside.post("/account/security/address/", {"email": NEW})
    taken = inside.post("/account/security/address/", {"email": "Freya@quayside.test"})

    said = [page.content.decode().partition("<h1>")[2].partition("<footer")[0] for page in (free, taken)]
    assert said[0].replace(NEW, "it") == said[1].replace("Freya@quayside.test", "it")
    assert (letters()[-1].to, "/account/address/" in letters()[-1].body) == ("Freya@quayside.test", False)


def test_somebody_who_took_the_address_meanwhile_keeps_it(inside, amara, freya, letters):
    inside.post("/account/security/address/", {"email": NEW})
    Account.objects.filter(pk=freya.pk).update(email=NEW)

    assert inside.post(link_in(letters()[-1])).status_code == 410
    assert Account.objects.get(pk=amara.pk).email == "amara@mail.test"


@pytest.mark.parametrize("typed", ["", "amara", "AMARA@mail.test"])
def test_what_is_no_new_address_is_said(inside, typed, letters):
    sent = len(letters())

    assert inside.post("/account/security/address/", {"email": typed}).status_code == 422
    assert len(letters()) == sent


def test_an_open_screen_is_not_enough(inside, amara, letters, later):
    later(minutes=30)

    answer = inside.post("/account/security/address/", {"email": NEW})

    assert (answer.status_code, answer["Location"].startswith("/account/again/")) == (302, True)
    assert all(mail.to != NEW for mail in letters())


def test_a_forged_link_changes_nothing(amara, client):
    assert client.post("/account/address/forged/").status_code == 410
    assert Account.objects.get(pk=amara.pk).email == "amara@mail.test"


def test_each_practice_hears_of_it(inside, amara, letters):
    inside.post("/account/security/address/", {"email": NEW})
    inside.post(link_in(letters()[-1]))

    assert AuditEvent.objects.filter(action="accounts.address_changed", account_id=amara.pk).count() == 1
    assert ToldFact.objects.filter(kind="registry.accounts.AddressChanged").count() == 1
