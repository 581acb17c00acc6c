"""Rules: named questions about an actor and a subject."""

from collections.abc import Callable
from typing import Any

from .actor import Actor


class NotAllowed(Exception):
    """The rule says no."""

    def __init__(self, rule: "Rule", subject: Any = None):
        super().__init__(f"{rule.name} is not allowed here")
        self.rule = rule
        self.subject = subject


class Rule:
    """One question, for example "may this actor read this patient's chart?".

    `allows` is a pure function of the actor and the subject (usually a patient's uid, or None); what it needs to know
    is in its arguments. The installation itself (`Actor.system`) may always.
    """

    def __init__(self, name: str, question: Callable[[Actor, Any], bool]):
        self.name = name
        self.question = question

    def __repr__(self) -> str:
        return f"Rule({self.name})"

    def allows(self, actor: Actor | None, subject: Any = None) -> bool:
        """Answer the question; nobody is never allowed."""
        return actor is not None and (actor.is_system or bool(self.question(actor, subject)))

    def require(self, actor: Actor | None, subject: Any = None) -> None:
        """Pass, or raise.

        :raises NotAllowed: the answer is no.
        """
        if not self.allows(actor, subject):
            raise NotAllowed(self, subject)


PUBLIC = Rule("public", lambda actor, subject: True)
SIGNED_IN = Rule("signed_in", lambda actor, subject: True)

_declared: dict[str, Rule] = {}


def declare(view_names: dict[str, Rule]) -> None:
    """State the rule of views that a library brings and guards itself (sign-in pages and the like)."""
    _declared.update(view_names)


def declared_rule(view_name: str) -> Rule | None:
    """Return the rule stated for a library's view."""
    return _declared.get(view_name)
