"""What this room hears: stock figures change, a partner's message came or one of ours did not arrive."""

from datetime import datetime

from telepraxis.base.access import Actor
from telepraxis.base.events import listens_to
from telepraxis.base.tenancy import served_organization
from telepraxis.commons.inventory.events import FiguresChanged
from telepraxis.commons.mailbox.events import MessageArrived, MessageUndelivered

from . import hearing, publishing, telling
from .events import StorefrontChanged
from .message import KIND
from .telling import tell_soon


@listens_to(FiguresChanged)
def bring_offers_up(fact: FiguresChanged, *, now: datetime) -> None:
    if publishing.refresh(items=[fact.item], now=now):
        tell_soon(served_organization(), now=now)


@listens_to(StorefrontChanged)
def tell_partners_of_it(fact: StorefrontChanged, *, now: datetime) -> None:
    tell_soon(served_organization(), now=now)


@listens_to(MessageArrived)
def hear_of_a_pharmacy(fact: MessageArrived, *, now: datetime) -> None:
    if fact.kind == KIND:
        hearing.hear(fact.message, by=Actor.system(served_organization()), now=now)


@listens_to(MessageUndelivered)
def note_undelivered(fact: MessageUndelivered, *, now: datetime) -> None:
    if fact.kind == KIND:
        telling.note_undelivered(fact.message, now=now)
