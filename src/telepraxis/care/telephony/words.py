"""How a call stands, in a sentence. The scripts show these; none of them names why somebody is treated."""

from django.utils.translation import gettext as _

from . import numbers
from .models import PhoneCall, Trunk

Outcome = PhoneCall.Outcome


def standing(call: PhoneCall, whom: str = "") -> str:
    """Return how the call stands, for who made or may take it. `whom` is the other side's name where it is known."""
    whom = whom or numbers.shown(call.number) or _("a hidden number")
    if call.direction == PhoneCall.Direction.IN and call.account_id is None and call.is_open:
        return _("%(whom)s is calling") % {"whom": whom}
    said = {
        "dialling": _("Calling %(whom)s…"),
        "ringing": _("It rings at %(whom)s"),
        "talking": _("On the phone with %(whom)s"),
        "held": _("%(whom)s is on hold"),
    }
    return (said[call.state] if call.is_open else outcome_words(call)) % {"whom": whom}


def outcome_words(call: PhoneCall) -> str:
    """Return how a call ended, with a next step where there is one; it may hold %(whom)s."""
    return {
        Outcome.FINISHED: _("The call with %(whom)s has ended"),
        Outcome.BUSY: _("%(whom)s is on another call. Try again in a few minutes."),
        Outcome.NO_ANSWER: _("%(whom)s did not answer. Try again, or another number."),
        Outcome.WRONG_NUMBER: _("No phone has this number. Check it with the patient."),
        Outcome.DECLINED: _("The call was declined"),
        Outcome.CANCELLED: _("You hung up before it was answered"),
        Outcome.CUT: _("The line was cut. Call again: it stays the same visit."),
        Outcome.PROVIDER: _("The phone provider did not connect the call. Try again, or dial on your own phone."),
        Outcome.MISSED: _("%(whom)s called and nobody answered"),
        Outcome.TOO_LONG: _("The call reached the longest length allowed and was ended. Call again if need be."),
    }[Outcome(call.outcome)]


def line_words(trunk: Trunk | None) -> str:
    """Return how the practice's line stands, in a sentence."""
    if trunk is None:
        return _("No phone line is set up: numbers are dialled by hand.")
    return {
        Trunk.State.ASKED: _("The phone line is being signed in…"),
        Trunk.State.REGISTERED: _("The phone line is ready."),
        Trunk.State.REFUSED: _("The phone provider refuses the user or the secret. Check both under Set-up, Phone."),
        Trunk.State.SILENT: _("The phone provider does not answer. It is tried again every half minute."),
    }[Trunk.State(trunk.state)]


def phone_words() -> dict[str, str]:
    """Return the sentences that the phone's script shows by itself."""
    return {
        "no_microphone": _("No microphone: allow it in the browser, or plug one in. Or dial on your own phone."),
        "no_server": _("The line to the server is lost; a call that is on goes on. Reconnecting…"),
        "media_failed": _("The sound cannot reach the phone line from this network. Dial on your own phone."),
        "silent": _("Nothing has been heard from the line for a while. Ask whether they hear you, or call again."),
        "calling": _("Calling…"),
        "muted": _("Muted"),
        "leaves": _("You are on the phone. Leaving this page ends the call."),
        "taken": _("Somebody else has answered, or the caller has hung up."),
    }
