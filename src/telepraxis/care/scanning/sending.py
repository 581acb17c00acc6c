"""Send paper: files are checked, kept as they came, and their pages wait to be read; photographs come one by one."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from telepraxis.base import audit, files
from telepraxis.base.access import Actor
from telepraxis.base.files.blobs import digest_of
from telepraxis.base.live import group, hint
from telepraxis.base.ui.times import day_text

from .languages import LANGUAGES, MOST, USUAL
from .models import Original, PaperDocument, Sheet, Stack
from .permissions import may_scan
from .reading import sheets
from .reading.refusals import SheetRefused

MOST_SHEETS = 500  # in one stack
KINDS = {b"%PDF": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png", b"RIFF": "image/webp"}


class CannotRead(Exception):
    """The language is none that paper is read in here, or too many were chosen."""


@dataclass(frozen=True)
class Incoming:
    """A file as it came."""

    name: str
    content: bytes


@dataclass
class Sent:
    """What became of the files: the stack, None where all were refused, and (name, sentence) of each refused one."""

    stack: Stack | None = None
    refused: list[tuple[str, str]] = field(default_factory=list)


@transaction.atomic
def send(
    *, incoming: list[Incoming], languages: tuple[str, ...] = USUAL, more: bool = False, by: Actor, now: datetime
) -> Sent:
    """Keep the files that can be opened as one stack, each page waiting to be read; say of the others why not.

    With `more` the stack waits for further photographs, until somebody says it is complete.

    :raises CannotRead: the languages are none that paper is read in here.
    :raises StorageFull: the disk is full; nothing is kept.
    """
    may_scan.require(by)
    if not languages or len(languages) > MOST or not set(languages) <= set(LANGUAGES):
        raise CannotRead
    sent, counted = Sent(), _counted(incoming, 0, by)
    sent.refused = counted.refused
    if counted.fine:
        sent.stack = _stack(languages, more, by, now)
        _keep(sent.stack, counted.fine, by, now)
    return sent


@transaction.atomic
def add(*, stack: Stack, incoming: list[Incoming], by: Actor, now: datetime) -> Sent:
    """Add photographs to a stack that is not complete yet; say of those that cannot be opened why not.

    :raises Complete: somebody said that it is complete, or it was left for too long.
    """
    may_scan.require(by)
    stack = Stack.objects.select_for_update().get(id=stack.id)
    if stack.complete_at is not None:
        raise Complete
    counted = _counted(incoming, stack.sheets.count(), by)
    if counted.fine:
        _keep(stack, counted.fine, by, now)
    return Sent(stack, counted.refused)


@transaction.atomic
def again(*, sheet: Sheet, one: Incoming, by: Actor, now: datetime) -> Sheet:
    """Put a new photograph in the place of a page that was too poor; the former stays kept as it was sent.

    :raises Settled: its document is filed or thrown away. :raises SheetRefused: it cannot be opened.
    :raises SeveralPages: it holds more than this one page. :raises SentAlready: it is the same file.
    """
    may_scan.require(by)
    sheet = Sheet.objects.select_for_update(of=("self",)).select_related("stack", "document").get(id=sheet.id)
    if sheet.document is not None and not sheet.document.is_open:
        raise Settled
    if sheets.count(one.content) != 1:
        raise SeveralPages
    refuse_second(one)
    sheet.original, sheet.number, sheet.turned = _original(sheet.stack, one, by, now), 0, None
    sheet.state, sheet.waiting_since, sheet.tries = Sheet.State.WAITING, now, 0
    sheet.save()
    audit.wrote(by, "scanning.sent", entity=("Sheet", sheet.id))
    read_on(sheet.stack)
    return sheet


class Complete(Exception):
    """No further page comes to this stack."""


class SeveralPages(ValueError):
    """A new photograph of one page is one page."""


class Settled(Exception):
    """The document was filed or thrown away: its pages stay as they are."""


@dataclass
class _Counted:
    fine: list[tuple[Incoming, int]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)


def _counted(incoming: list[Incoming], before: int, by: Actor) -> _Counted:
    counted = _Counted()
    for one in incoming:
        try:
            count = _count(one, before + sum(count for _one, count in counted.fine))
        except (SheetRefused, SentAlready) as reason:
            counted.refused.append((one.name, str(reason)))
            audit.wrote(by, "scanning.refused", reason=getattr(reason, "code", "sent_already"))
        else:
            counted.fine.append((one, count))
    return counted


def _keep(stack: Stack, fine: list[tuple[Incoming, int]], by: Actor, now: datetime) -> None:
    for one, count in fine:
        _add_sheets(stack, _original(stack, one, by, now), count, now)
    audit.wrote(by, "scanning.sent", entity=("Stack", stack.id))
    read_on(stack)


def read_on(stack: Stack) -> None:
    """Have the worker read what waits, and open trays look again."""
    from .page_by_page import read_next

    read_next.defer(organization_id=stack.organization_id)
    look_again(stack)


class SentAlready(ValueError):
    """The same file was sent before, and is read, waits, or is filed."""


def _count(one: Incoming, before: int) -> int:
    """Return how many pages the file holds.

    :raises SheetRefused: it cannot be opened, or the stack would be too large. :raises SentAlready: it is here.
    """
    count = sheets.count(one.content)
    if before + count > MOST_SHEETS:
        raise SheetRefused("many_sheets")
    refuse_second(one)
    return count


def refuse_second(one: Incoming) -> None:
    """Pass when the file is not here yet, or was thrown away. :raises SentAlready: it is here."""
    here = Original.objects.filter(digest=digest_of(one.content)).select_related("stack").order_by("-stack__sent_at")
    for known in here:
        pages = Sheet.objects.filter(original=known).exclude(document__state=PaperDocument.State.THROWN_AWAY)
        if pages.exists():
            said = {"day": day_text(known.stack.sent_at), "who": known.stack.sent_by}
            raise SentAlready(_("This file was sent already, %(day)s by %(who)s. It is not read twice.") % said)


def _stack(languages: tuple[str, ...], more: bool, by: Actor, now: datetime) -> Stack:
    return Stack.objects.create(
        organization_id=by.organization_id,
        sent_at=now,
        sent_by=by.name,
        sent_by_account=by.account_id,
        owner=by.name,
        complete_at=None if more else now,
        languages=list(languages),
    )


def _original(stack: Stack, one: Incoming, by: Actor, now: datetime) -> Original:
    """Keep a file as it came."""
    media_type = media_type_of(one.content)
    return Original.objects.create(
        organization_id=stack.organization_id,
        stack=stack,
        position=stack.originals.count(),
        name=" ".join(one.name.replace("\x00", "").split())[:200] or _("page"),
        digest=files.store(one.content, media_type=media_type, by=by, now=now),
        media_type=media_type,
        size=len(one.content),
    )


def _add_sheets(stack: Stack, original: Original, count: int, now: datetime) -> None:
    first = stack.sheets.count()
    rows = [
        Sheet(
            organization_id=stack.organization_id, stack=stack, original=original, number=number,
            position=first + number, waiting_since=now,
        )
        for number in range(count)
    ]  # fmt: skip
    Sheet.objects.bulk_create(rows)


def media_type_of(content: bytes) -> str:
    """Return what the bytes are; they were opened before."""
    return next((kind for head, kind in KINDS.items() if content.startswith(head)), "image/tiff")


def look_again(stack: Stack) -> None:
    """Have open trays and the stack's page look again."""
    hint(group(stack.organization_id, "paper"), "paper")
