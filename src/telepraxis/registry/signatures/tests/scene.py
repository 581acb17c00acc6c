"""The scene: Dr Carvalho has prescribed three medicines to Amara; Quayside signs them, as a code and as a PDF."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path

from telepraxis.base import paper

from .. import papers, tokens
from ..prescription import KIND, Line, Prescription

IN_A_MONTH = timedelta(days=30)
LINES = (
    Line("Amoxicillin 500 mg capsule", "1 capsule by mouth three times a day for 7 days", "21 capsules"),
    Line("Ibuprofen 400 mg film-coated tablet", "1 tablet by mouth every 8 hours when needed for pain, at most "
         "3 in 24 hours", "20 tablets", 1, "With food"),
    Line("Salbutamol 100 micrograms/dose inhaler", "2 puffs when needed, at most 4 times a day", "1 inhaler", 2),
    Line("Paracetamol 500 mg tablet", "2 tablets by mouth up to four times a day when needed for fever", "32 tablets"),
    Line("Amlodipine 5 mg tablet", "1 tablet by mouth once a day in the morning", "30 tablets", 5),
    Line("Metformin 850 mg tablet", "1 tablet by mouth twice a day with meals", "60 tablets", 5),
)  # fmt: skip


def basket(lines: int = 3, **other) -> Prescription:
    """Return Amara's prescription of so many lines."""
    said = {
        "id": "AZrPq0mWd4eHk2N8sTt1vQ", "site": "https://quayside.example", "patient": "Amara Okonjo",
        "born": date(1991, 3, 12), "prescriber": "Dr Inês Carvalho", "licence": "PT OM 41872", "lines": LINES[:lines],
    }  # fmt: skip
    return Prescription(**said | other)


def token(now, *, lines: int = 3, kind: str = KIND, expires=None) -> str:
    """Return the signed token of the served organization."""
    return tokens.sign(basket(lines).payload(), kind=kind, expires=expires or now + IN_A_MONTH, now=now)


@cache
def plain_pdf() -> bytes:
    """Return the prescription's paper before it is signed."""
    said = [f"{line.medicine}: {line.dosage}" for line in LINES[:3]]
    return paper.print_pdf(Path(__file__).with_name("prescription.typ"), {"title": "Prescription", "lines": said})


def signed_pdf(now) -> bytes:
    return papers.sign(plain_pdf(), reason="Prescription", signer_words="Dr Inês Carvalho, OM 41872", now=now)
