"""Read one page after the other: begun, read or given up, each in a transaction of its own.

A page that takes too long or ends its program is tried once more; then it could not be read, and is filed by hand. A
page counts as tried when it is begun, so that one that takes the whole worker down with it is not begun for ever.
"""

import io
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, Q
from PIL import Image

from telepraxis.base import audit, files
from telepraxis.base.access import Actor

from .cutting import cut_if_all_are_settled
from .kept_pages import keep_page
from .models import Sheet, Stack
from .reading import engine, page, sheets
from .reading.refusals import SheetRefused
from .reading.shapes import Page
from .sending import look_again

MOST_TRIES = 2
GONE_AFTER = timedelta(minutes=5)  # a page that is read for so long is read by nobody any more

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Begun:
    """A page that is being read: its row, and the file it stands in."""

    sheet: UUID
    content: bytes
    number: int
    languages: tuple[str, ...]
    turned: int | None


def waiting() -> bool:
    """Return whether a page of the served organization waits to be read."""
    return Sheet.objects.filter(state=Sheet.State.WAITING).exists()


def begin(*, by: Actor, now: datetime) -> Begun | None:
    """Begin the first page of the stack of which least was read: a photograph does not wait behind a whole archive."""
    turn = _next_stack(now)
    if turn is None:
        return None
    first = Sheet.objects.select_for_update().filter(stack=turn).filter(_to_read(now)).order_by("position", "id")
    sheet = first.first()
    if sheet is None:
        return None
    sheet.state, sheet.reading_since, sheet.tries = Sheet.State.READING, now, sheet.tries + 1
    sheet.save(update_fields=["state", "reading_since", "tries"])
    audit.wrote(by, "scanning.read", entity=("Sheet", sheet.id))
    look_again(turn)
    content = files.read(sheet.original.digest)
    return Begun(sheet.id, content, sheet.number, tuple(turn.languages), sheet.turned)


def _to_read(now: datetime) -> Q:
    """Those that wait, and those whose reader is gone."""
    return Q(state=Sheet.State.WAITING) | Q(state=Sheet.State.READING, reading_since__lt=now - GONE_AFTER)


def _next_stack(now: datetime) -> Stack | None:
    stacks = Stack.objects.filter(id__in=Sheet.objects.filter(_to_read(now)).values("stack")).annotate(
        settled=Count("sheets", filter=Q(sheets__state__in=(Sheet.State.READ, Sheet.State.FAILED)))
    )
    return stacks.order_by("settled", "sent_at").first()


def read_one(begun: Begun) -> tuple[Page | None, bytes]:
    """Return the page and its cleaned picture; None where it could not be read, with the sheet as it came."""
    try:
        picture = sheets.picture(begun.content, begun.number)
    except SheetRefused as reason:
        log.warning("a sheet was not drawn: %s", reason.code)
        return None, b""
    here = tuple(language for language in begun.languages if language in engine.languages())
    try:
        return page.read(picture, languages=here, turned=begun.turned)
    except (SheetRefused, engine.EngineMissing) as reason:
        log.warning("a page was not read: %s", getattr(reason, "code", "no engine"))
        return None, picture


def settle(*, sheet: UUID, read: Page | None, picture: bytes, by: Actor, now: datetime) -> Sheet:
    """Keep what was read; or have it tried once more, and then say that it could not be read."""
    row = Sheet.objects.select_related("stack", "document").get(id=sheet)
    stack = Stack.objects.select_for_update().get(id=row.stack_id)
    if read is not None:
        keep_page(row, read, picture, by=by, now=now)
        row.state, row.read_at, row.tries = Sheet.State.READ, now, 0
    elif row.tries < MOST_TRIES:
        row.state, row.waiting_since = Sheet.State.WAITING, now
    else:
        _give_up(row, picture, by, now)
    row.save()
    audit.wrote(
        by, "scanning.not_read" if row.state == Sheet.State.FAILED else "scanning.read", entity=("Sheet", row.id)
    )
    cut_if_all_are_settled(stack=stack, again=row.document, by=by, now=now)
    look_again(stack)
    return row


def _give_up(row: Sheet, picture: bytes, by: Actor, now: datetime) -> None:
    """Keep the picture of the sheet as it came, so that it can be filed by hand."""
    row.state, row.failed_at = Sheet.State.FAILED, now
    if picture:
        seen, out = Image.open(io.BytesIO(picture), formats=("JPEG",)).convert("L"), io.BytesIO()
        seen.save(out, "JPEG", quality=75)
        keep_page(row, Page(*seen.size, poor="unreadable"), out.getvalue(), by=by, now=now)
