"""Who looked at or changed whose what, when, from where and why.

Rows are insert-only. A change leaves its row in the same transaction (the database refuses to commit it otherwise, on
tables guarded with `operations.audited`); a look leaves its row in the transaction that shows it.
Doors: `wrote`, `looked`, `wording.sentence` (a code in words), `operations`, `models.AuditEvent` for reading.
"""

from telepraxis.base.doors import doors

__getattr__ = doors(
    __name__,
    trail=(
        "looked",
        "looked_at_many",
        "watched",
        "wrote",
        "wrote_many",
    ),
)
