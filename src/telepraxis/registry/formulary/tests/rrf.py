"""A small RxNorm release in the published layout, written here: drugs, a brand, packs, and what is left out."""

from pathlib import Path
from zipfile import ZipFile

CONSO = [  # RXCUI, TTY, STR, SAB, SUPPRESS, CVF
    ("723", "IN", "amoxicillin", "RXNORM", "N", "4096"),
    ("161", "IN", "acetaminophen", "RXNORM", "N", "4096"),
    ("2670", "IN", "codeine", "RXNORM", "N", "4096"),
    ("10582", "IN", "levothyroxine", "RXNORM", "N", "4096"),
    ("40144", "PIN", "levothyroxine sodium", "RXNORM", "N", "4096"),
    ("5492", "IN", "hydrocortisone", "RXNORM", "N", "4096"),
    ("224920", "BN", "Synthroid", "RXNORM", "N", "4096"),
    ("317541", "DF", "Oral Tablet", "RXNORM", "N", "4096"),
    ("316965", "DF", "Oral Capsule", "RXNORM", "N", "4096"),
    ("316945", "DF", "Topical Cream", "RXNORM", "N", "4096"),
    ("316949", "DF", "Powder for Oral Suspension", "RXNORM", "N", "4096"),
    ("315266", "SCDC", "acetaminophen 300 MG", "RXNORM", "N", "4096"),
    ("317302", "SCDC", "codeine phosphate 30 MG", "RXNORM", "N", "4096"),
    ("315298", "SCDC", "amoxicillin 500 MG", "RXNORM", "N", "4096"),
    ("327361", "SCDC", "amoxicillin 50 MG/ML", "RXNORM", "N", "4096"),
    ("332680", "SCDC", "levothyroxine sodium 0.05 MG", "RXNORM", "N", "4096"),
    ("349370", "SCDC", "hydrocortisone 0.01 MG/MG", "RXNORM", "N", "4096"),
    ("308191", "SCD", "amoxicillin 500 MG Oral Capsule", "RXNORM", "N", "4096"),
    ("308191", "PSN", "amoxicillin 500 MG Oral Capsule", "RXNORM", "N", "4096"),
    ("308191", "SY", "Amox 500", "RXNORM", "N", "4096"),
    ("308192", "SCD", "amoxicillin 50 MG/ML Oral Suspension", "RXNORM", "N", "4096"),
    ("993781", "SCD", "acetaminophen 300 MG / codeine phosphate 30 MG Oral Tablet", "RXNORM", "N", "4096"),
    ("966222", "SCD", "levothyroxine sodium 0.05 MG Oral Tablet", "RXNORM", "N", "4096"),
    ("966171", "SBD", "levothyroxine sodium 0.05 MG Oral Tablet [Synthroid]", "RXNORM", "N", "4096"),
    ("238752", "SCD", "hydrocortisone 10 MG/G Topical Cream", "RXNORM", "N", "4096"),
    ("749155", "GPCK", "{7 (something) / 14 (something else) } Pack", "RXNORM", "N", "4096"),
    ("1", "SCD", "a drug that nobody may prescribe any more", "RXNORM", "N", ""),
    ("2", "SCD", "a drug that is suppressed", "RXNORM", "O", "4096"),
    ("723", "SU", "AMOXICILLIN", "MTHSPL", "N", "4096"),
]
REL = [  # RXCUI1, RELA, RXCUI2: both ways round, as they come
    ("315298", "constitutes", "308191"), ("308191", "consists_of", "315298"), ("308191", "has_dose_form", "316965"),
    ("308192", "consists_of", "327361"), ("316949", "dose_form_of", "308192"),
    ("993781", "consists_of", "315266"), ("317302", "constitutes", "993781"), ("993781", "has_dose_form", "317541"),
    ("966222", "consists_of", "332680"), ("966222", "has_dose_form", "317541"),
    ("966171", "tradename_of", "966222"), ("966171", "has_ingredient", "224920"),
    ("238752", "consists_of", "349370"), ("238752", "has_dose_form", "316945"),
    ("315298", "has_ingredient", "723"), ("723", "ingredient_of", "327361"), ("315266", "has_ingredient", "161"),
    ("317302", "has_ingredient", "2670"), ("332680", "has_ingredient", "10582"), ("349370", "has_ingredient", "5492"),
    ("332680", "has_precise_ingredient", "40144"), ("723", "form_of", "999999"),
]  # fmt: skip
SAT = [  # RXCUI, ATN, ATV, SAB, SUPPRESS
    ("308191", "NDC", "00093310905", "RXNORM", "N"),
    ("308191", "NDC", "00781261305", "RXNORM", "N"),
    ("308191", "NDC", "0093-3109-05", "MTHSPL", "N"),
    ("308191", "RXN_AVAILABLE_STRENGTH", "500 MG", "RXNORM", "N"),
    ("966171", "NDC", "00074455219", "RXNORM", "N"),
]


def conso(rows=CONSO) -> str:
    lines = []
    for rxcui, tty, said, sab, suppress, cvf in rows:
        row = [rxcui, "ENG", "", "", "", "", "", rxcui, "", rxcui, "", sab, tty, rxcui, said, "", suppress, cvf, ""]
        lines.append("|".join(row))
    return "\n".join(lines) + "\n"


def rel(rows=REL) -> str:
    lines = []
    for one, rela, other in rows:
        row = [one, "", "CUI", "RO", other, "", "CUI", rela, "1", "", "RXNORM", "RXNORM", "", "", "N", "4096", ""]
        lines.append("|".join(row))
    return "\n".join(lines) + "\n"


def sat(rows=SAT) -> str:
    lines = []
    for rxcui, atn, atv, sab, suppress in rows:
        row = [rxcui, "", "", rxcui, "AUI", rxcui, "", "", atn, sab, atv, suppress, "4096", ""]
        lines.append("|".join(row))
    return "\n".join(lines) + "\n"


def release(folder: Path, **files: str) -> Path:
    """Write the three files into a folder and return it; `conso=""` leaves a file out."""
    said = {"conso": conso(), "rel": rel(), "sat": sat()} | files
    (folder / "rrf").mkdir()
    for name, content in said.items():
        if content:
            (folder / "rrf" / f"RXN{name.upper()}.RRF").write_text(content)
    return folder


def zipped(folder: Path) -> Path:
    """Return the same release as a zip, in the folders that it has there."""
    packed = folder / "RxNorm_full_prescribe.zip"
    with ZipFile(packed, "w") as archive:
        for name, content in (("CONSO", conso()), ("REL", rel()), ("SAT", sat())):
            archive.writestr(f"rrf/RXN{name}.RRF", content)
    return packed
