"""The FHIR Consent of a directive (R4, http://hl7.org/fhir/R4/consent.html, scope `adr`), and what one says. Pure.

What R4 has no element for stands in extensions of ours: the wishes in words, who holds the paper, the day to review it,
how and why it ended.
"""

from dataclasses import dataclass
from datetime import date, datetime

from .kinds import BY_NAME, Kind, kind_of

SCOPE = {
    "system": "http://terminology.hl7.org/CodeSystem/consentscope",
    "code": "adr",
    "display": "Advanced Care Directive",
}
AGENT = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-RoleCode",
    "code": "HPOWATT",
    "display": "healthcare power of attorney",
}
EXTENSION = "urn:telepraxis:directive:"
WISHES, HELD_BY, REVIEW, ENDED = (EXTENSION + name for name in ("wishes", "held-by", "review", "ended"))
STANDS, WAITS, REFUSED, OVER, WRONG = "active", "proposed", "rejected", "inactive", "entered-in-error"
YES, NO = "permit", "deny"


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a directive says. `paper` is (logical id of its DocumentReference, title); `stance` permit, deny or ""."""

    kind: str
    made_on: date
    wishes: str = ""
    treatment: str = ""
    stance: str = ""
    agent_name: str = ""
    agent_relation: str = ""
    agent_phone: str = ""
    held_by: str = ""
    review_on: date | None = None
    ends_on: date | None = None
    paper: tuple[str, str] | None = None


@dataclass(frozen=True)
class Ended:
    """How a directive ended: withdrawn, replaced, refused or wrong; by whom, when and why."""

    how: str
    at: datetime | None
    who: str
    why: str


def is_directive(doc: dict) -> bool:
    """Tell whether a Consent is an advance directive."""
    codes = [coding.get("code") for coding in (doc.get("scope") or {}).get("coding", [])]
    return doc.get("resourceType") == "Consent" and SCOPE["code"] in codes


def begun(patient: dict, status: str) -> dict:
    """Return a directive that says nothing yet. `patient` is a Reference."""
    return {
        "resourceType": "Consent",
        "status": status,
        "scope": {"coding": [SCOPE]},
        "patient": patient,
        "performer": [patient],
    }


def written(doc: dict, said: Said) -> dict:
    """Return the directive saying this; what we do not model of it stays."""
    kind = BY_NAME[said.kind]
    doc = {key: value for key, value in doc.items() if key not in ("contained", "sourceReference")}
    doc |= {
        "category": [{"coding": kind.codings(), "text": kind.display}],
        "dateTime": said.made_on.isoformat(),
        "policyRule": doc.get("policyRule") or {"text": kind.display},
        "provision": _provision(kind, said),
    }
    if said.agent_name:
        doc["contained"] = [_agent(doc["patient"], said)]
    if said.paper:
        logical_id, title = said.paper
        doc["sourceReference"] = {"reference": f"DocumentReference/{logical_id}", "display": title}
    doc = _with(doc, WISHES, valueString=said.wishes)
    doc = _with(doc, HELD_BY, valueString=said.held_by)
    return _with(doc, REVIEW, valueDate=said.review_on.isoformat() if said.review_on else "")


def _provision(kind: Kind, said: Said) -> dict:
    what = said.treatment or kind.withholds
    found = {
        "type": NO if what else said.stance,
        "period": {"start": said.made_on.isoformat()} | ({"end": said.ends_on.isoformat()} if said.ends_on else {}),
        "actor": [{"role": {"coding": [AGENT]}, "reference": {"reference": "#agent"}}] if said.agent_name else [],
        "code": [{"text": what}] if what else [],
    }
    return {key: value for key, value in found.items() if value}


def _agent(patient: dict, said: Said) -> dict:
    person = {
        "resourceType": "RelatedPerson",
        "id": "agent",
        "patient": patient,
        "relationship": [{"text": said.agent_relation}] if said.agent_relation else [],
        "name": [{"text": said.agent_name}],
        "telecom": [{"system": "phone", "value": said.agent_phone}] if said.agent_phone else [],
    }
    return {key: value for key, value in person.items() if value}


def confirmed(doc: dict, day: date) -> dict:
    """Return the directive as one that stands, confirmed that day."""
    return looked_at(doc | {"status": STANDS}, day)


def looked_at(doc: dict, day: date) -> dict:
    """Return the directive with one more day on which it was gone through with the patient."""
    seen = {"verified": True, "verificationDate": day.isoformat()}
    return doc | {"verification": [*doc.get("verification", []), seen]}


def ended(doc: dict, status: str, how: str, *, who: str, why: str, at: datetime) -> dict:
    """Return the directive as one that holds no more, with who said so, when and why."""
    parts = [
        {"url": "how", "valueCode": how},
        {"url": "at", "valueDateTime": at.isoformat()},
        {"url": "who", "valueString": who},
        *([{"url": "why", "valueString": why}] if why else []),
    ]
    others = [each for each in doc.get("extension", []) if each.get("url") != ENDED]
    return doc | {"status": status, "extension": [*others, {"url": ENDED, "extension": parts}]}


def said_in(doc: dict) -> Said:
    """Return what a directive says, whoever wrote it."""
    kind, provision = kind_of(doc), doc.get("provision") or {}
    agent = _agent_of(doc, provision)
    reference = doc.get("sourceReference") or {}
    code = next((each.get("text") or _display(each) for each in provision.get("code", [])), "")
    telecom = next((each.get("value", "") for each in agent.get("telecom", []) if each.get("system") == "phone"), "")
    return Said(
        kind=kind.name,
        made_on=day_in(doc.get("dateTime")) or date.min,
        wishes=_value(doc, WISHES, "valueString"),
        treatment=code if kind.asks == "treatment" else "",
        stance=provision.get("type", "") if kind.asks == "stance" else "",
        agent_name=_name(agent),
        agent_relation=next((each.get("text") or _display(each) for each in agent.get("relationship", [])), ""),
        agent_phone=telecom,
        held_by=_value(doc, HELD_BY, "valueString"),
        review_on=day_in(_value(doc, REVIEW, "valueDate")),
        ends_on=day_in((provision.get("period") or {}).get("end")),
        paper=_paper(reference),
    )


def ended_in(doc: dict) -> Ended | None:
    """Return how it ended, None where it stands or nothing was said."""
    found = next((each for each in doc.get("extension", []) if each.get("url") == ENDED), None)
    if found is None:
        return None
    parts = {part["url"]: next(value for key, value in part.items() if key != "url") for part in found["extension"]}
    at = datetime.fromisoformat(parts["at"]) if parts.get("at") else None
    return Ended(parts.get("how", ""), at, parts.get("who", ""), parts.get("why", ""))


def looked_at_on(doc: dict) -> date | None:
    """Return the last day on which it was confirmed or gone through."""
    days = [day_in(each.get("verificationDate")) for each in doc.get("verification", []) if each.get("verified")]
    return max(filter(None, days), default=None)


def day_in(text: str | None) -> date | None:
    """Return the day that a FHIR date or moment begins with, None where it names none."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None


