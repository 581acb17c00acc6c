"""Why a verb of this room refuses. Each says it in a sentence for people; none holds a clinical word."""

from decimal import Decimal

from django.utils.translation import gettext as _

from telepraxis.base.ui.sums import money_text


class NotSo(Exception):
    """It is not in a state in which this can be done with it."""


class KeyUsed(Exception):
    """This key was used for something else already."""

    def __init__(self) -> None:
        super().__init__(_("Something else was sent from this page already. Open it anew."))


class ReasonNeeded(ValueError):
    """Why has to be said."""

    def __init__(self) -> None:
        super().__init__(_("Say why."))


class NothingOrdered(ValueError):
    """No line, a line twice, or no quantity that could be."""

    def __init__(self) -> None:
        super().__init__(_("Choose what is to be ordered, and how much of it."))


class TooMuch(ValueError):
    """More than was prescribed, or than is left of it: `most`."""

    def __init__(self, most: Decimal):
        self.most = most
        super().__init__(_("At most %(most)s is left to hand out.") % {"most": f"{most.normalize():f}"})


class NotCovered(ValueError):
    """The insurance is not the patient's, or does not count today."""

    def __init__(self) -> None:
        super().__init__(_("This insurance does not count today. Choose another one, or none."))


class NotReachable(Exception):
    """No pharmacy of this id is known here, or no messages are exchanged with it."""

    def __init__(self) -> None:
        super().__init__(_("Nothing can be sent to this pharmacy."))


class NotTheSame(Exception):
    """Another substance, strength or form, or the prescriber wants this product and no other: ask them."""

    def __init__(self) -> None:
        super().__init__(_("This is not what was prescribed. Ask the prescriber."))


class ListedAnew(NotTheSame):
    """A catalogue was loaded since, which lists another medicine under the code that was prescribed."""

    def __init__(self) -> None:
        Exception.__init__(
            self,
            _("The catalogue now lists another medicine under this code. Look at the box, and ask the prescriber."),
        )


class WrongBox(Exception):
    """What was scanned is a box of something else, or nobody knows it here."""

    def __init__(self) -> None:
        super().__init__(_("This box is not of the medicine that was chosen."))


class WrongCode(Exception):
    """This is not the pickup code; after five tries it counts no more."""

    def __init__(self, tries_left: int):
        self.tries_left = tries_left
        super().__init__(
            _("This is not the code. %(left)d tries are left.") % {"left": tries_left}
            if tries_left
            else _("This was tried too often: see who it is, and say so.")
        )


class NoWitness(Exception):
    """Whoever is named works elsewhere, is neither pharmacist nor clinician, or hands it out themself."""

    def __init__(self) -> None:
        super().__init__(_("A witness is a pharmacist or clinician of yours who does not hand it out."))


class WitnessNeeded(Exception):
    """There is a controlled medicine in it."""

    def __init__(self) -> None:
        super().__init__(_("There is a controlled medicine in it: a colleague has to see it and confirm."))


class NotAlone(Exception):
    """Somebody works here who can be a witness."""

    def __init__(self) -> None:
        super().__init__(_("Somebody works here who can see it: nothing was changed."))


class NotPaid(Exception):
    """So much is still to be paid: take it, or say why it is handed out all the same."""

    def __init__(self, minor: int, currency: str):
        self.minor, self.currency = minor, currency
        said = _("%(sum)s is still to be paid. Take it, or say why it is handed out unpaid.")
        super().__init__(said % {"sum": money_text(minor, currency)})


class MoneyUndecided(ValueError):
    """The patient pays for what comes back: whether that money goes back has to be said."""

    def __init__(self) -> None:
        super().__init__(_("Say whether the money goes back. Nothing was changed."))


class TooMuchMoney(ValueError):
    """No sum, or more than the patient pays for what comes back: `most`, in the minor unit."""

    def __init__(self, most: int, currency: str):
        self.most = most
        said = _("At most %(sum)s was to be paid for this. Nothing was changed.")
        super().__init__(said % {"sum": money_text(most, currency)})


class NotYet(Exception):
    """It is not due yet."""

    def __init__(self, day) -> None:
        self.day = day
        super().__init__(_("This may not be handed out before %(day)s.") % {"day": day.isoformat()})


class Over(NotSo):
    """The prescription has expired."""

    def __init__(self) -> None:
        super().__init__(_("This prescription has expired."))


class CancelAsked(NotSo):
    """The prescriber asked for it back: give it back."""

    def __init__(self) -> None:
        super().__init__(_("The prescriber has asked for this back: it must not be handed out."))
