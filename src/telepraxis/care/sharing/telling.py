"""A document as three short texts for a narrative: what it is, what more, when. Pure."""

from dataclasses import replace
from html import escape

from django.utils.translation import gettext as _

from telepraxis.base.ui.times import written_date_text
from telepraxis.care.contributions.statement import is_statement, who, words
from telepraxis.care.directives.document import said_in
from telepraxis.care.directives.kinds import kind_of
from telepraxis.care.incoming.lines import date_written, line_of, words_of

XHTML = "http://www.w3.org/1999/xhtml"


def told(doc: dict) -> tuple[str, str, str]:
    """Return what a document is, what more it says, and when, as exactly as it was written."""
    line = line_of(doc, None)
    if doc["resourceType"] == "DocumentReference":
        line = replace(line, what=doc["content"][0]["attachment"].get("title") or line.what)
    if is_statement(doc):
        line = replace(line, what=_("The patient disagrees"))
    if doc["resourceType"] == "Consent":
        line = replace(line, what=str(kind_of(doc).label))
    more = _MORE.get(doc["resourceType"], lambda doc: [line.value])(doc)
    when = date_written(doc)
    return line.what, " · ".join(dict.fromkeys(part for part in more if part)), written_date_text(when) if when else ""


def narrative(rows: list[tuple[str, str, str]], otherwise: str) -> dict:
    """Return the Narrative of a section: a table with a row for each entry, or what stands there instead."""
    if not rows:
        inner = f"<p>{escape(otherwise)}</p>"
    else:
        lines = ("".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows)
        inner = "<table><tbody>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</tbody></table>"
    return {"status": "generated", "div": f'<div xmlns="{XHTML}">{inner}</div>'}


def _allergy(doc: dict) -> list[str]:
    reactions = [words_of(each.get("manifestation")) for each in doc.get("reaction", [])]
    high = _("severe reactions possible") if doc.get("criticality") == "high" else ""
    return [*reactions, high]


def _problem(doc: dict) -> list[str]:
    return [words_of(doc.get("severity")), words_of(doc.get("clinicalStatus")), words_of(doc.get("verificationStatus"))]


def _medicine(doc: dict) -> list[str]:
    doses = doc.get("dosage") or doc.get("dosageInstruction") or []
    return [*(each.get("text") or words_of(each.get("route")) for each in doses), words_of(doc.get("reasonCode"))]


def _immunization(doc: dict) -> list[str]:
    lot = _("lot %(lot)s") % {"lot": doc["lotNumber"]} if doc.get("lotNumber") else ""
    return [lot, words_of(doc.get("manufacturer"))]


def _family(doc: dict) -> list[str]:
    return [words_of(each.get("code")) for each in doc.get("condition", [])]


def _plan(doc: dict) -> list[str]:
    steps = [each.get("detail", {}) for each in doc.get("activity", [])]
    return [step.get("description") or words_of(step.get("code")) for step in steps]


def _directive(doc: dict) -> list[str]:
    said = said_in(doc)
    agent = " ".join(filter(None, (said.agent_name, said.agent_phone)))
    stance = {"permit": _("wishes to donate"), "deny": _("does not wish to donate")}.get(said.stance, "")
    held = _("the paper: %(where)s") % {"where": said.held_by} if said.held_by else ""
    return [said.treatment, stance, agent, said.wishes, held]


_MORE = {
    "Consent": _directive,
    "Communication": lambda doc: [words(doc), who(doc)],
    "AllergyIntolerance": _allergy,
    "Condition": _problem,
    "MedicationStatement": _medicine,
    "MedicationRequest": _medicine,
    "Immunization": _immunization,
    "Procedure": lambda doc: [words_of(doc.get("bodySite")), words_of(doc.get("outcome"))],
    "FamilyMemberHistory": _family,
    "DeviceUseStatement": lambda doc: [words_of(doc.get("device")), words_of(doc.get("bodySite"))],
    "CarePlan": _plan,
    "Goal": lambda doc: [words_of(doc.get("achievementStatus"))],
    "DocumentReference": lambda doc: [doc.get("description", "")],
    "DiagnosticReport": lambda doc: [doc.get("conclusion", "")],
}
