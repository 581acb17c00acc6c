"""Pages: what a pharmacy says of itself and which plans it bills, one pharmacy for everybody, looking for one; a
patient's places and insurances.
"""

from .coverage import coverage, coverage_of, end_coverage, end_coverage_of
from .looking import find, one
from .own_places import drop_place, places
from .plans import plan, plan_bring, plan_except, plan_file, plan_retire, plans
from .setup import publish_or_not, setup

__all__ = [
    "coverage",
    "coverage_of",
    "drop_place",
    "end_coverage",
    "end_coverage_of",
    "find",
    "one",
    "places",
    "plan",
    "plan_bring",
    "plan_except",
    "plan_file",
    "plan_retire",
    "plans",
    "publish_or_not",
    "setup",
]
