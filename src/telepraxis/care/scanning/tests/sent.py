"""What people send: a small page as it comes from a scanner or a phone, and files that are not what they say."""

import io
import zlib

import numpy as np
import pypdfium2
from PIL import Image, ImageFilter

from tests.papers import Paper, Person, picture

MARIA = Person("María Fernández Ibáñez", "14 de marzo de 1948", "NHC 4471902")
LETTER = Paper("es", "letter", MARIA, (
    ("head", "Hospital Reina Leonor"),
    ("pairs", [["Paciente:", MARIA.name], ["Fecha de nacimiento:", MARIA.born], ["Historia:", MARIA.number]]),
    ("text", "La herida de la pierna izquierda está limpia y es más pequeña. Debe repetirse el potasio."),
    ("table", [["Prueba", "Resultado", "Unidad"], ["Potasio", "3,9", "mmol/L"], ["Creatinina", "1,2", "mg/dL"]]),
    ("text", "Un cordial saludo, Dra. Elena Marchena"),
))  # fmt: skip


def letter(*, dpi: int = 200) -> Image.Image:
    return Image.open(io.BytesIO(picture(LETTER, dpi=dpi))).convert("L")


def as_file(seen: Image.Image, kind: str = "JPEG", **how) -> bytes:
    out = io.BytesIO()
    seen.save(out, kind, **how)
    return out.getvalue()


def scanned(seen: Image.Image, *, tilt: float) -> Image.Image:
    """Return it as a poor scanner gives it: askew, with a shadow from the right, with grain."""
    askew = seen.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=255).filter(ImageFilter.GaussianBlur(0.7))
    grey = np.asarray(askew, np.float32) * 0.85 * np.linspace(1, 0.55, askew.width)[None]
    return Image.fromarray(np.clip(grey + np.random.default_rng(7).normal(0, 8, grey.shape), 0, 255).astype(np.uint8))


def on_a_desk(seen: Image.Image) -> Image.Image:
    """Return a photograph of it, lying askew on a dark desk."""
    width, height = seen.size
    corners = ((-0.12, -0.1), (-0.2, 1.12), (1.15, 1.06), (1.1, -0.15))
    places = [part for across, down in corners for part in (across * width, down * height)]
    paper = seen.point(lambda level: int(level * 0.8))
    return paper.transform(seen.size, Image.Transform.QUAD, places, Image.Resampling.BICUBIC, fillcolor=60)


def pdf_of(count: int) -> bytes:
    """Return a PDF of so many empty pages."""
    made, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    for _number in range(count):
        made.new_page(595, 842)
    made.save(out)
    return out.getvalue()


def locked_pdf() -> bytes:
    """Return a PDF that asks for a password."""
    lock = "/Filter /Standard /V 1 /R 2 /P -4 /O <" + "41" * 32 + "> /U <" + "42" * 32 + ">"
    head = b"%PDF-1.4\n"
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
               "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 10 10] >>", f"<< {lock} >>"]  # fmt: skip
    body, places = head, []
    for number, said in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{said}\nendobj\n".encode()
    rows = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"xref\n0 5\n0000000000 65535 f \n{rows}trailer\n<< /Size 5 /Root 1 0 R /Encrypt 4 0 R /ID [<00><00>] >>\n"
    return body + f"{end}startxref\n{len(body)}\n%%EOF\n".encode()


def bomb() -> bytes:
    """Return a PNG of a few hundred bytes that unfolds to 30,000 by 30,000 points."""

    def chunk(kind: bytes, said: bytes) -> bytes:
        return len(said).to_bytes(4, "big") + kind + said + zlib.crc32(kind + said).to_bytes(4, "big")

    head, said = (30_000).to_bytes(4, "big") * 2 + bytes([1, 0, 0, 0, 0]), zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", said) + chunk(b"IEND", b"")
