"""Logging's way into the notebook: settings.LOGGING names this handler for the loggers that speak of failures."""

import asyncio
import logging
import threading
from datetime import UTC, datetime

from django.db import DatabaseError
from django.urls import Resolver404, resolve


class NoteFailures(logging.Handler):
    """Notes errors with an exception: of pages (`django.request`), jobs (`procrastinate`), sockets (`uvicorn`)."""

    def emit(self, record: logging.LogRecord) -> None:
        kind = _kind(record)
        if kind is None:
            return
        source, place = _place(record)
        request_id = getattr(getattr(record, "request", None), "request_id", "")
        said = {"source": source, "place": place, "kind": kind, "request_id": request_id or ""}
        at = datetime.fromtimestamp(record.created, UTC)
        if _in_event_loop():
            threading.Thread(target=_note_and_close, args=(said, at), daemon=True).start()
        else:
            self._note(said, at, record)

    def _note(self, said: dict, at: datetime, record: logging.LogRecord) -> None:
        from .notebook import note

        try:
            note(**said, now=at)
        except Exception:
            self.handleError(record)


def _kind(record: logging.LogRecord) -> str | None:
    if not record.exc_info or not record.exc_info[0]:
        return None
    error = record.exc_info[1]
    if isinstance(error, DatabaseError) and error.__cause__ is not None:
        return type(error.__cause__).__name__  # PostgreSQL's own word (DiskFull, LockNotAvailable), not Django's
    return type(error).__name__


def _place(record: logging.LogRecord) -> tuple[str, str]:
    if request := getattr(record, "request", None):
        return "page", _route(request)
    job = getattr(record, "job", None)
    if isinstance(job, dict):
        return "job", str(job.get("task_name", "unknown"))
    return "process", record.name


def _route(request) -> str:
    """The name of the page asked for, also when it failed before the page was found; never the path with its ids."""
    try:
        match = getattr(request, "resolver_match", None) or resolve(request.path_info)
    except Resolver404:
        return "unknown"
    return match.view_name or match.route


def _in_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _note_and_close(said: dict, at: datetime) -> None:
    from django.db import connection

    from .notebook import note

    try:
        note(**said, now=at)
    finally:
        connection.close()
