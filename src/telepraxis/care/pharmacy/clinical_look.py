"""The pharmacist's clinical look: what is handed out held against all that this pharmacy knows of the person.

A patient of two doctors is often known whole at the pharmacy only. It is decision support as when prescribing, over the
pharmacy's own record: what it handed out before on other prescriptions counts as taken, the lines looked at do not.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from telepraxis.care.medications import gathering
from telepraxis.commons.decision_support import prescribing
from telepraxis.commons.decision_support.cards import Answer, Card
from telepraxis.commons.decision_support.facts import Basket

from .at_bench import ClaimAtBench
from .models import ClaimLine


@dataclass(frozen=True)
class Looked:
    """What the look found; `names` say which line a card is about."""

    facts: Basket
    answer: Answer
    something_is_closed: bool
    unread: tuple[str, ...]  # medicines of the claim that could not be looked at at all

    @property
    def grave(self) -> tuple[Card, ...]:
        return self.answer.interruptive

    @property
    def taking(self) -> tuple[str, ...]:
        """What else they have from here, each once."""
        return tuple(dict.fromkeys(each.words for each in self.facts.taking))

    @property
    def others(self) -> tuple[Card, ...]:
        return tuple(each for each in self.answer.cards if not each.is_interruptive)


def look(shown: ClaimAtBench, now: datetime) -> Looked | None:
    """Return what is to be said of the lines that are still to be handed out, None without any. Eight queries."""
    wanted = [each for each in shown.open_lines if each.row.state != ClaimLine.State.ASKED]
    if shown.patient is None or not wanted:
        return None
    readable = {str(each.row.id): each.said.line for each in wanted if each.said.line and each.said.line.medicine}
    gathered = gathering.basket_of(shown.patient.uid, readable, now)
    ours = {f"MedicationRequest/{each.row.document.logical_id}" for each in shown.lines if each.row.document}
    facts = replace(gathered.facts, taking=tuple(each for each in gathered.facts.taking if each.key not in ours))
    unread = tuple(each.name for each in wanted if str(each.row.id) not in readable)
    return Looked(facts, prescribing.check(facts), gathered.something_is_closed, unread)
