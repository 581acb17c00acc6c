"""Messages to a network of prescriptions: tried again, given up, accepted later; and the native one, which has them."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from telepraxis.care.medications import afterwards, networks, sending
from telepraxis.care.medications.models import Sending
from telepraxis.care.medications.networks import Message, Receipt, State, Unreachable
from telepraxis.care.medications.tests.scene import AMOXICILLIN, line, signed
from telepraxis.care.medications.tests.test_afterwards import LATER


@dataclass
class Distant:
    """A network in Portugal that answers as it is told; it takes a message once, however often it comes."""

    name: str = "distant"
    answers: list = field(default_factory=list)
    taken: dict[str, Message] = field(default_factory=dict)

    def serves(self, jurisdiction: str) -> bool:
        return jurisdiction == "PT"

    def deliver(self, message: Message) -> Receipt:
        self.taken[message.key] = message
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def distant():
    network = Distant()
    networks.register(network)
    yield network
    networks.forget(network.name)


def message_of(network="distant", what="new") -> Sending:
    return Sending.objects.get(network=network, what=what)


def test_it_is_queued_by_the_signature_and_brought_by_the_job(distant, amara, ines):
    distant.answers = [Receipt(State.SENT, "PT-99")]
    got = signed(amara, ines, line(AMOXICILLIN, times=3))
    assert (message_of().state, message_of("native").state) == ("queued", "accepted")

    assert sending.deliver(got.organization_id, message_of().id, LATER) is None
    assert (message_of().state, message_of().reference) == ("sent", "PT-99")
    [said] = distant.taken.values()
    assert (said.number, said.token, said.what) == (got.number, got.token, "new")
    assert '"resourceType":"MedicationRequest"' in said.documents[0].replace(": ", ":")


def test_who_does_not_answer_is_asked_again_with_the_same_key(distant, amara, ines):
    distant.answers = [Unreachable("no line"), Receipt(State.ACCEPTED)]
    got = signed(amara, ines, line(AMOXICILLIN, times=3))

    again = sending.deliver(got.organization_id, message_of().id, LATER)
    assert (again, message_of().tries, message_of().state) == (LATER + timedelta(minutes=1), 1, "queued")
    assert sending.deliver(got.organization_id, message_of().id, again) is None
    assert (message_of().state, len(distant.taken)) == ("accepted", 1)


def test_after_the_last_try_it_has_failed_and_may_be_queued_anew(distant, amara, ines, system):
    distant.answers = [Unreachable("no line")] * networks.TRIES
    got = signed(amara, ines, line(AMOXICILLIN, times=3))
    for _ in range(networks.TRIES):
        again = sending.deliver(got.organization_id, message_of().id, LATER)
    assert (again, message_of().state) == (None, "failed")
    assert sending.deliver(got.organization_id, message_of().id, LATER) is None

    networks.move(sending=message_of().id, state=State.QUEUED, by=system, now=LATER)
    assert (message_of().state, message_of().tries) == ("queued", 0)
    distant.answers = [Receipt(State.ACCEPTED)]
    sending.deliver(got.organization_id, message_of().id, LATER)
    assert message_of().state == "accepted"


@pytest.mark.parametrize(
    ("before", "after"),
    [(a, b) for a in State.values for b in State.values if a != b and b not in networks.MOVES[a]],
)
def test_no_other_move_is_made(distant, amara, ines, system, before, after):
    signed(amara, ines, line(AMOXICILLIN, times=3))
    row = message_of()
    Sending.objects.filter(pk=row.pk).update(state=before)
    with pytest.raises(networks.NotPossible):
        networks.move(sending=row.id, state=after, by=system, now=LATER)
    assert message_of().state == before


def test_an_answer_that_comes_twice_counts_once(distant, amara, ines, system):
    distant.answers = [Receipt(State.SENT, "PT-99")]
    got = signed(amara, ines, line(AMOXICILLIN, times=3))
    sending.deliver(got.organization_id, message_of().id, LATER)
    for _ in range(2):
        networks.move(sending=message_of().id, state=State.REFUSED, by=system, now=LATER)
    assert (message_of().state, message_of().reference) == ("refused", "PT-99")


def test_a_network_that_is_no_longer_installed_waits(distant, amara, ines):
    got = signed(amara, ines, line(AMOXICILLIN, times=3))
    networks.forget("distant")
    assert sending.deliver(got.organization_id, message_of().id, LATER) == LATER + timedelta(minutes=1)
    assert message_of().state == "queued"
    networks.register(distant)


def test_what_is_asked_goes_with_its_answer(distant, amara, ines, joana):
    distant.answers = [Receipt(State.ACCEPTED), Receipt(State.ACCEPTED)]
    got = signed(amara, ines, line(AMOXICILLIN, times=3))
    asked = afterwards.ask_change(line=got.lines.get().id, what="dose", words="Sure?", by=joana, now=LATER)
    afterwards.answer(request=asked.id, words="As it is written", approve=True, by=ines, now=LATER)

    sending.deliver(got.organization_id, message_of(what="answer").id, LATER)
    [said] = distant.taken.values()
    assert (said.what, said.about["resourceType"], said.about["status"]) == ("answer", "Task", "completed")
