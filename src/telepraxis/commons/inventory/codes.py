"""Codes of packs: a GTIN of 14 digits, an NDC of eleven (21 CFR 207.33; the HIPAA form 5-4-2). Pure."""

import re

from .gs1 import check_digit, gtin_14

GTIN, NDC = "urn:gs1:gtin", "http://hl7.org/fhir/sid/ndc"
SHAPES = {(4, 4, 2), (5, 3, 2), (5, 4, 1)}  # labeler, product and package of ten digits


class NotNdc(ValueError):
    """This is no National Drug Code, or it cannot be told where its missing zero belongs."""


def ndc_11(text: str) -> str:
    """Return an NDC with eleven digits and no hyphens: 0002-1433-80 is 00002143380.

    Ten digits are read with their hyphens only: without them nobody can say where the zero belongs.

    :raises NotNdc: it is none.
    """
    text = text.strip()
    if re.fullmatch(r"[0-9]{11}", text):
        return text
    parts = text.split("-")
    if len(parts) != 3 or not all(re.fullmatch(r"[0-9]+", part) for part in parts):
        raise NotNdc(text)
    shape = tuple(len(part) for part in parts)
    if shape not in SHAPES | {(5, 4, 2)}:
        raise NotNdc(text)
    return "".join(part.zfill(length) for part, length in zip(parts, (5, 4, 2), strict=True))


def ndc_5_4_2(code: str) -> str:
    """Return an NDC as people read it: 00002-1433-80.

    :raises NotNdc: it is none.
    """
    digits = ndc_11(code)
    return f"{digits[:5]}-{digits[5:9]}-{digits[9:]}"


def ndc_10s(code: str) -> list[str]:
    """Return the forms of ten digits that may stand for these eleven: one for each part that begins with a zero.

    :raises NotNdc: it is none.
    """
    digits = ndc_11(code)
    parts = (digits[:5], digits[5:9], digits[9:])
    return [
        "-".join(part[1:] if place == shortened else part for place, part in enumerate(parts))
        for shortened in range(3)
        if parts[shortened].startswith("0")
    ]


def gtins_of_ndc(code: str) -> list[str]:
    """Return the GTINs that a pack of this NDC may bear: 003, its ten digits, the check digit.

    :raises NotNdc: it is none.
    """
    beginnings = [f"003{form.replace('-', '')}" for form in ndc_10s(code)]
    return [beginning + check_digit(beginning) for beginning in beginnings]


def pack_code(system: str, code: str) -> str:
    """Return the code of a pack as it is kept: a GTIN with 14 digits, an NDC with eleven, any other as it is.

    :raises NotGs1: or NotNdc: it cannot be one.
    """
    if system == GTIN:
        return gtin_14(code)
    return ndc_11(code) if system == NDC else code.strip()
