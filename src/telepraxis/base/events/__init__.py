"""Facts told upward: a verb tells, upper rooms hear after commit, at least once each.

Words: a *fact* is what happened, in ids and times, never clinical text.
Doors: `Fact`, `tell`, `tell_many`, `listens_to`.
"""

from telepraxis.base.doors import doors

__getattr__ = doors(
    __name__,
    facts=(
        "Fact",
        "listens_to",
        "tell",
        "tell_many",
    ),
)
