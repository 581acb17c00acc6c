"""Which pages belong together: cut by what stands on them, then as a person says."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from telepraxis.base import audit
from telepraxis.base.access import Actor

from .kept_pages import page_of
from .models import PaperDocument, Sheet, Stack
from .permissions import may_scan
from .sending import Settled, look_again, read_on
from .suggesting import suggest_anew
from .understanding import split


class NothingBefore(Exception):
    """There is no document before this one with which it could be joined, or no page before this one to cut at."""


class StillReading(Exception):
    """The page is being read just now."""


def cut_if_all_are_settled(*, stack: Stack, again: PaperDocument | None, by: Actor, now: datetime) -> None:
    """Cut a stack when its last page is settled; look again at a document of which a page was read anew."""
    if stack.cut_at is None:
        if stack.complete_at is not None and all(sheet.is_settled for sheet in stack.sheets.all()):
            _cut(stack, by, now)
    elif again is not None and again.is_open:
        suggest_anew(again, now=now)


@transaction.atomic
def complete(*, stack: Stack, by: Actor, now: datetime) -> Stack:
    """No further page comes: cut the stack when all of it is read. Said twice it changes nothing."""
    may_scan.require(by)
    stack = Stack.objects.select_for_update().get(id=stack.id)
    if stack.complete_at is None:
        stack.complete_at = now
        stack.save(update_fields=["complete_at"])
        audit.wrote(by, "scanning.arranged", entity=("Stack", stack.id))
        cut_if_all_are_settled(stack=stack, again=None, by=by, now=now)
        look_again(stack)
    return stack


@transaction.atomic
def take_on(*, stack: Stack, by: Actor, now: datetime) -> None:
    """See to it from now on that the stack is filed."""
    may_scan.require(by)
    Stack.objects.filter(id=stack.id).update(owner=by.name)
    audit.wrote(by, "scanning.taken_on", entity=("Stack", stack.id))
    look_again(stack)


def _cut(stack: Stack, by: Actor, now: datetime) -> None:
    sheets = list(stack.sheets.order_by("position", "id"))
    for position, found in enumerate(split([page_of(sheet) for sheet in sheets])):
        document = _new_document(stack, position, now)
        for number in found.numbers:
            sheets[number].document = document
        Sheet.objects.bulk_update([sheets[number] for number in found.numbers], ["document"])
        suggest_anew(document, now=now)
    stack.cut_at = now
    stack.save(update_fields=["cut_at"])
    audit.wrote(by, "scanning.cut", entity=("Stack", stack.id))


def _new_document(stack: Stack, position: int, now: datetime) -> PaperDocument:
    return PaperDocument.objects.create(
        organization_id=stack.organization_id, stack=stack, position=position, made_at=now
    )


@transaction.atomic
def cut_before(*, sheet: Sheet, by: Actor, now: datetime) -> PaperDocument:
    """Let a new document begin with this page; return it.

    :raises Settled: the document is filed or thrown away. :raises NothingBefore: it begins with this page already.
    """
    may_scan.require(by)
    document = _open(sheet.document_id)
    pages = list(document.sheets.order_by("position", "id"))
    place = [page.id for page in pages].index(sheet.id)
    if place == 0:
        raise NothingBefore
    document.stack.documents.filter(position__gt=document.position).update(position=F("position") + 1)
    new = _new_document(document.stack, document.position + 1, now)
    Sheet.objects.filter(id__in=[page.id for page in pages[place:]]).update(document=new)
    return _arranged(document, new, by=by, now=now)


@transaction.atomic
def join(*, document: PaperDocument, by: Actor, now: datetime) -> PaperDocument:
    """Put the document's pages behind those of the one before it in the stack; return that one.

    :raises NothingBefore: there is none to confirm before it. :raises Settled: it is filed or thrown away.
    """
    may_scan.require(by)
    document = _open(document.id)
    earlier = document.stack.documents.select_for_update().filter(
        state=PaperDocument.State.TO_CONFIRM, position__lt=document.position
    )
    before = earlier.order_by("-position").first()
    if before is None:
        raise NothingBefore
    document.sheets.update(document=before)
    document.delete()
    return _arranged(before, by=by, now=now)


@transaction.atomic
def move(*, sheet: Sheet, to: PaperDocument, by: Actor, now: datetime) -> PaperDocument:
    """Put a page, also one that was set aside, at the end of another document of its stack; return that one.

    A document that loses its last page goes. :raises Settled: one of the two is filed or thrown away.
    """
    may_scan.require(by)
    target = _open(to.id)
    left = _open(sheet.document_id) if sheet.document_id else None
    if sheet.stack_id != target.stack_id:
        raise Settled
    last = target.sheets.order_by("-position").first()
    sheet.document, sheet.position = target, max(last.position if last else 0, 0) + 0.001
    sheet.save(update_fields=["document", "position"])
    if left is not None and not left.sheets.exists():
        left.delete()
        left = None
    return _arranged(*([left] if left else []), target, by=by, now=now)


@transaction.atomic
def set_aside(*, sheet: Sheet, by: Actor, now: datetime) -> None:
    """Let a page belong to no document: an empty back, a separator. It stays with its stack.

    :raises Settled: the document is filed or thrown away. :raises NothingBefore: it is the document's only page.
    """
    may_scan.require(by)
    document = _open(sheet.document_id)
    if document.sheets.count() < 2:
        raise NothingBefore
    Sheet.objects.filter(id=sheet.id).update(document=None)
    _arranged(document, by=by, now=now)


@transaction.atomic
def rotate(*, sheet: Sheet, quarters: int, by: Actor, now: datetime) -> Sheet:
    """Turn a page clockwise by so many quarters from how it is shown, and read it again.

    :raises Settled: its document is filed or thrown away. :raises StillReading: it is being read just now.
    """
    may_scan.require(by)
    if sheet.document_id:
        _open(sheet.document_id)
    sheet = Sheet.objects.select_for_update().get(id=sheet.id)
    if not sheet.is_settled:
        raise StillReading
    sheet.turned = (sheet.rotation + 90 * quarters) % 360
    return read_again(sheet, by=by, now=now)


def read_again(sheet: Sheet, *, by: Actor, now: datetime) -> Sheet:
    """Have a page wait to be read anew; the caller asked its rule."""
    sheet.state, sheet.waiting_since, sheet.tries = Sheet.State.WAITING, now, 0
    sheet.save()
    audit.wrote(by, "scanning.arranged", entity=("Sheet", sheet.id))
    read_on(sheet.stack)
    return sheet


def _open(document_id) -> PaperDocument:
    """Return the document, locked. :raises Settled: it is filed, thrown away, or gone."""
    row = PaperDocument.objects.select_for_update(of=("self",)).select_related("stack").filter(id=document_id).first()
    if row is None or not row.is_open:
        raise Settled
    return row


def _arranged(*documents: PaperDocument, by: Actor, now: datetime) -> PaperDocument:
    """Look at the changed documents again; return the last."""
    for document in documents:
        suggest_anew(document, now=now)
        audit.wrote(by, "scanning.arranged", entity=("PaperDocument", document.id))
    look_again(documents[-1].stack)
    return documents[-1]
