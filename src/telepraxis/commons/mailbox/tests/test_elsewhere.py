"""A pharmacy on another installation: a manager adds it by its address, and both send over the network."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from telepraxis.base.access import Role
from telepraxis.base.uuid7 import uuid7
from telepraxis.commons.mailbox import asking, letters, partners, reading, receiving, sending, tasks
from telepraxis.commons.mailbox.models import Enquiry, Incoming, Outgoing, Partner
from telepraxis.registry.signatures.known import read_set
from tests.people import colleague
from tests.signing_in import sign_in_client

from .elsewhere import Elsewhere

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def elsewhere():
    place = Elsewhere()
    yield place
    place.stop()


@pytest.fixture
def partner(practice, elsewhere, at):
    """Elsewhere Pharmacy, added by Marta an hour ago."""
    now = timezone.now() - timedelta(hours=1)
    with at(practice) as marta:
        asked = partners.enquire(address=elsewhere.address, by=marta, now=now)
    tasks.enquire(organization_id=practice.id, enquiry_id=asked.id, now=now)
    with at(practice) as marta:
        return partners.add(enquiry=asked.id, by=marta, now=now)


def post(letter) -> tuple[int, dict]:
    answer = Client().post("/messages/quayside/", json.dumps(letter), content_type="application/json")
    return answer.status_code, answer.json()


def test_marta_enters_an_address_compares_and_adds(practice, elsewhere, at):
    with at(practice) as by:
        marta = colleague("marta@quayside.test", "Marta Nunes", {Role.MANAGER}, by)
    page = Client()
    sign_in_client(page, _account(marta), practice, hat="staff")

    page.post("/setup/messages/enquiries/", {"address": f" {elsewhere.address} "})
    with at(practice):
        asked = Enquiry.objects.get()
    assert "Waiting for an answer" in page.get("/setup/messages/").content.decode()
    tasks.enquire(organization_id=practice.id, enquiry_id=asked.id, now=timezone.now())

    shown = page.get("/setup/messages/").content.decode()
    assert "Elsewhere Pharmacy" in shown and asking.fingerprint(elsewhere.said()) in shown
    page.post(f"/setup/messages/enquiries/{asked.id}/", {"add": ""})

    with at(practice):
        [row] = reading.partners()
    assert (row.name, row.whose, row.address) == ("Elsewhere Pharmacy", elsewhere.organization, elsewhere.address)
    refused = page.post("/setup/messages/enquiries/", {"address": "the pharmacy"})
    assert refused.status_code == 422 and "beginning with https://" in refused.content.decode()


def _account(actor):
    from telepraxis.registry.accounts.models import Account

    return Account.objects.get(id=actor.account_id)


def test_an_address_where_nobody_takes_messages_is_not_added(practice, elsewhere, at):
    elsewhere.stop()
    with at(practice) as marta:
        asked = partners.enquire(address=elsewhere.address, by=marta, now=timezone.now())
    tasks.enquire(organization_id=practice.id, enquiry_id=asked.id, now=timezone.now())

    with at(practice) as marta:
        assert Enquiry.objects.get().trouble.startswith("Nothing answers at this address")
        with pytest.raises(asking.NoOrganizationThere):
            partners.add(enquiry=asked.id, by=marta, now=timezone.now())
        partners.throw_away(enquiry=asked.id, by=marta, now=timezone.now())
        assert (reading.enquiries(), Partner.objects.count()) == ([], 0)


def test_an_order_goes_there_and_can_be_verified_there(practice, elsewhere, partner, at, carry):
    with at(practice) as by:
        sent = sending.send(to=partner.whose, kind="pharmacy.order", body={"a": "ç"}, by=by, now=timezone.now())

    carry(sent)

    [came] = elsewhere.came
    published = Client().get("/messages/quayside/").json()
    letter = letters.opened(came["token"], came["body"], now=timezone.now(), trusted=read_set(published))
    assert (letter.id, letter.sender, letter.receiver) == (sent.id, practice.id, elsewhere.organization)
    assert json.loads(came["body"]) == {"a": "ç"}
    with at(practice):
        assert Outgoing.objects.get().state == "delivered"


@pytest.mark.parametrize(("status", "state"), [(503, "waiting"), (409, "waiting"), (422, "failed"), (413, "failed")])
def test_what_the_other_side_answers_decides_whether_it_comes_again(
    practice, elsewhere, partner, at, carry, status, state
):
    elsewhere.answers = status, {"reason": "Closed on Mondays."}
    with at(practice) as by:
        sent = sending.send(to=partner.whose, kind="pharmacy.order", body={}, by=by, now=timezone.now())

    carry(sent)

    with at(practice):
        [row] = reading.troubled()
        assert row.state == state
        assert (row.trouble or row.attempt.trouble) == "Closed on Mondays."


def test_its_answer_is_taken_once(practice, elsewhere, partner, at):
    letter = elsewhere.letter(practice.id, {"status": "ready"}, now=timezone.now())

    assert post(letter) == (202, {"state": "taken"})
    assert post(letter) == (202, {"state": "here already"})

    with at(practice):
        came = reading.incoming(Incoming.objects.get().id)
    assert (came.sender_name, came.body) == ("Elsewhere Pharmacy", {"status": "ready"})


def test_what_overtook_another_waits_for_it(practice, elsewhere, partner):
    first = elsewhere.letter(practice.id, {"step": 1}, now=timezone.now())
    thread = letters.opened(**first, now=timezone.now(), trusted=read_set(elsewhere.said())).thread
    second = elsewhere.letter(practice.id, {"step": 2}, now=timezone.now(), thread=thread, number=2)

    assert post(second) == (409, {"reason": "An earlier message of this thread is not here."})
    assert post(first)[0] == post(second)[0] == 202


def test_a_clock_that_is_five_minutes_ahead_is_borne(practice, elsewhere, partner, at):
    ahead = timezone.now() + timedelta(minutes=4, seconds=50)

    assert post(elsewhere.letter(practice.id, {}, now=ahead)) == (202, {"state": "taken"})

    with at(practice):
        came = Incoming.objects.get()
        assert came.sent_at == ahead.replace(microsecond=0) > came.received_at


def test_a_clock_that_is_a_day_ahead_is_named_and_its_message_waits_for_its_time(practice, elsewhere, partner, at):
    tomorrow = timezone.now() + timedelta(days=1)
    letter = elsewhere.letter(practice.id, {}, now=tomorrow)

    status, said = post(letter)

    assert status == 409 and "dated in the future" in said["reason"]  # come again: forged would be never
    with at(practice):
        assert not Incoming.objects.exists()
        row, is_new = receiving.receive(**letter, now=tomorrow - timedelta(minutes=4))
        assert (is_new, row.number) == (True, 1)


def test_a_message_from_the_future_is_not_given_up(practice, elsewhere, partner, at, carry):
    """Our own clock is wrong: what the other side answers is read by the manager, and it is brought again."""
    elsewhere.answers = 409, {"reason": str(receiving.TooEarly())}
    with at(practice) as by:
        sent = sending.send(to=partner.whose, kind="pharmacy.order", body={}, by=by, now=timezone.now())
    carry(sent)
    with at(practice):
        [row] = reading.troubled()
        assert (row.state, row.attempt.trouble) == ("waiting", str(receiving.TooEarly()))
    elsewhere.answers = 202, {"state": "taken"}
    carry(sent)
    with at(practice):
        assert Outgoing.objects.get().state == "delivered"


def test_new_keys_of_a_partner_are_asked_for_where_it_was_added(practice, elsewhere, partner, at):
    elsewhere.rotate()
    asked = elsewhere.asked

    assert post(elsewhere.letter(practice.id, {}, now=timezone.now()))[0] == 202
    assert elsewhere.asked == asked + 1

    strangers = Elsewhere()
    strangers.organization = elsewhere.organization  # says it is the same, and is not at its address
    status, said = post(strangers.letter(practice.id, {}, now=timezone.now()))
    strangers.stop()
    assert (status, said) == (409, {"reason": "The key that signed this is not known here."})
    with at(practice):
        assert Incoming.objects.count() == 1


def test_a_revoked_key_signs_nothing_more(practice, elsewhere, partner, at):
    letter = elsewhere.letter(practice.id, {}, now=timezone.now())
    elsewhere.revoke(timezone.now())
    with at(practice):
        Partner.objects.update(said=elsewhere.said())

    status, said = post(letter)

    assert status == 422 and said["reason"].startswith("The key that signed this was revoked")
    with at(practice):
        assert Incoming.objects.count() == 0


def test_whoever_is_no_partner_is_told_what_to_do(practice, elsewhere):
    status, said = post(elsewhere.letter(practice.id, {}, now=timezone.now()))

    assert (status, said["reason"]) == (
        422, "Your organization is not among the partners here. Ask their manager to add your address.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("letter", "status"),
    [("[]", 400), ("{", 400), ('{"token": 1, "body": "x"}', 400), ('{"token": "a.b.c"}', 400), ("[" * 9000, 400),
     ('{"token": "a", "body": "' + "x" * 6_300_000 + '"}', 413)],
    ids=["list", "broken", "number", "half", "deep", "large"],
)  # fmt: skip
def test_what_is_no_message_is_answered_with_what_one_is(practice, letter, status):
    answer = Client().post("/messages/quayside/", letter, content_type="application/json")
    assert answer.status_code == status and "message" in answer.json()["reason"]


def test_the_page_asks_the_same_questions_however_many_partners_there_are(practice, at):
    with at(practice) as by:
        marta = colleague("marta@quayside.test", "Marta Nunes", {Role.MANAGER}, by)
    page = Client()
    sign_in_client(page, _account(marta), practice, hat="staff")
    page.get("/setup/messages/")

    counts = []
    for number in (1, 9):
        with at(practice):
            now = timezone.now()
            Partner.objects.bulk_create(
                Partner(organization_id=practice.id, whose=uuid7(), name=f"Clinic {number}", added_at=now, added_by="M")
                for _ in range(number)
            )
        with CaptureQueriesContext(connection) as asked:
            assert page.get("/setup/messages/").status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 24
