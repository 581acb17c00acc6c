"""How pages are served: the certificate and when it ends."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from telepraxis.server.tls import certificate, state

from .checks import Check, fail, ok, warn

NAMES = {
    "localhost": gettext_lazy("plain HTTP on this machine only"),
    "proxy": gettext_lazy("behind a proxy that holds the certificate"),
}


def look() -> Iterator[Check]:
    noted = state.read(Path(settings.HOME))
    if noted is None:
        yield warn("https", _("Not served yet."), _("Start it: telepraxis up."))
    elif noted["certificate"] is None:
        yield ok("https", str(NAMES.get(noted["mode"], noted["mode"])))
    else:
        yield judged(noted, datetime.now(UTC))


def judged(noted: dict, now: datetime) -> Check:
    """Judge a certificate by the share of its life that is left."""
    step = noted["next_step"] or str(STEPS[noted["mode"]])
    try:
        held = certificate.read(Path(noted["certificate"]))
    except (OSError, ValueError):
        return fail("https", _("The certificate %(path)s cannot be read.") % {"path": noted["certificate"]}, step)
    ends = f"{held.not_after:%d %b %Y %H:%M} UTC"
    said = {"when": ends, "error": noted["error"]}
    if held.has_ended(now):
        return fail(
            "https", _("The certificate ended on %(when)s: browsers refuse these pages. %(error)s") % said, step
        )
    if noted["error"]:
        return warn("https", _("Renewal failed: %(error)s It still holds until %(when)s.") % said, step)
    overdue = held.renew_at + (held.not_after - held.renew_at) / 2
    if noted["mode"] != "acme" and held.not_after - now < timedelta(days=14) and held.is_due(now) or now > overdue:
        return warn("https", _("The certificate ends on %(when)s.") % said, step)
    return ok("https", _("%(names)s until %(when)s") % {"names": ", ".join(held.names[:3]), "when": ends})


STEPS = {
    "acme": gettext_lazy(
        "Is the process certificates running, and port 80 reachable from outside? Read logs/certificates.log."
    ),
    "files": gettext_lazy("Renew it where it came from; the files are taken up without a restart."),
    "lan": gettext_lazy("Restart with --lan: a new one is made."),
}
