"""The scene: Dr Carvalho has prescribed three medicines to Amara; Quayside signs them, as a code and as a PDF."""

from datetime import timedelta
from functools import cache
from pathlib import Path

from telepraxis.base import paper

from .. import papers, tokens

KIND = "prescription"
IN_A_MONTH = timedelta(days=30)
ATC = "http://www.whocc.no/atc"
LINES = (  # medicine, code, how it is taken, how much, how often again, whether another brand will not do
    ["Amoxicillin 500 mg capsule", f"{ATC}|J01CA04", "1 capsule by mouth three times a day for 7 days",
     "21 capsules", 0, 0],
    ["Ibuprofen 400 mg film-coated tablet", f"{ATC}|M01AE01", "1 tablet by mouth every 8 hours when needed for pain, "
     "at most 3 in 24 hours, with food", "20 tablets", 1, 0],
    ["Salbutamol 100 micrograms/dose inhaler", f"{ATC}|R03AC02", "2 puffs when needed, at most 4 times a day",
     "1 inhaler", 2, 1],
    ["Paracetamol 500 mg tablet", f"{ATC}|N02BE01", "2 tablets by mouth up to four times a day when needed for fever",
     "32 tablets", 0, 0],
    ["Amlodipine 5 mg tablet", f"{ATC}|C08CA01", "1 tablet by mouth once a day in the morning", "30 tablets", 5, 0],
    ["Metformin 850 mg tablet", f"{ATC}|A10BA02", "1 tablet by mouth twice a day with meals", "60 tablets", 5, 0],
)  # fmt: skip


def basket(lines: int = 3, number: str = "7K4M2Q9XPT3B") -> dict:
    """Return Amara's prescription of so many lines as it is signed (docs/guides/signatures.md)."""
    return {
        "n": number,
        "p": ["Amara Okonjo", "1991-03-12"],
        "d": ["Dr Inês Carvalho", "PT OM 41872"],
        "o": "Quayside Practice",
        "l": list(LINES[:lines]),
    }


def token(now, *, lines: int = 3, kind: str = KIND, expires=None) -> str:
    """Return the signed token of the served organization."""
    return tokens.sign(basket(lines), kind=kind, expires=expires or now + IN_A_MONTH, now=now)


@cache
def plain_pdf() -> bytes:
    """Return the prescription's paper before it is signed."""
    said = [f"{line[0]}: {line[2]}" for line in LINES[:3]]
    return paper.print_pdf(Path(__file__).with_name("prescription.typ"), {"title": "Prescription", "lines": said})


def signed_pdf(now) -> bytes:
    return papers.sign(plain_pdf(), reason="Prescription", signer_words="Dr Inês Carvalho, OM 41872", now=now)
