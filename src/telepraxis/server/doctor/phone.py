"""The phone's media server (Janus): installed, and answering once a line was set up."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from telepraxis.server import janus

from .checks import Check, fail, ok, warn


def look() -> Iterator[Check]:
    url = os.environ.get("TELEPRAXIS_JANUS_URL", "")
    if not url:
        if janus.has_phone():
            yield ok("phone", _("Janus is installed; telepraxis up starts it when a phone line is set up"))
        else:
            step = _("Numbers are dialled by hand until then: apt-get install janus, then restart.")
            yield warn("phone", _("Janus, which carries phone calls, is not installed."), step)
        return
    wanted = os.environ.get("TELEPRAXIS_JANUS_WANTED", "")
    if wanted and not Path(wanted).exists():
        yield ok("phone", _("Janus is installed; no practice has set up a phone line"))
    elif answers(url):
        yield ok("phone", _("Janus answers"))
    else:
        yield fail("phone", _("Janus, which carries phone calls, does not answer."), _("Look into logs/media.log."))


def answers(url: str) -> bool:
    where = urlsplit(url)
    try:
        socket.create_connection((where.hostname or "", where.port or 8188), timeout=0.3).close()
    except OSError:
        return False
    return True
