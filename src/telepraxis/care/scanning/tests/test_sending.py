"""Paper comes in: kept as it came, read page by page, refused with words that say what to do."""

import hashlib

import pytest
from django.db import connection

from telepraxis.base import files
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.files.models import StoredFile
from tests.people import MONDAY_8AM

from .. import cutting, reading_along, sending, tasks
from ..models import Original, PaperDocument, Sheet, Stack
from ..reading import sheets
from ..understanding.tests.paper import page_of
from . import scene

HTML = b"<html><script>alert(1)</script></html>"


def send(by, *contents, **more):
    incoming = [sending.Incoming(f"file-{number}.pdf", content) for number, content in enumerate(contents)]
    return sending.send(incoming=incoming, by=by, now=MONDAY_8AM, **more)


def test_rui_sends_a_stack_and_the_file_is_kept_byte_for_byte(rui):
    content = scene.pdf(3)
    sent = send(rui, content)

    original = Original.objects.get()
    assert sent.refused == []
    assert files.read(original.digest) == content
    assert (original.name, original.media_type, original.size) == ("file-0.pdf", "application/pdf", len(content))
    assert [(sheet.number, sheet.state) for sheet in sent.stack.sheets.order_by("position")] == [
        (0, "waiting"), (1, "waiting"), (2, "waiting"),
    ]  # fmt: skip
    assert (sent.stack.owner, sent.stack.languages) == ("Rui Tavares", ["eng", "spa"])
    assert AuditEvent.objects.filter(action="scanning.sent").count() == 1


def test_of_two_files_the_good_one_is_kept_and_the_poisoned_one_explained(rui):
    sent = send(rui, scene.pdf(), HTML)

    assert [name for name, _why in sent.refused] == ["file-1.pdf"]
    assert "Send a PDF, or pictures as JPEG, PNG, WEBP or TIFF." in sent.refused[0][1]
    assert (Original.objects.count(), Sheet.objects.count()) == (1, 1)
    assert StoredFile.objects.filter(digest=hashlib.sha256(HTML).hexdigest()).count() == 0
    assert AuditEvent.objects.filter(action="scanning.refused", reason="unknown").count() == 1


def test_a_pdf_of_501_pages_is_sent_in_parts_and_one_of_500_is_taken(rui):
    refused = send(rui, scene.pdf(501))
    assert (refused.stack, Stack.objects.count()) == (None, 0)
    assert refused.refused == [("file-0.pdf", "The file has more than 500 pages. Send the stack in several files.")]

    assert send(rui, scene.pdf(500)).stack.sheets.count() == 500


def test_an_enormous_file_is_refused_before_it_is_opened(rui):
    sent = send(rui, b"%PDF-1.7" + bytes(sheets.LARGEST))

    assert (sent.stack, StoredFile.objects.count()) == (None, 0)
    assert "larger than 150 MB" in sent.refused[0][1]


def test_two_files_together_hold_no_more_than_500_pages(rui):
    sent = send(rui, scene.pdf(499), scene.pdf(2, mark=1))

    assert (sent.stack.sheets.count(), len(sent.refused)) == (499, 1)


def test_the_same_file_is_not_read_twice(rui, ines):
    send(rui, scene.pdf())
    second = send(ines, scene.pdf())

    assert second.stack is None
    assert second.refused == [
        ("file-0.pdf", "This file was sent already, Mon 23 Nov by Rui Tavares. It is not read twice.")
    ]
    assert Original.objects.count() == 1


def test_a_language_nobody_reads_here_is_refused(rui):
    for languages in ((), ("klingon",), ("eng", "spa", "por", "fra")):
        with pytest.raises(sending.CannotRead):
            send(rui, scene.pdf(), languages=languages)
    assert Stack.objects.count() == 0


def test_a_page_is_begun_twice_and_then_could_not_be_read(rui, system):
    stack = send(rui, scene.pdf()).stack
    for state in ("waiting", "failed"):
        begun = reading_along.begin(by=system, now=MONDAY_8AM)
        assert begun.content == scene.pdf()
        row = reading_along.settle(sheet=begun.sheet, read=None, picture=scene.tiny(), by=system, now=MONDAY_8AM)
        assert row.state == state

    assert reading_along.begin(by=system, now=MONDAY_8AM) is None
    document = PaperDocument.objects.get(stack=stack)
    assert (document.state, document.sheets.get().state) == ("to_confirm", "failed")
    assert files.read(document.sheets.get().picture).startswith(b"\xff\xd8\xff")


