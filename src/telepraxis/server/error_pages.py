"""Which page an unexpected error becomes: what happened, what is safe, what to do next."""

import errno
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from psycopg.errors import DiskFull

from telepraxis.base.files import StorageFull
from telepraxis.base.ui.errors import error_page
from telepraxis.desks.operator_desk.views import without_database

DISK_FULL = (errno.ENOSPC, errno.EDQUOT)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: a lost database and a full disk are said as what they are, with 503."""
    error = sys.exc_info()[1]
    if is_full_disk(error):
        return error_page(request, 503, title=_("There is no room left to store this"), text=_disk_full())
    if is_lost_database(error):
        title = _("The database cannot be reached")
        return without_database(request) or error_page(request, 503, title=title, text=_lost_database())
    return error_page(request, 500)


def is_full_disk(error: BaseException | None) -> bool:
    """Whether the error says that a disk is full: that of the files, or the database's own (SQLSTATE 53100)."""
    while error is not None:
        if isinstance(error, StorageFull | DiskFull) or getattr(error, "errno", None) in DISK_FULL:
            return True
        error = error.__cause__
    return False


def is_lost_database(error: BaseException | None) -> bool:
    """Whether the error says that there is no connection; a wait for a lock that was too long is another matter."""
    while error is not None:
        if isinstance(error, InterfaceError):
            return True
        if isinstance(error, OperationalError):
            code = getattr(error.__cause__, "sqlstate", None)
            return code is None or code[:2] in ("08", "57", "53")
        error = error.__cause__
    return False


def _lost_database() -> str:
    return _(
        "Nothing you saved before is lost; what you just sent was not saved. Try again in a minute. If it stays so, "
        "whoever runs this service: `telepraxis doctor` says what to do. If somebody is in danger, call the emergency "
        "number now."
    )


def _disk_full() -> str:
    return _(
        "Nothing was half stored and what was there before is safe. Whoever runs this service must free space; "
        "`telepraxis doctor` says where. Then try again."
    )
