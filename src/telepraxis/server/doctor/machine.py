"""The machine: Python, keys, front end, clock, disk, the tools that `bin/check` uses."""

import ctypes
import platform
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from telepraxis.base.ui import built
from telepraxis.server import keys

from .checks import Check, fail, ok, warn

OLDEST_PYTHON = (3, 11)
LITTLE, VERY_LITTLE = 5_000_000_000, 500_000_000
CLOCK_UNSYNCHRONISED = 0x40  # STA_UNSYNC of adjtimex(2)


def look() -> Iterator[Check]:
    yield python()
    yield key_file()
    yield front_end()
    yield clock()


def python() -> Check:
    version = {"version": platform.python_version()}
    if sys.version_info < OLDEST_PYTHON:
        return fail("python", _("Python %(version)s is too old.") % version, _("Install Python 3.11 or newer."))
    return ok("python", _("Python %(version)s") % version)


def key_file() -> Check:
    """Whether only its owner reads the key file."""
    path = Path(settings.SECRETS_PATH)
    try:
        count = len(keys.shown(path))
    except keys.KeysUnusable as reason:
        return fail("keys", str(reason), _("See docs/guides/keys.md."))
    if unsafe := keys.unsafe_modes(path):
        return fail("keys", unsafe[0], _("Then rotate: telepraxis keys rotate."))
    return ok("keys", _("%(count)s keys, readable by their owner alone") % {"count": count})


def front_end() -> Check:
    try:
        return ok("front end", _("%(count)s parts built") % {"count": len(built.manifest())})
    except built.NotBuilt:
        return fail(
            "front end", _("Styles and scripts are not built."), _("Run bin/build-frontend, or install the wheel.")
        )


def clock() -> Check:
    """Whether the kernel says that something keeps its clock right. Codes and certificates need that."""
    buffer = ctypes.create_string_buffer(512)  # struct timex: all zero asks and changes nothing
    if ctypes.CDLL(None).adjtimex(buffer) < 0:
        return warn("clock", _("The system does not tell whether its clock is right."), _("Compare it with another."))
    status = int.from_bytes(buffer.raw[40:44], sys.byteorder)
    if status & CLOCK_UNSYNCHRONISED:
        return warn(
            "clock",
            _("Nothing keeps the clock right; it says %(now)s UTC.") % {"now": f"{datetime.now(UTC):%H:%M:%S}"},
            _("Install chrony or systemd-timesyncd, unless the host of this machine does it."),
        )
    return ok("clock", _("kept right by time synchronisation"))


def look_at_disk() -> Iterator[Check]:
    """How much is free where the data lies."""
    home = Path(settings.HOME)
    place = next(folder for folder in [home, *home.parents] if folder.exists())
    usage = shutil.disk_usage(place)
    free = _("%(free)s GB of %(all)s GB free in %(place)s") % {
        "free": f"{usage.free / 1e9:.1f}",
        "all": f"{usage.total / 1e9:.1f}",
        "place": place,
    }
    if usage.free < VERY_LITTLE:
        yield fail(
            "disk",
            _("Only %(free)s: uploads and bookings will soon fail.") % {"free": free},
            _("Free space now, or move the data home."),
        )
    elif usage.free < LITTLE and usage.free < usage.total * 0.1:
        yield warn("disk", _("Only %(free)s.") % {"free": free}, _("Free space this week, or move the data home."))
    else:
        yield ok("disk", free)


def look_for_tools() -> Iterator[Check]:
    """What only `bin/check` needs; its absence never matters to a clinic."""
    missing = [name for name in ("chromium", "caddy", "psql") if not shutil.which(name)]
    if missing and settings.MODE != "production":
        step = _("Only for bin/check: apt-get install %(names)s.") % {"names": " ".join(missing)}
        yield warn("tools of bin/check", _("Not installed: %(names)s.") % {"names": ", ".join(missing)}, step)
    else:
        yield ok("tools of bin/check", _("not needed here") if missing else "chromium, caddy, psql")