def test_a_page_whose_reader_is_gone_is_begun_anew(rui, system):
    send(rui, scene.pdf())
    begun = reading_along.begin(by=system, now=MONDAY_8AM)

    assert reading_along.begin(by=system, now=MONDAY_8AM) is None
    again = reading_along.begin(by=system, now=MONDAY_8AM + 2 * reading_along.GONE_AFTER)
    assert again.sheet == begun.sheet


def test_a_photograph_does_not_wait_behind_an_archive(rui, ines, system):
    archive = send(rui, scene.pdf(4)).stack
    begun = reading_along.begin(by=system, now=MONDAY_8AM)
    reading_along.settle(sheet=begun.sheet, read=page_of("One"), picture=scene.tiny(), by=system, now=MONDAY_8AM)
    photograph = send(ines, scene.pdf(1, mark=1)).stack

    begun = reading_along.begin(by=system, now=MONDAY_8AM)
    assert Sheet.objects.get(id=begun.sheet).stack_id == photograph.id
    begun = reading_along.begin(by=system, now=MONDAY_8AM)
    assert Sheet.objects.get(id=begun.sheet).stack_id == archive.id


def test_photographs_come_one_by_one_until_somebody_says_it_was_the_last(rui, system):
    stack = send(rui, scene.jpeg(scene.drawn("One page")), more=True).stack
    scene.settle_all(stack, [page_of("One page")], now=MONDAY_8AM)
    assert PaperDocument.objects.count() == 0

    second = [sending.Incoming("2.jpg", scene.jpeg(scene.drawn("Two pages")))]
    sending.add(stack=stack, incoming=second, by=rui, now=MONDAY_8AM)
    last = stack.sheets.order_by("position").last()
    reading_along.settle(sheet=last.id, read=page_of("Two pages"), picture=scene.tiny(), by=system, now=MONDAY_8AM)
    cutting.complete(stack=stack, by=rui, now=MONDAY_8AM)

    assert Sheet.objects.filter(document=None).count() == 0
    with pytest.raises(sending.Complete):
        sending.add(stack=stack, incoming=second, by=rui, now=MONDAY_8AM)


def test_a_poor_photograph_is_taken_again_and_the_former_stays_kept(rui, system):
    stack = send(rui, scene.jpeg(scene.drawn("Dark"))).stack
    dark = page_of("Drk")
    scene.settle_all(stack, [type(dark)(dark.width, dark.height, dark.words, 0.4, poor="dark")], now=MONDAY_8AM)
    sheet = Sheet.objects.get()
    assert sheet.poor == "dark"

    better = sending.Incoming("better.jpg", scene.jpeg(scene.drawn("Bright")))
    sending.again(sheet=sheet, one=better, by=rui, now=MONDAY_8AM)
    reading_along.settle(sheet=sheet.id, read=page_of("Bright"), picture=scene.tiny(), by=system, now=MONDAY_8AM)

    sheet.refresh_from_db()
    assert (sheet.poor, sheet.state, sheet.original.name) == ("", "read", "better.jpg")
    assert Original.objects.count() == 2
    with pytest.raises(sending.SeveralPages):
        several = sending.Incoming("two.pdf", scene.pdf(2))
        sending.again(sheet=sheet, one=several, by=rui, now=MONDAY_8AM)


def test_what_a_killed_worker_left_is_read_on_and_a_forgotten_photograph_is_cut(rui, system):
    left = send(rui, scene.jpeg(scene.drawn("One page")), more=True).stack
    scene.settle_all(left, [page_of("One page")], now=MONDAY_8AM)
    send(rui, scene.pdf(2, mark=3))
    before = jobs_to_read()

    tasks.go_on_reading(now=MONDAY_8AM + tasks.STILL / 2)
    assert (jobs_to_read(), PaperDocument.objects.count()) == (before, 0)
    tasks.go_on_reading(now=MONDAY_8AM + 2 * tasks.LEFT)

    assert (jobs_to_read(), PaperDocument.objects.get().stack_id) == (before + 1, left.id)


def jobs_to_read() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'scanning.read_next'")
        return cursor.fetchone()[0]
