"""A practice and a pharmacy exchange messages: each has its own copy, in order, once, and nobody else's passes."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from telepraxis.base import tenancy
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.events.models import ToldFact
from telepraxis.base.uuid7 import uuid7
from telepraxis.commons.mailbox import met, partners, reading, receiving, sending, tasks
from telepraxis.commons.mailbox.models import Attempt, Incoming, Outgoing, Partner

pytestmark = pytest.mark.django_db(transaction=True)

ORDER = {"resourceType": "Bundle", "type": "message"}


def send(at, practice, to, body=ORDER, kind="pharmacy.order", thread=None):
    with at(practice) as by:
        return sending.send(to=to.id, kind=kind, body=body, thread=thread, by=by, now=timezone.now())


def arrived(at, tenant) -> list[reading.Message]:
    with at(tenant):
        return [reading.incoming(id) for id in Incoming.objects.order_by("id").values_list("id", flat=True)]


def state_of(at, practice, message) -> tuple:
    with at(practice):
        row = Outgoing.objects.get(id=message.id)
        return row.state, row.trouble


def test_a_message_is_there_and_each_side_has_its_own(practice, harbour, at, carry):
    sent = send(at, practice, harbour)
    assert state_of(at, practice, sent) == ("waiting", "")

    carry(sent)

    [came] = arrived(at, harbour)
    assert (came.message, came.sender, came.sender_name) == (sent.id, practice.id, "Quayside Practice")
    assert (came.kind, came.thread, came.number, came.body) == ("pharmacy.order", sent.thread, 1, ORDER)
    assert state_of(at, practice, sent) == ("delivered", "")
    with at(harbour):
        [told] = ToldFact.objects.filter(kind="commons.mailbox.MessageArrived")
        assert told.body == {"message": str(came.id), "kind": "pharmacy.order"}
        assert AuditEvent.objects.filter(action="mailbox.received").count() == 1
    with at(practice):
        assert Incoming.objects.count() == 0


def test_an_answer_goes_in_the_same_thread(practice, harbour, at, carry):
    sent = send(at, practice, harbour)
    carry(sent)

    carry(send(at, harbour, practice, {"status": "accepted"}, "pharmacy.answer", sent.thread))

    [answer] = arrived(at, practice)
    assert (answer.sender_name, answer.thread, answer.body) == ("Harbour Pharmacy", sent.thread, {"status": "accepted"})


def test_what_a_thread_holds_arrives_in_its_order(practice, harbour, at, carry):
    thread = uuid7()
    sent = [send(at, practice, harbour, {"step": step}, thread=thread) for step in range(3)]

    carry(sent[2])

    assert [each.body["step"] for each in arrived(at, harbour)] == [0, 1, 2]


def test_workers_that_bring_the_same_messages_at_once_lose_none(practice, harbour, at, carry):
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    thread = uuid7()
    sent = [send(at, practice, harbour, {"step": step}, thread=thread) for step in range(12)]

    def bring(_number: int) -> None:
        try:
            carry(sent[0])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as many:
        list(many.map(bring, range(6)))

    assert [each.body["step"] for each in arrived(at, harbour)] == list(range(12))
    assert {state_of(at, practice, each) for each in sent} == {("delivered", "")}


def test_a_message_that_comes_twice_is_kept_once(practice, harbour, at, carry):
    sent = send(at, practice, harbour)
    carry(sent)

    with at(harbour):
        row, is_new = receiving.receive(token=sent.token, body=sent.body, now=timezone.now())

    assert (row.message, is_new) == (sent.id, False)
    assert len(arrived(at, harbour)) == 1
    with at(harbour):
        assert ToldFact.objects.filter(kind="commons.mailbox.MessageArrived").count() == 1


@pytest.mark.parametrize("how", ["altered", "unsigned", "for another", "of nobody", "no token"])
def test_what_is_not_right_is_refused_and_nothing_is_kept(practice, harbour, at, how):
    sent = send(at, practice, harbour)
    token, body, receiver = sent.token, sent.body, harbour
    if how == "altered":
        body = json.dumps(ORDER | {"type": "batch"})
    elif how == "unsigned":
        token = token.rpartition(".")[0] + "." + "A" * 86
    elif how == "for another":
        receiver = practice
    elif how == "of nobody":
        with at(practice):
            Partner.objects.all()
        token = token.replace(token.partition(".")[0], "eyJhbGciOiJFZERTQSIsImlzcyI6IkFBQUFBQUFBQUFBQUFBQUFBQUFBQUEifQ")
    else:
        token = "hello"

    with pytest.raises(receiving.Refused), at(receiver):
        receiving.receive(token=token, body=body, now=timezone.now())

    assert arrived(at, harbour) == arrived(at, practice) == []


def test_a_blocked_partner_is_told_no_and_what_waits_behind_is_not_left_hanging(practice, harbour, at, carry):
    with at(harbour) as by:
        partner = met.partner_for(practice.id, by=by, now=timezone.now())
        partners.block(partner=partner.id, by=by, now=timezone.now())
    thread = uuid7()
    first, second = send(at, practice, harbour, thread=thread), send(at, practice, harbour, thread=thread)

    carry(first)

    assert state_of(at, practice, first) == ("failed", "Messages of this organization are not taken here.")
    assert state_of(at, practice, second) == ("failed", tasks.BEHIND)
    assert arrived(at, harbour) == []
    with at(practice):
        told = ToldFact.objects.filter(kind="commons.mailbox.MessageUndelivered").order_by("id")
        assert [each.body["message"] for each in told] == [str(first.id), str(second.id)]

    with at(harbour) as by:
        partners.unblock(partner=partner.id, by=by, now=timezone.now())
    with at(practice) as by:
        sending.send_again(message=first.id, by=by, now=timezone.now())
    carry(first)

    assert [each.message for each in arrived(at, harbour)] == [first.id, second.id]


def test_to_a_blocked_partner_nothing_is_sent(practice, harbour, at):
    with at(practice) as by:
        partner = met.partner_for(harbour.id, by=by, now=timezone.now())
        partners.block(partner=partner.id, by=by, now=timezone.now())

    with pytest.raises(sending.Blocked):
        send(at, practice, harbour)
    with pytest.raises(met.NoSuchPartner), at(practice) as by:
        sending.send(to=uuid7(), kind="greeting", body={}, by=by, now=timezone.now())

    with at(practice):
        assert Outgoing.objects.count() == 0


def test_too_much_is_refused_before_it_is_sent(practice, harbour, at):
    with pytest.raises(sending.TooLarge):
        send(at, practice, harbour, {"text": "x" * 2_100_000})
    with at(practice):
        assert Outgoing.objects.count() == 0


def test_what_was_sent_is_not_changed(practice, harbour, at):
    sent = send(at, practice, harbour)
    with pytest.raises(IntegrityError), at(practice), transaction.atomic():
        Outgoing.objects.filter(id=sent.id).update(body="{}")


def test_nobody_else_sees_it(practice, harbour, at, carry):
    from telepraxis.base.tenancy.models import Tenant

    carry(send(at, practice, harbour))
    other = Tenant.objects.create(slug="hillcrest", name="Hillcrest Clinic", time_zone="America/Denver")
    with tenancy.serving(other.id):
        assert (Outgoing.objects.count(), Incoming.objects.count(), Partner.objects.count()) == (0, 0, 0)


def test_a_partner_out_of_reach_is_tried_again_and_at_last_given_up(practice, harbour, at, carry, monkeypatch):
    with at(practice) as by:
        partner = met.partner_for(harbour.id, by=by, now=timezone.now())
        Partner.objects.filter(id=partner.id).update(address="http://127.0.0.1:9/messages/harbour/")
    sent = send(at, practice, harbour)

    carry(sent)
    carry(sent)

    with at(practice):
        attempt = Attempt.objects.get()
        assert (attempt.count, attempt.trouble) == (2, "http://127.0.0.1:9/messages/harbour/ gave no answer.")
        assert [each.id for each in reading.troubled()] == [sent.id]
    assert state_of(at, practice, sent) == ("waiting", "")

    four_days_on = timezone.now() + timedelta(days=4)
    monkeypatch.setattr(tasks.timezone, "now", lambda: four_days_on)
    carry(sent)

    assert state_of(at, practice, sent) == ("failed", "http://127.0.0.1:9/messages/harbour/ gave no answer.")
    with at(practice):
        assert Attempt.objects.count() == 0
