"""The list of checks and how they are run."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

OK, WARN, FAIL = "ok", "warn", "fail"


@dataclass(frozen=True)
class Check:
    """One answer: `state` is ok, warn or fail, `what` was found, `next_step` says what to do ("" when nothing)."""

    name: str
    state: str
    what: str
    next_step: str = ""


def ok(name: str, what: str) -> Check:
    return Check(name, OK, what)


def warn(name: str, what: str, next_step: str) -> Check:
    return Check(name, WARN, what, next_step)


def fail(name: str, what: str, next_step: str) -> Check:
    return Check(name, FAIL, what, next_step)


def checkup(*, quick: bool = False) -> list[Check]:
    """Return all answers in the order an operator needs them; `quick` leaves out those that ask over the network."""
    return [check for name, look in looks(quick) for check in answered(name, look)]


def answered(name: str, look: Callable[[], Iterator[Check]]) -> list[Check]:
    """Return what a look found; one that breaks is itself an answer, and the others still get their turn."""
    try:
        return list(look())
    except Exception as error:
        return [
            fail(
                name,
                _("This check broke: %(kind)s.") % {"kind": type(error).__name__},
                _("Report it; the other checks count."),
            )
        ]


def looks(quick: bool) -> list[tuple[str, Callable[[], Iterator[Check]]]]:
    """Return (name, look) of every check."""
    from . import backup, cards, database, machine, mail, paper, phone, processes, relay, transport

    listed = [
        ("machine", machine.look),
        ("database", database.look),
        ("processes", processes.look),
        ("https", transport.look),
        ("disk", machine.look_at_disk),
        ("backup", backup.look),
        ("phone", phone.look),
        ("paper", paper.look),
        ("cards", cards.look),
    ]
    if not quick:
        listed += [("mail server", mail.look), ("relay", relay.look), ("tools", machine.look_for_tools)]
    return listed
