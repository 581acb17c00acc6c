"""Doctor: what is installed, what is missing or ill, and what to do about it.

A *check* looks at one thing and answers ok, warn or fail in plain words with the next step; it never raises and never
shows a secret. `telepraxis doctor` prints all of them, the operator page the quick ones.

Doors: `checkup(quick=False)` (settings.HEALTH_CHECKUP names it for the operator page), `Check`, `command.main`.
"""

from .checks import Check, checkup

__all__ = ["Check", "checkup"]
