"""Runs the installation's programs, brings back the one that dies, and lets none outlive it.

Words: a *program* is what to run; a *child* is one program being kept alive; the *status* is a small JSON file in the
data home that the operator page reads. Doors: `Program`, `Supervisor`, `status`.
"""

from .child import Program
from .overseer import DidNotStart, Supervisor
from .status import status

__all__ = ["DidNotStart", "Program", "Supervisor", "status"]
