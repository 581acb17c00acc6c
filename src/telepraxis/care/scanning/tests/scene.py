"""Paper for scenes: what stands on it, a file as a scanner sends it, and pages as they were read."""

import io
import re
from dataclasses import replace
from functools import cache

import pypdfium2
from PIL import Image, ImageDraw, ImageFont

from telepraxis.base.access import Actor
from telepraxis.care.scanning import reading_along, sending
from telepraxis.care.scanning.models import PaperDocument, Stack
from telepraxis.care.scanning.reading.shapes import Page
from telepraxis.care.scanning.understanding.tests.paper import page_of

RESULTS = """
Karoo Spring Hospital
Laboratory report

Patient: Amara Okonjo        Date of birth: 12 March 1991
Record number: QS-40021

Date of report: 4 May 2024

Test                Result    Unit        Reference range
Haemoglobin         10.9      g/dL        12.0 - 15.5
Potassium           4.2       mmol/L      3.5 - 5.1
"""
LETTER = """
Baker Street Clinic
Discharge summary

Patient: Tomasz Wilk         Date of birth: 2 February 1955
Record number: QS-40022

Date of discharge: 11 June 2023

Blood pressure 148/92 mmHg

Diagnosis: Essential hypertension (I10)
Allergies: Penicillin

Medication
Amlodipine 5 mg once daily
"""
NOBODYS = """
Harbour Pharmacy
Opening hours and prices

All prices include tax.
"""


@cache
def pdf(pages: int = 1, mark: int = 0) -> bytes:
    """A PDF of empty pages; another `mark`, another file."""
    made = pypdfium2.PdfDocument.new()
    for _ in range(pages):
        made.new_page(595 + mark, 842)
    out = io.BytesIO()
    made.save(out)
    made.close()
    return out.getvalue()


def tiny() -> bytes:
    """A picture as the reader gives it back; what stands on it is not asked."""
    out = io.BytesIO()
    Image.new("L", (18, 25), 255).save(out, "JPEG")
    return out.getvalue()


def drawn(text: str, *, points: int = 32) -> Image.Image:
    """The text on A4 at 200 dpi, as a printer leaves it: columns stand where they stand in the text."""
    sheet, font = Image.new("L", (1654, 2339), 255), ImageFont.load_default(points)
    pen = ImageDraw.Draw(sheet)
    for number, line in enumerate(text.strip("\n").split("\n")):
        for part in re.finditer(r"\S+(?: \S+)*", line):
            pen.text((140 + part.start() * points * 0.55, 160 + number * points * 1.9), part[0], 0, font)
    return sheet


def jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88, dpi=(200, 200))
    return out.getvalue()


def scanned(*texts: str, turned: tuple[int, ...] = ()) -> bytes:
    """A PDF of pictures of these pages, as a scanner sends it; pages whose numbers are in `turned` lie upside down."""
    pictures = [drawn(text) for text in texts]
    pictures = [one.rotate(180) if number in turned else one for number, one in enumerate(pictures)]
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=200)
    return out.getvalue()


def send_stack(*texts: str, by: Actor, now, mark: int = 0, name: str = "stack.pdf", drawn_too: bool = False) -> Stack:
    """Send a file of so many pages and settle each as if these words had been read on it."""
    incoming = [sending.Incoming(name, pdf(len(texts), mark))]
    stack = sending.send(incoming=incoming, by=by, now=now).stack
    pages = [large(page_of(text)) if drawn_too else page_of(text) for text in texts]
    settle_all(stack, pages, now=now, pictures=[jpeg(as_read(page)) for page in pages] if drawn_too else None)
    return Stack.objects.get(id=stack.id)


def large(page: Page) -> Page:
    """The page in letters of the usual size."""
    words = [
        replace(word, left=150 + 2 * word.left, top=160 + 2 * word.top, width=2 * word.width, height=2 * word.height)
        for word in page.words
    ]
    return replace(page, words=tuple(words))


def as_read(page: Page) -> Image.Image:
    """The page with each word in its box, for eyes."""
    sheet = Image.new("L", (page.width, page.height), 255)
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(36)
    for word in page.words:
        pen.text((word.left, word.top), word.text, 0, font)
    return sheet


def settle_all(stack: Stack, pages: list[Page], *, now, pictures: list[bytes] | None = None) -> None:
    """Settle the stack's sheets in their order as read so."""
    system, pictures = Actor.system(stack.organization_id), pictures or [tiny()] * len(pages)
    for sheet, page, picture in zip(stack.sheets.order_by("position"), pages, pictures, strict=True):
        reading_along.settle(sheet=sheet.id, read=page, picture=picture, by=system, now=now)


def documents_of(stack: Stack) -> list[PaperDocument]:
    return list(stack.documents.order_by("position"))
