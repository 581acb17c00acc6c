"""The FHIR Compositions of a visit (R4, http://hl7.org/fhir/R4/composition.html)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from telepraxis.base.record.models import Composition, Practitioner
from telepraxis.care.encounters.models import Visit

from .models import Section
from .narrative import language_of, narrative_of, text_of

LOINC = "http://loinc.org"
PROGRESS_NOTE = {"system": LOINC, "code": "11506-3", "display": "Progress note"}
ADDENDUM = {"system": LOINC, "code": "55107-7", "display": "Addendum Document"}
INSTRUCTIONS = {"system": LOINC, "code": "69730-0", "display": "Instructions"}
SECTION_CODES = {
    Section.SUBJECTIVE: {"system": LOINC, "code": "61150-9", "display": "Subjective"},
    Section.OBJECTIVE: {"system": LOINC, "code": "61149-1", "display": "Objective"},
    Section.ASSESSMENT: {"system": LOINC, "code": "51848-0", "display": "Evaluation note"},
    Section.PLAN: {"system": LOINC, "code": "18776-5", "display": "Plan of care note"},
}
SECTION_TITLES = {
    Section.SUBJECTIVE: "Subjective",
    Section.OBJECTIVE: "Objective",
    Section.ASSESSMENT: "Assessment",
    Section.PLAN: "Plan",
}


CARRIED = "urn:telepraxis:carried-forward"
FILLED = "urn:telepraxis:filled-in"


def note_document(
    visit: Visit,
    texts: dict[str, str],
    author: Practitioner,
    at: datetime,
    origins: Mapping[str, Any] | None = None,
    fillings: Mapping[str, Any] | None = None,
    *,
    begun_by: Practitioner | None = None,
) -> dict:
    """Return the signed note of a visit; a section without text is left out.

    `origins` ({section: carrying.Origin}) is kept as an extension of the section: which note it was copied from, when
    that was written, and how much of it stands unchanged ("whole", "part", "edited"). `fillings` ({section:
    filling.Filling}) likewise: the template whose words stand there, the facts that came from the record and whence.
    `begun_by` began the draft before the author took the visit over, and is named as a further author.
    """
    further = [begun_by] if begun_by and begun_by.uid != author.uid else []
    return _composition(visit, PROGRESS_NOTE, "Visit note", author, at) | {
        "author": [_reference(each) for each in (author, *further)],
        "attester": [{"mode": "legal", "time": at.isoformat(), "party": _reference(author)}],
        "section": [
            _owed(_carried(origins, section), _filled(fillings, section))
            | {
                "title": SECTION_TITLES[section],
                "code": {"coding": [SECTION_CODES[section]]},
                "text": narrative_of(texts[section]),
            }
            for section in Section
            if texts[section].strip()
        ],
    }


def _owed(*extensions: dict) -> dict:
    said = [extension for extension in extensions if extension]
    return {"extension": said} if said else {}


def _carried(origins: Mapping[str, Any] | None, section: str) -> dict:
    origin = (origins or {}).get(section)
    if origin is None:
        return {}
    parts = [
        {"url": "source", "valueReference": {"reference": f"Composition/{origin.source}"}},
        {"url": "written", "valueDateTime": origin.at.isoformat()},
        {"url": "how", "valueCode": origin.how},
    ]
    return {"url": CARRIED, "extension": parts}


def _filled(fillings: Mapping[str, Any] | None, section: str) -> dict:
    filling = (fillings or {}).get(section)
    if filling is None:
        return {}
    parts: list[dict] = []
    if filling.how:
        parts = [{"url": "template", "valueString": filling.title}, {"url": "how", "valueCode": filling.how}]
    return {"url": FILLED, "extension": [*parts, *map(_fact, filling.facts)]}


def _fact(fact: dict[str, str]) -> dict:
    parts = [{"url": "slot", "valueString": fact["slot"]}, {"url": "said", "valueString": fact["said"]}]
    if fact["source"]:
        parts.append({"url": "source", "valueReference": {"reference": fact["source"]}})
    if fact["at"]:
        parts.append({"url": "written", "valueDateTime": fact["at"]})
    return {"url": "fact", "extension": parts}


def filled_in(composition: Composition) -> dict[str, dict]:
    """Return {section: {"title", "how", "facts"}} of the sections that say what was put into them."""
    ours = {coding["code"]: section.value for section, coding in SECTION_CODES.items()}
    found = {}
    for section in orjson.loads(composition.doc).get("section", []):
        for extension in section.get("extension", []):
            if extension.get("url") == FILLED:
                parts = extension["extension"]
                said = {part["url"]: part.get("valueString") or part.get("valueCode", "") for part in parts}
                facts = [_fact_in(part) for part in parts if part["url"] == "fact"]
                found[ours.get(_first_code(section), "")] = {
                    "title": said.get("template", ""), "how": said.get("how", ""), "facts": facts,
                }  # fmt: skip
    return found


def _fact_in(part: dict) -> dict[str, str]:
    said = {each["url"]: each for each in part["extension"]}
    return {
        "slot": said["slot"]["valueString"],
        "said": said["said"]["valueString"],
        "source": said.get("source", {}).get("valueReference", {}).get("reference", ""),
        "at": said.get("written", {}).get("valueDateTime", ""),
    }


def carried_in(composition: Composition) -> dict[str, dict[str, str]]:
    """Return {section: {"source", "written", "how"}} of the sections that say they were copied."""
    ours = {coding["code"]: section.value for section, coding in SECTION_CODES.items()}
    found = {}
    for section in orjson.loads(composition.doc).get("section", []):
        for extension in section.get("extension", []):
            if extension.get("url") == CARRIED:
                parts = {part["url"]: part for part in extension["extension"]}
                found[ours.get(_first_code(section), "")] = {
                    "source": parts["source"]["valueReference"]["reference"].partition("/")[2],
                    "written": parts["written"]["valueDateTime"],
                    "how": parts["how"]["valueCode"],
                }
    return found


def awaiting(document: dict) -> dict:
    """Return the note as its author signs it before a supervisor does: preliminary, attested professionally."""
    attested = [entry | {"mode": "professional"} for entry in document["attester"]]
    return document | {"status": "preliminary", "attester": attested}


def countersigned(document: dict, supervisor: Practitioner, at: datetime) -> dict:
    """Return the note with the supervisor's legal attestation beside the author's: final."""
    second = {"mode": "legal", "time": at.isoformat(), "party": _reference(supervisor)}
    return document | {"status": "final", "attester": [*document["attester"], second]}


def addendum_document(visit: Visit, note: Composition, text: str, author: Practitioner, at: datetime) -> dict:
    """Return an addendum that appends to the signed note."""
    return _composition(visit, ADDENDUM, "Addendum", author, at) | {
        "attester": [{"mode": "legal", "time": at.isoformat(), "party": _reference(author)}],
        "relatesTo": [
            {"code": "appends", "targetReference": {"reference": f"Composition/{note.logical_id}"}},
        ],
        "section": [{"title": "Addendum", "text": narrative_of(text)}],
    }


@dataclass(frozen=True)
class Told:
    """What the patient is told: the clinician's words, and the same in the patient's language where it was written."""

    text: str
    language: str = ""
    second: str = ""
    second_language: str = ""


def summary_document(visit: Visit, told: Told, author: Practitioner, at: datetime, before: Composition | None) -> dict:
    """Return the summary for the patient; a newer one replaces the one before, which stays as it is."""
    document = _composition(visit, INSTRUCTIONS, "Visit summary", author, at)
    if told.language:
        document["language"] = told.language
    if before is not None:
        target = {"reference": f"Composition/{before.logical_id}"}
        document["relatesTo"] = [{"code": "replaces", "targetReference": target}]
    sections = [{"title": "What we agreed", "text": narrative_of(told.text, told.language)}]
    if told.second:
        second = {"title": "In the patient's language", "text": narrative_of(told.second, told.second_language)}
        sections.append(second)
    return document | {"section": sections}


def told_in(composition: Composition) -> Told:
    """Return what a stored summary tells."""
    doc = orjson.loads(composition.doc)
    sections = doc.get("section", [])
    texts = [text_of(section.get("text", {})) for section in sections]
    has_second = len(sections) == 2 and sections[1].get("title") == "In the patient's language"
    if not has_second:
        return Told("\n\n".join(texts), doc.get("language", ""))
    return Told(texts[0], doc.get("language", ""), texts[1], language_of(sections[1].get("text", {})))


def _composition(visit: Visit, kind: dict, title: str, author: Practitioner, at: datetime) -> dict:
    return {
        "resourceType": "Composition",
        "status": "final",
        "type": {"coding": [kind]},
        "subject": _reference(visit.patient),
        "encounter": {"reference": f"Encounter/{visit.encounter.logical_id}"},
        "date": at.isoformat(),
        "author": [_reference(author)],
        "title": title,
    }


def _reference(person) -> dict:
    return {"reference": f"{type(person).__name__}/{person.logical_id}", "display": person.name_text}


def texts_of(composition: Composition) -> list[tuple[str, str]]:
    """Return (section code, or "" when it has none of ours; text) of each section, in order."""
    ours = {coding["code"]: section.value for section, coding in SECTION_CODES.items()}
    return [
        (ours.get(_first_code(section), ""), text_of(section.get("text", {})))
        for section in orjson.loads(composition.doc).get("section", [])
    ]


def _first_code(section: dict) -> str:
    codings = section.get("code", {}).get("coding") or [{}]
    return codings[0].get("code", "")
