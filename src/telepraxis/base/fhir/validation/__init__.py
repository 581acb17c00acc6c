"""Whether a document is legal R4: `check` for the base specification, `check_profile` for a profile of it."""

from .checking import check
from .look import expression

__all__ = ["check", "expression"]
