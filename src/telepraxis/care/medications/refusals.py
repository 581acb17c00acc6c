"""Why a verb of this room refuses. Each says it in a sentence for people; none holds a clinical word."""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext as _

from telepraxis.commons.decision_support.cards import Card


class ChangedMeanwhile(Exception):
    """Another window or somebody else was quicker, or the facts are other ones; `what` names it where it is known."""

    def __init__(self, what: Iterable[str] = ()):
        self.what = tuple(what)
        super().__init__(_("Something has changed meanwhile. Look at it again before you sign."))


class NotSo(Exception):
    """It is not in a state in which this can be done with it."""


class ReasonNeeded(ValueError):
    """Whoever cancels, denies or goes past a warning says why."""

    def __init__(self) -> None:
        super().__init__(_("Say why."))


class CannotSign(Exception):
    """The basket cannot be signed as it is."""


class NothingToSign(CannotSign):
    """No line stands in the basket, or it was signed or put aside."""

    def __init__(self) -> None:
        super().__init__(_("There is nothing to sign."))


class Unready(CannotSign):
    """Lines lack something; `lines` says by the row's id what (lines.missing), or `ready` for an own confirmation."""

    def __init__(self, lines: dict[UUID, tuple[str, ...]]):
        self.lines = lines
        super().__init__(_("Some lines are not complete."))


class OverrideNeeded(CannotSign):
    """Serious warnings stand there, and nobody has said why it is signed all the same."""

    def __init__(self, cards: tuple[Card, ...]):
        self.cards = cards
        super().__init__(_("Serious warnings need a decision: change the line, take it out, or say why you go on."))


class SecondFactorNeeded(CannotSign):
    """Who signs has not proven who they are since this stood on the screen, or not strongly enough, or too long ago."""

    def __init__(self) -> None:
        super().__init__(_("Prove once more that it is you."))


class NotLicensed(CannotSign):
    """No licence of the prescriber holds where the patient is."""

    def __init__(self, jurisdiction: str):
        self.jurisdiction = jurisdiction
        super().__init__(
            _("You have no licence that holds in %(where)s, where the patient is.") % {"where": jurisdiction}
        )


class ControlledRefused(CannotSign):
    """A controlled substance, and something that the law asks for is not there; `why` says what."""

    def __init__(self, why: Iterable[str]):
        self.why = tuple(why)
        super().__init__(" ".join(self.why))
