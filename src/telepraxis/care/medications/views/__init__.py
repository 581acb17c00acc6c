"""Pages of prescribing."""

from .asked import answer, count, requests, take_up
from .by_fields import change, fields, mixture
from .checking import check
from .composing import add, compose, read, state, take_out, use
from .deciding import decide
from .keeping import drop, kept, overrides
from .leave import ask_leave, leave, leave_answered
from .own import ask_renewal, own, own_one, own_paper
from .practice import cancel, of_patient, one, paper, prescribe_again
from .rules import audit_act, controlled_act, settings
from .signing import ready, review, sign

__all__ = [
    "add", "answer", "ask_leave", "ask_renewal", "audit_act", "cancel", "change", "check", "compose",
    "controlled_act", "count", "decide", "drop", "fields", "kept", "leave", "leave_answered", "mixture",
    "of_patient", "one", "overrides", "own", "own_one", "own_paper", "paper", "prescribe_again", "read", "ready",
    "requests", "review", "settings", "sign", "state", "take_out", "take_up", "use",
]  # fmt: skip
