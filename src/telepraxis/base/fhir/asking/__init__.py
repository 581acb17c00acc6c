"""A question asked of FHIR's search (R4 3.1.1, http://hl7.org/fhir/R4/search.html), understood but not yet answered.

Words: a *criterion* is one parameter that must be met; a *match* says what meets it, in terms of places and keys; a
*chain* asks something of what a reference points at, `_has` of what points here. All here is pure: `base/record`
answers. Doors: `ask`, `criteria_of`, and the dataclasses of `query`.
"""

from .asking import ask, criteria_of
from .query import Criterion, Include, Query, Sort

__all__ = ["Criterion", "Include", "Query", "Sort", "ask", "criteria_of"]
