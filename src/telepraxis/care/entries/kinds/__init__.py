"""The kinds of entries, in the order in which a chart shows them."""

from ..kind import Kind
from .allergy import ALLERGY
from .medicine import MEDICINE
from .problem import PROBLEM

KINDS: tuple[Kind, ...] = (PROBLEM, ALLERGY, MEDICINE)
BY_NAME: dict[str, Kind] = {kind.name: kind for kind in KINDS}
