"""What is given and what is suggested: people as they are known, documents as they were cut, values in their places."""

import datetime
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..reading.shapes import Page

RESULT, VITAL, PROBLEM, ALLERGY, MEDICINE = "result", "vital", "problem", "allergy", "medicine"
LOINC, UCUM, SNOMED = "http://loinc.org", "http://unitsofmeasure.org", "http://snomed.info/sct"
ICD10 = "http://hl7.org/fhir/sid/icd-10-cm"

NONE_KNOWN = "none_known"  # flag of an allergy: it is stated that there is none
STOPPED = "stopped"  # flag of a medicine: it is said to be taken no more
UNCERTAIN = "uncertain"  # flag of a problem: suspected, not found


@dataclass(frozen=True)
class Known:
    """A person of the registry, as far as paper can tell them apart."""

    uid: Any
    names: tuple[str, ...]
    birth_date: datetime.date | None = None
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reason:
    """Why something is suggested, or not. `code` is a key of `wording.SENTENCES`; `said` is what stands on the paper.

    `words` are indexes into the words of the page; `page` counts from 0 in the document (in the stack for a cut).
    """

    code: str
    said: str = ""
    page: int = 0
    words: tuple[int, ...] = ()


@dataclass(frozen=True)
class Document:
    """Pages of a stack that belong together. `numbers` are their places in the stack, counted from 0.

    `aside` are the blank pages and separator sheets near it that belong to no document; no page is ever lost.
    """

    pages: tuple[Page, ...]
    numbers: tuple[int, ...] = ()
    why: tuple[Reason, ...] = ()  # why it begins here
    aside: tuple[int, ...] = ()


@dataclass(frozen=True)
class Value:
    """Something found that could become an entry of the chart. `words` are indexes into the words of page `page`.

    Blood pressure has its lower number in `second`. `reference` is the usual range as printed. `flag` is H, L, HH, LL
    or A of a result, or one of the flags above.
    """

    kind: str
    text: str
    code: str | None = None
    system: str = ""
    number: Decimal | None = None
    unit: str = ""  # UCUM; as printed where no UCUM unit is known for it
    date: datetime.date | None = None
    words: tuple[int, ...] = ()
    page: int = 0
    confidence: float = 0.0
    why: Reason = Reason("")
    name: str = ""  # of the analyte, problem, substance or medicine, without number or code
    second: Decimal | None = None
    comparator: str = ""  # < <= > >= before the number
    reference: str = ""
    flag: str = ""
    strength: str = ""
    form: str = ""
    frequency: str = ""


@dataclass(frozen=True)
class Perhaps:
    """Somebody on whom not everything agrees: shown to the person who files, never filled in."""

    uid: Any
    why: tuple[Reason, ...]


@dataclass(frozen=True)
class Suggestion:
    """All that is suggested for a document. `patient` only where name, birth date and record number agree."""

    patient: Any | None = None
    why: tuple[Reason, ...] = ()  # about the patient
    type: tuple[str, str] | None = None  # LOINC code and display
    date: datetime.date | None = None
    language: str = ""  # "en", "es" or "" where the words do not tell
    values: tuple[Value, ...] = ()
    perhaps: tuple[Perhaps, ...] = ()
    author: str = ""
    institution: str = ""
    type_why: tuple[Reason, ...] = ()
    date_why: tuple[Reason, ...] = ()
    language_why: tuple[Reason, ...] = ()
    author_why: tuple[Reason, ...] = ()
    institution_why: tuple[Reason, ...] = ()
