"""The port for national networks of electronic prescriptions, and the native way, which needs none.

A message to a network moves as MOVES says (docs/guides/prescribing.md draws it). Nothing here claims to conform to any
network: an adapter is written, tested and certified with that network, registered here, and spoken to by a job, after
the signature has been committed. What comes back the adapter brings to the same verbs as everybody else.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor

from .models import Prescription, Request, Sending

State, What = Sending.State, Sending.What
MOVES: dict[str, frozenset[str]] = {
    State.QUEUED: frozenset({State.SENT, State.ACCEPTED, State.REFUSED, State.FAILED}),
    State.SENT: frozenset({State.ACCEPTED, State.REFUSED, State.FAILED}),
    State.FAILED: frozenset({State.QUEUED}),
    State.ACCEPTED: frozenset(),
    State.REFUSED: frozenset(),
}
TRIES = 8


class NotPossible(Exception):
    """A message does not move from this state to that one."""


class Unreachable(Exception):
    """The network did not answer: the message is tried again."""


@dataclass(frozen=True)
class Message:
    """One message as an adapter gets it: what it is, the signed token, and the documents as they are stored.

    `key` is the same each time the message is tried, so that a network that has got it already takes it once.
    """

    key: str
    what: str
    number: str
    token: str
    documents: tuple[str, ...]
    about: dict | None = None  # the Task that is answered


@dataclass(frozen=True)
class Receipt:
    """What the network says at once: SENT, to be answered later, ACCEPTED or REFUSED; `reference` is its own name."""

    state: str
    reference: str = ""


class ERxNetwork(Protocol):
    """An adapter to one network."""

    name: str

    def serves(self, jurisdiction: str) -> bool:
        """Tell whether prescriptions for a patient there go through this network."""
        ...

    def deliver(self, message: Message) -> Receipt:
        """Hand the message over; may take seconds. Raises `Unreachable` to be asked again later."""
        ...


class Native:
    """The patient carries the token, and any pharmacist verifies it: what is signed has arrived."""

    name = "native"

    def serves(self, jurisdiction: str) -> bool:
        return True

    def deliver(self, message: Message) -> Receipt:
        return Receipt(State.ACCEPTED, message.number)


NATIVE = Native()
_known: dict[str, ERxNetwork] = {NATIVE.name: NATIVE}


def register(network: ERxNetwork) -> None:
    """Make an adapter known, at start-up."""
    _known[network.name] = network


def forget(name: str) -> None:
    """Take an adapter away again."""
    _known.pop(name, None)


def network(name: str) -> ERxNetwork | None:
    """Return the adapter of that name, None where it is no longer installed."""
    return _known.get(name)


def announce(
    prescription: Prescription, *, what: str = What.NEW, about: Request | None = None, by: Actor, now: datetime
) -> list[Sending]:
    """Queue a message about a prescription for each network that serves where the patient is."""
    from .tasks import send_message

    rows = [
        Sending(
            organization_id=prescription.organization_id,
            prescription=prescription,
            patient_id=prescription.patient_id,
            network=each.name,
            what=what,
            about=about.pk if about else None,
            state=State.ACCEPTED if each is NATIVE else State.QUEUED,
            reference=prescription.number if each is NATIVE else "",
            queued_at=now,
            changed_at=now,
        )
        for each in _known.values()
        if each.serves(prescription.jurisdiction)
    ]
    Sending.objects.bulk_create(rows)
    audit.wrote(by, "medications.sent", patient=prescription.patient_id, entity=("Prescription", prescription.id))
    for row in rows:
        if row.state == State.QUEUED:
            send_message.defer(organization_id=row.organization_id, sending_id=row.id)
    return rows


@transaction.atomic
def move(*, sending: UUID, state: str, reference: str = "", by: Actor, now: datetime) -> Sending:
    """Note how far a message got: what the adapter said at once, or the network later. Said twice it counts once.

    :raises NotPossible: it cannot come from there to here.
    """
    from .tasks import send_message

    row = Sending.objects.select_for_update().get(pk=sending)
    if row.state == state:
        return row
    if state not in MOVES[row.state]:
        raise NotPossible(f"{row.state} does not become {state}.")
    row.state, row.reference, row.changed_at = state, reference or row.reference, now
    if state == State.QUEUED:  # by hand, after all tries
        row.tries = 0
        send_message.defer(organization_id=row.organization_id, sending_id=row.id)
    row.save(update_fields=["state", "reference", "changed_at", "tries"])
    audit.wrote(by, "medications.sent", patient=row.patient_id, entity=("Sending", row.id))
    return row


@transaction.atomic
def tried(*, sending: UUID, by: Actor, now: datetime) -> bool:
    """Count a try that nobody answered; return whether there will be another. After the last it has failed."""
    row = Sending.objects.select_for_update().get(pk=sending)
    row.tries, row.changed_at = row.tries + 1, now
    if row.tries >= TRIES:
        row.state = State.FAILED
    row.save(update_fields=["tries", "changed_at", "state"])
    audit.wrote(by, "medications.sent", patient=row.patient_id, entity=("Sending", row.id))
    return row.state == State.QUEUED
