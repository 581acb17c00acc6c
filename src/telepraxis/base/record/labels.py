"""Sensitivity labels: which documents take more than the right to read a chart.

A label is a coding in `meta.security` of the document (R4, http://hl7.org/fhir/R4/security-labels.html): a sensitivity
code of HL7's v3-ActCode, or the confidentiality "restricted" or higher. Codes that say the same more narrowly count as
the label above them; all other codings stay as they came and close nothing.
"""

from collections.abc import Iterator
from enum import IntFlag
from functools import reduce
from operator import or_
from typing import Any

from django.utils.translation import gettext_lazy as _

SENSITIVITY = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"


class Label(IntFlag):
    """What makes a document sensitive; several may. The value is the bit in the column `labels`."""

    MENTAL_HEALTH = 1
    SUBSTANCE_USE = 2
    REPRODUCTIVE = 4
    GENETIC = 8
    ADOLESCENT = 16
    HIV = 32
    VIOLENCE = 64
    RESTRICTED = 128


NONE = Label(0)
EVERYTHING = reduce(or_, Label)
CODINGS = {
    Label.MENTAL_HEALTH: (SENSITIVITY, "PSY", "psychiatry disorder information sensitivity"),
    Label.SUBSTANCE_USE: (SENSITIVITY, "ETH", "substance abuse information sensitivity"),
    Label.REPRODUCTIVE: (SENSITIVITY, "SEX", "sexuality and reproductive health information sensitivity"),
    Label.GENETIC: (SENSITIVITY, "GDIS", "genetic disease information sensitivity"),
    Label.ADOLESCENT: (SENSITIVITY, "ADOL", "adolescent information sensitivity"),
    Label.HIV: (SENSITIVITY, "HIV", "HIV/AIDS information sensitivity"),
    Label.VIOLENCE: (SENSITIVITY, "SDV", "sexual assault, abuse, or domestic violence information sensitivity"),
    Label.RESTRICTED: (CONFIDENTIALITY, "R", "restricted"),
}
NAMES = {
    Label.MENTAL_HEALTH: _("Mental health"),
    Label.SUBSTANCE_USE: _("Substance use"),
    Label.REPRODUCTIVE: _("Sexual and reproductive health"),
    Label.GENETIC: _("Genetics"),
    Label.ADOLESCENT: _("Adolescent"),
    Label.HIV: _("HIV"),
    Label.VIOLENCE: _("Violence and abuse"),
    Label.RESTRICTED: _("Restricted"),
}
# Who and where: a chart hangs on them, and a label on a chart's entries says nothing of them.
NEVER_CLOSED = frozenset({"Organization", "Location", "Practitioner", "PractitionerRole", "Patient", "RelatedPerson"})
SYSTEMS = {
    SENSITIVITY: "sensitivity",
    "http://hl7.org/fhir/v3/ActCode": "sensitivity",  # as STU3 wrote it
    "urn:oid:2.16.840.1.113883.5.4": "sensitivity",
    CONFIDENTIALITY: "confidentiality",
    "http://hl7.org/fhir/v3/Confidentiality": "confidentiality",
    "urn:oid:2.16.840.1.113883.5.25": "confidentiality",
}
MEANT = {
    "sensitivity": {
        **{code: label for label, (system, code, _said) in CODINGS.items() if system == SENSITIVITY},
        **dict.fromkeys(("BH", "MH", "PSYTHPN", "EMOTDIS", "COGN", "SPI"), Label.MENTAL_HEALTH),
        **dict.fromkeys(("SUD", "ETHUD", "OPIOIDUD"), Label.SUBSTANCE_USE),
        **dict.fromkeys(("STD",), Label.REPRODUCTIVE),
        **dict.fromkeys(("SCA",), Label.GENETIC),
        **dict.fromkeys(("MST", "VIO"), Label.VIOLENCE),
    },
    "confidentiality": {"R": Label.RESTRICTED, "V": Label.RESTRICTED},
}


def of(doc: dict) -> Label:
    """Return the labels of a document; a Bundle has those of what lies in it too, as HL7's high-water mark wants."""
    found = reduce(or_, (meant_by(coding) for coding in _codings(doc)), NONE)
    if doc.get("resourceType") == "Bundle" and isinstance(doc.get("entry"), list):
        inside = (entry.get("resource") for entry in doc["entry"] if isinstance(entry, dict))
        found = reduce(or_, (of(each) for each in inside if isinstance(each, dict)), found)
    return found


def closing(doc: dict) -> Label:
    """Return the labels by which the document is hidden: its own, unless it says who or where."""
    return NONE if doc.get("resourceType") in NEVER_CLOSED else of(doc)


def meant_by(coding: Any) -> Label:
    """Return the label that a coding stands for, none for any other."""
    if not isinstance(coding, dict):
        return NONE
    system, code = coding.get("system"), coding.get("code")
    if not isinstance(system, str) or not isinstance(code, str):
        return NONE
    return MEANT.get(SYSTEMS.get(system, ""), {}).get(code, NONE)


def with_labels(doc: dict, labels: Label) -> dict:
    """Return the document with exactly these labels; codings that mean one of them stay as they were written."""
    kept = [coding for coding in _codings(doc) if meant_by(coding) in labels or not meant_by(coding)]
    return _with_codings(doc, [*kept, *codings(labels & ~_of_codings(kept))])


def carried_on(doc: dict, before: dict, standing: Label) -> dict:
    """Return the next version of a document with the labels that stand and that it does not bring itself."""
    missing = standing & ~of(doc)
    if not missing:
        return doc
    theirs = [coding for coding in _codings(before) if meant_by(coding) & missing]
    return _with_codings(doc, [*_codings(doc), *theirs, *codings(missing & ~_of_codings(theirs))])


def codings(labels: Label) -> list[dict]:
    """Return the codings of labels, in a fixed order."""
    return [
        {"system": system, "code": code, "display": said}
        for label, (system, code, said) in CODINGS.items()
        if label in labels
    ]


def each(labels: int) -> Iterator[Label]:
    """Yield the single labels of a mask, in a fixed order."""
    return (label for label in Label if label & labels)


def _of_codings(found: list) -> Label:
    return reduce(or_, (meant_by(coding) for coding in found), NONE)


def _codings(doc: dict) -> list:
    meta = doc.get("meta")
    security = meta.get("security") if isinstance(meta, dict) else None
    return security if isinstance(security, list) else []


def _with_codings(doc: dict, security: list) -> dict:
    meta = doc.get("meta") if isinstance(doc.get("meta"), dict) else {}
    rest = {key: value for key, value in meta.items() if key != "security"}
    return doc | {"meta": rest | {"security": security} if security else rest}
