"""Pages: asking and seeing for clinicians, answering for patients and whoever acts for them."""

from .clinic import answered, ask, of_patient, seen, unseen, waiting, withdraw
from .filling import done, fill, own, save

__all__ = [
    "answered",
    "ask",
    "done",
    "fill",
    "of_patient",
    "own",
    "save",
    "seen",
    "unseen",
    "waiting",
    "withdraw",
]
