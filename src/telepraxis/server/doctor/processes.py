"""The processes and the queue between them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from telepraxis.server.supervisor import status

from .checks import Check, fail, ok, warn

SILENT = timedelta(seconds=30)
LATE = timedelta(minutes=5)
STATES = {
    "starting": gettext_lazy("starting"),
    "running": gettext_lazy("running"),
    "waiting": gettext_lazy("waiting to be started again"),
    "stopped": gettext_lazy("stopped"),
}


def look() -> Iterator[Check]:
    yield from programs()
    try:
        yield worker()
        yield queue()
    except (DatabaseError, InterfaceError):
        yield fail("worker", _("Unknown while the database is away."), _("See the check of the database."))


def programs() -> Iterator[Check]:
    """What the supervisor last noted."""
    noted = status(Path(settings.HOME))
    if noted is None or not noted["supervisor"]["alive"]:
        yield warn("processes", _("No supervisor runs in this data home."), _("Start it: telepraxis up."))
        return
    for process in noted["processes"]:
        exit = process["last_exit"]
        if process["state"] == "running" and process["restarts"] < 3:
            yield ok(f"process {process['name']}", _("running"))
        else:
            said = _("%(state)s, restarted %(count)s times") % {
                "state": STATES.get(process["state"], process["state"]),
                "count": process["restarts"],
            }
            why = _("; last time it %(why)s") % {"why": exit["why"]} if exit else ""
            read = _("Read logs/%(name)s.log in the data home.") % {"name": process["name"]}
            step = (exit or {}).get("next_step") or read
            report = warn if process["state"] == "running" else fail
            yield report(f"process {process['name']}", f"{said}{why}.", step)


def worker() -> Check:
    """Whether a worker has shown a sign of life."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(last_heartbeat), now() FROM procrastinate_workers")
        last, now = cursor.fetchone()
    if last is None or now - last > SILENT:
        said = _("No worker runs: no mail, no reminder.")
        if last is not None:
            said = _("The worker was last heard at %(when)s UTC: no mail, no reminder.") % {
                "when": f"{last:%d %b %H:%M}"
            }
        return fail("worker", said, _("Restart telepraxis up; read logs/worker.log."))
    return ok("worker", _("heard %(seconds)s s ago") % {"seconds": round((now - last).total_seconds())})


def queue() -> Check:
    """Whether what is due gets done."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE status = 'todo'), count(*) FILTER (WHERE status = 'failed'), "
            "count(*) FILTER (WHERE status = 'todo' AND coalesce(j.scheduled_at, e.at) < now() - %s) "
            "FROM procrastinate_jobs j LEFT JOIN LATERAL "
            "(SELECT min(at) AS at FROM procrastinate_events WHERE job_id = j.id) e ON true",
            [LATE],
        )
        waiting, failed, late = cursor.fetchone()
    if late:
        return fail(
            "queue",
            ngettext(
                "%(count)s job is late by more than five minutes.",
                "%(count)s jobs are late by more than five minutes.",
                late,
            )
            % {"count": late},
            _("Is the worker alive? Restart it."),
        )
    if failed:
        return warn(
            "queue",
            ngettext("%(count)s job gave up.", "%(count)s jobs gave up.", failed) % {"count": failed},
            _("The operator page names them; mend the cause, run them again."),
        )
    return ok("queue", _("%(count)s waiting, none late") % {"count": waiting})
