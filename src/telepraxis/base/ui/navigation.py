"""What the rail of staff and the tab bar of patients offer. A place that is not built yet is not shown."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.urls import Resolver404, resolve
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Place:
    name: str
    label: str
    icon: str
    path: str
    roles: frozenset[str] = frozenset()
    asks: str = ""  # the path at which a page fetches how much waits there once it is shown

    def is_for(self, roles: Iterable[str]) -> bool:
        return not self.roles or not self.roles.isdisjoint(str(role) for role in roles)


def _place(name, label, icon, path, *roles, asks=""):
    return Place(name, label, icon, path, frozenset(roles), asks)


RAIL = [
    _place("today", _("Today"), "home", "/day/", "physician", "nurse"),
    _place("schedule", _("Schedule"), "calendar", "/schedule/", "physician", "nurse"),
    _place("desk", _("Desk"), "desk", "/desk/", "front_desk", "nurse", "manager"),
    _place("results", _("Results"), "flask", "/results/", "physician", "nurse", "manager", asks="/results/count/"),
    _place("medicines", _("Medicines"), "pill", "/medicines/", "physician", asks="/medicines/count/"),
    _place("follow_up", _("Follow-up"), "repeat", "/follow-up/", "physician", "nurse", "front_desk", "manager"),
    _place("from_patients", _("From patients"), "message", "/from-patients/", "physician", "nurse"),
    _place("patients", _("Patients"), "people", "/patients/", "physician", "nurse", "front_desk", "biller", "manager"),
    _place("forms", _("Forms"), "list", "/forms/", "physician", "nurse", "manager"),
    _place("paper", _("Paper"), "scan", "/paper/", "physician", "nurse", "front_desk"),
    _place("phone", _("Phone"), "phone", "/phone/", "physician", "nurse", "front_desk"),
    _place("money", _("Money"), "money", "/money/", "front_desk", "biller", "manager"),
    _place("bench", _("Bench"), "pill", "/pharmacy/", "pharmacist", asks="/pharmacy/count/"),
    _place("stock", _("Stock"), "store", "/stock/", "pharmacist", "laboratory", "nurse", "manager"),
    _place("setup", _("Set-up"), "gear", "/setup/", "manager", "system_administrator"),
    _place("privacy", _("Privacy"), "lock", "/privacy/", "privacy_officer"),
    _place("audit", _("Audit"), "history", "/audit/", "privacy_officer"),
    _place("operator", _("Operator"), "server", "/operator/", "system_administrator"),
]

TABS = [
    _place("home", _("Home"), "home", "/"),
    _place("book", _("Book"), "calendar-plus", "/book/"),
    _place("visits", _("Visits"), "calendar", "/visits/"),
    _place("record", _("Record"), "record", "/record/"),
    _place("record", _("Record"), "record", "/record/access/"),
    _place("me", _("Me"), "person", "/me/"),
]


_counts: dict[str, Callable[[], int]] = {}


def counts(name: str, count: Callable[[], int]) -> None:
    """Show a number at a place of the rail: what waits there. `count()` is asked inside the served organization, on
    every page of who has the place in their rail."""
    _counts[name] = count


def count_at(name: str) -> int:
    """Return what waits at a place, 0 where nobody counts."""
    return _counts[name]() if name in _counts else 0


@lru_cache(maxsize=256)
def exists(path: str) -> bool:
    """Whether some page answers at this path in this installation."""
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


def rail_for(roles: Iterable[str]) -> list[Place]:
    roles = list(roles)
    return [place for place in RAIL if place.is_for(roles) and exists(place.path)]


def tabs() -> list[Place]:
    shown: dict[str, Place] = {}
    for place in TABS:
        if exists(place.path):
            shown.setdefault(place.name, place)
    return list(shown.values())
