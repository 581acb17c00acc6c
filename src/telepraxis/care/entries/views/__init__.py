"""Pages of the lists."""

from .adding import add, line, measured, none_known, reviewed
from .lists import allergies, lists, of_patient, own
from .one import change, end, entry, favour, wrong

__all__ = [
    "add", "allergies", "change", "end", "entry", "favour", "line", "lists", "measured", "none_known", "of_patient",
    "own", "reviewed", "wrong",
]  # fmt: skip
