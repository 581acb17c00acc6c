"""Idle log-off: how long a pause may be, and what keeps a session open without a click."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from telepraxis.base import tenancy

from . import memberships, sessions
from .models import SignedInSession

_minutes_of: list[Callable[[], int | None]] = []


def minutes_from(setting: Callable[[], int | None]) -> None:
    """Ask `setting()`, inside the served organization, after how many minutes its staff are signed out."""
    if setting not in _minutes_of:
        _minutes_of.append(setting)


def keep_alive(session, *, now: datetime) -> None:
    """Count this moment as use: a visit is on, whoever is looking at the screen.

    `session` is Django's session (a request's, or a socket's scope["session"]); without a sign-in nothing happens.
    """
    if session_id := session.get(sessions.KEY):
        SignedInSession.objects.filter(id=session_id, ended_at__isnull=True).update(last_seen_at=now)


def minutes_for(account_id: UUID) -> int:
    """Return the pause this account may make: the shortest its organizations ask for, or a patient's."""
    staff_of = [m for m in memberships.of_account(account_id) if memberships.is_staff(m)]
    if not staff_of:
        return sessions.PATIENT_IDLE_MINUTES
    return min(_asked(membership.organization_id) for membership in staff_of)


def _asked(organization_id: UUID) -> int:
    with tenancy.serving(organization_id):
        answers = [minutes for setting in _minutes_of if (minutes := setting())]
    return min(answers, default=sessions.STAFF_IDLE_MINUTES)
