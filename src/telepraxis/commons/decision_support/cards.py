"""What decision support answers, after CDS Hooks 2.0 (https://cds-hooks.hl7.org/2.0/#cds-service-response). Pure."""

from dataclasses import dataclass, field
from enum import StrEnum


class Indicator(StrEnum):
    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


class Check(StrEnum):
    """What was looked at."""

    ALLERGY = "allergy"
    INTERACTION = "interaction"
    DUPLICATE = "duplicate"
    DOSE = "dose"
    KIDNEY = "kidney"
    AGE = "age"
    PREGNANCY = "pregnancy"
    CONDITION = "condition"


@dataclass(frozen=True)
class Source:
    """Where a rule comes from: a sentence to read, an address to look it up, the day it was written here."""

    label: str
    url: str = ""
    written_on: str = ""  # ISO date


@dataclass(frozen=True)
class Card:
    """One thing to say. `about` are the keys of the medicines concerned, the proposed one first; `rule` names the row.

    `is_interruptive` asks for a decision before signing: change, leave out, or go on with a reason.
    `instead` are substances that the rule offers in its place; none of them is ever preselected.
    """

    check: Check
    indicator: Indicator
    rule: str
    about: tuple[str, ...]
    summary: str  # at most 140 characters
    detail: str
    source: Source
    is_interruptive: bool = False
    instead: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unknown:
    """What could not be checked, for which medicines, and what would be needed."""

    check: Check
    about: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Answer:
    """All that was found: cards with the gravest first, what is unknown, and what was checked and in order."""

    cards: tuple[Card, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    passed: tuple[Check, ...] = field(default=())

    @property
    def interruptive(self) -> tuple[Card, ...]:
        return tuple(card for card in self.cards if card.is_interruptive)