def _agent_of(doc: dict, provision: dict) -> dict:
    """Return who decides for the patient: the contained person, else what the reference says of them."""
    for actor in provision.get("actor", []):
        reference = actor.get("reference") or {}
        inside = reference.get("reference", "").removeprefix("#")
        found = next((each for each in doc.get("contained", []) if each.get("id") == inside), None)
        return found or {"name": [{"text": reference.get("display", "")}]}
    return {}


def _name(agent: dict) -> str:
    name = next(iter(agent.get("name", [])), {})
    return name.get("text") or " ".join([*name.get("given", []), name.get("family", "")]).strip()


def _paper(reference: dict) -> tuple[str, str] | None:
    type, _slash, logical_id = reference.get("reference", "").partition("/")
    return (logical_id, reference.get("display", "")) if type == "DocumentReference" else None


def _display(concept: dict) -> str:
    return next((coding.get("display", "") for coding in concept.get("coding", [])), "")


def _value(doc: dict, url: str, key: str) -> str:
    return next((each.get(key, "") for each in doc.get("extension", []) if each.get("url") == url), "")


def _with(doc: dict, url: str, **value: str) -> dict:
    others = [each for each in doc.get("extension", []) if each.get("url") != url]
    mine = [{"url": url} | value] if all(value.values()) else []
    kept = {key: each for key, each in doc.items() if key != "extension"}
    return kept | ({"extension": [*others, *mine]} if others or mine else {})
