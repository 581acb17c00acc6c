"""Verbs on open sessions: begin, end one, end all; and the question whether one still stands."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from telepraxis.base import live

from . import devices, security_log
from .models import Account, SignedInSession

KEY = "signed_in_session"  # where Django's session keeps the id of ours
STAFF_IDLE_MINUTES = 15
PATIENT_IDLE_MINUTES = 60
ABSOLUTE_LIFETIME = timedelta(hours=14)  # longer than any shift, shorter than a day
SEEN_EVERY = timedelta(seconds=20)  # a session's last sight is written at most this often


class NoSuchSession(Exception):
    """The session is not this person's, or has ended already."""


def begin(request, account: Account, *, way: str, strong: bool, idle_minutes: int, now: datetime) -> SignedInSession:
    """Open our row beside Django's session, which the caller has just renewed (its key cycled)."""
    _replace_earlier(request, now=now)
    row = SignedInSession(
        account=account,
        session_key=request.session.session_key or "",
        way=way,
        strong=strong,
        device_id=devices.recognize(request),
        device_name=devices.name_of(request.META.get("HTTP_USER_AGENT", "")),
        address=request.address,
        started_at=now,
        last_seen_at=now,
        idle_minutes=idle_minutes,
    )
    row.save(force_insert=True)
    request.session[KEY] = str(row.id)
    return row


def _replace_earlier(request, *, now: datetime) -> None:
    if earlier := request.session.get(KEY):
        _end(SignedInSession.objects.filter(id=earlier), why="replaced", now=now)


def end(*, session_id: UUID, account: Account, why: str, now: datetime) -> None:
    """End one session of this account; its next request is refused and its sockets close.

    :raises NoSuchSession: it is somebody else's, or has ended.
    """
    if not _end(SignedInSession.objects.filter(id=session_id, account=account), why=why, now=now):
        raise NoSuchSession(session_id)


def end_all(*, account: Account, why: str, now: datetime, but: UUID | None = None) -> int:
    """End every session of this account, except `but`, and what apps were given before now; return how many."""
    Account.objects.filter(pk=account.pk).update(signed_out_everywhere_at=now)
    return _end(SignedInSession.objects.filter(account=account).exclude(id=but), why=why, now=now)


def end_idle(session_id: str | None, *, account: Account, now: datetime) -> None:
    """End a session whose page noticed that nobody was there."""
    row = SignedInSession.objects.filter(id=session_id, account=account, ended_at__isnull=True).first()
    if row:
        _expire(row, "idle", now)


@transaction.atomic
def _end(found, *, why: str, now: datetime) -> int:
    ended = [row.id for row in found.filter(ended_at__isnull=True).select_for_update()]
    SignedInSession.objects.filter(id__in=ended).update(ended_at=now, ended_why=why)
    for session_id in ended:
        live.close_sockets_of(session_id)
    return len(ended)


def standing(session_id: str | None, *, now: datetime) -> tuple[SignedInSession | None, str]:
    """Return the session when it still stands, else None and why: "", "idle", "too_old", or how it was ended."""
    row = SignedInSession.objects.filter(id=session_id).first() if session_id else None
    if row is None:
        return None, ""
    if row.ended_at:
        return None, row.ended_why
    if now - row.started_at > ABSOLUTE_LIFETIME:
        return _expire(row, "too_old", now)
    if now - row.last_seen_at > timedelta(minutes=row.idle_minutes):
        return _expire(row, "idle", now)
    return row, ""


def _expire(row: SignedInSession, why: str, now: datetime) -> tuple[None, str]:
    if _end(SignedInSession.objects.filter(id=row.id), why=why, now=now):
        security_log.note(why, account_id=row.account_id, now=now, address=row.address, device_name=row.device_name)
    return None, why


def seen(row: SignedInSession, *, address: str, now: datetime) -> None:
    """Write that the person did something just now."""
    if now - row.last_seen_at >= SEEN_EVERY:
        SignedInSession.objects.filter(id=row.id, ended_at__isnull=True).update(last_seen_at=now, address=address)


def open_sessions(account: Account, *, now: datetime) -> list[SignedInSession]:
    """Return the account's sessions that still stand, last used first."""
    rows = SignedInSession.objects.filter(
        account=account, ended_at__isnull=True, started_at__gt=now - ABSOLUTE_LIFETIME
    ).order_by("-last_seen_at")
    return [row for row in rows if now - row.last_seen_at <= timedelta(minutes=row.idle_minutes)]


def make_strong(session, *, session_id: str) -> None:
    """Raise an open session after its person has set up a second factor in it."""
    from . import hats

    session[hats.STRONG] = True
    SignedInSession.objects.filter(id=session_id).update(strong=True)
