"""Build the FHIR R4 Patient document from what was typed, and read it back."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

EXTENSION = "http://hl7.org/fhir/StructureDefinition/"
INTERPRETER_REQUIRED = EXTENSION + "patient-interpreterRequired"
DISABILITY = EXTENSION + "patient-disability"
LANGUAGE_SYSTEM = "urn:ietf:bcp:47"
CONTACT_ROLE = "http://terminology.hl7.org/CodeSystem/v2-0131"
GENDERS = ("female", "male", "other", "unknown")  # AdministrativeGender


@dataclass(frozen=True, kw_only=True)
class Identifier:
    """A number by which somebody else knows the patient, for as long as it holds; `kind` says which in words."""

    value: str
    system: str = ""
    kind: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where the patient lives."""

    street: str = ""
    city: str = ""
    postal_code: str = ""
    country: str = ""

    def __str__(self) -> str:
        return ", ".join(p for p in (self.street, f"{self.postal_code} {self.city}".strip(), self.country) if p)


@dataclass(frozen=True, kw_only=True)
class EmergencyContact:
    """Whom to call when something happens to the patient."""

    name: str = ""
    relation: str = ""
    phone: str = ""


@dataclass(frozen=True, kw_only=True)
class Details:
    """Everything a registration form asks; empty means not known."""

    given: str
    family: str
    birth_date: date | None = None
    gender: str = "unknown"
    phone: str = ""
    email: str = ""
    language: str = ""
    interpreter_language: str = ""
    needs: str = ""
    address: Address = field(default_factory=Address)
    emergency_contact: EmergencyContact = field(default_factory=EmergencyContact)
    identifiers: tuple[Identifier, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}".strip()


# What a form owns of the document; all else in it (an import's photo, links, more) stays as it is.
OWNED = (
    "resourceType id active extension name telecom gender birthDate address contact communication identifier".split()
)


def patient_document(details: Details, *, before: dict | None = None) -> dict:
    """Return the Patient resource (http://hl7.org/fhir/R4/patient.html) with these details.

    `before` is the document so far: elements the form does not own are kept, a name that changed is kept as `old`.
    """
    before = before or {}
    doc = {
        "resourceType": "Patient",
        "id": before.get("id"),
        "extension": kept_extensions(before) + extensions_of(details),
        "identifier": [_identifier(each) for each in details.identifiers],
        "active": before.get("active", True),
        "name": _names(details, before),
        "telecom": _telecom(details, before),
        "gender": details.gender or "unknown",
        "birthDate": details.birth_date.isoformat() if details.birth_date else before.get("birthDate"),
        "address": _addresses(details, before),
        "contact": _contacts(details, before),
        "communication": communication_of(details),
    }
    rest = {key: value for key, value in before.items() if key not in OWNED}
    return {key: value for key, value in doc.items() if value not in (None, "", [])} | rest


def details_of(doc: dict) -> Details:
    """Return what the form shows of a stored Patient document."""
    name = present_name(doc)
    languages = [_tag(entry.get("language", {})) for entry in doc.get("communication", [])]
    preferred = next((_tag(e.get("language", {})) for e in doc.get("communication", []) if e.get("preferred")), "")
    return Details(
        given=joined(name.get("given", [])),
        family=name.get("family", "") or (name.get("text", "") if not joined(name.get("given", [])) else ""),
        birth_date=_day(doc.get("birthDate", "")),
        gender=doc.get("gender", "unknown"),
        phone=_point(doc, "phone"),
        email=_point(doc, "email"),
        language=preferred or next(iter(languages), ""),
        interpreter_language=_interpreter_language(doc, preferred or next(iter(languages), "")),
        needs=_needs(doc),
        address=_address_of(doc),
        emergency_contact=_emergency_contact_of(doc),
        identifiers=tuple(identifier_of(each) for each in doc.get("identifier", []) if each.get("value")),
    )


def joined(parts: list[str | None], by: str = " ") -> str:
    """Return the parts of a name or address as one text; a part may be known by its extension only and is null then."""
    return by.join(part for part in parts if part)


def present_name(doc: dict) -> dict:
    """Return the name the patient goes by."""
    names = [name for name in doc.get("name", []) if name.get("use") != "old"]
    return next((name for name in names if name.get("use") == "official"), names[0] if names else {})


def _names(details: Details, before: dict) -> list[dict]:
    present = {"use": "official", "text": details.name, "family": details.family, "given": details.given.split()}
    present = {key: value for key, value in present.items() if value}
    earlier = present_name(before)
    others = [name for name in before.get("name", []) if name is not earlier]
    same = (earlier.get("family", ""), earlier.get("given", [])) == (details.family, details.given.split())
    if same:
        return [earlier, *others]
    return [present, *([earlier | {"use": "old"}] if earlier else []), *others]


def _telecom(details: Details, before: dict) -> list[dict]:
    shown = [shown_point(before, system) for system in ("phone", "email")]
    others = [point for point in before.get("telecom", []) if not any(point is each for each in shown)]
    others = [point for point in others if point.get("value") not in (details.phone, details.email)]
    phone = {"system": "phone", "value": details.phone, "use": "mobile", "rank": 1}
    email = {"system": "email", "value": details.email, "rank": 1}
    return [point for point in (phone, email) if point["value"]] + others


def _point(doc: dict, system: str) -> str:
    return shown_point(doc, system).get("value", "")


def shown_point(doc: dict, system: str) -> dict:
    """Return the phone or mail that is shown: the one of the lowest rank, the first of several."""
    points = [p for p in doc.get("telecom", []) if p.get("system") == system and p.get("use") != "old"]
    return min(points, key=lambda p: p.get("rank", 99)) if points else {}


def _addresses(details: Details, before: dict) -> list[dict]:
    home = {
        "use": "home",
        "line": [details.address.street] if details.address.street else [],
        "city": details.address.city,
        "postalCode": details.address.postal_code,
        "country": details.address.country,
    }
    shown = shown_address(before)
    others = [each for each in before.get("address", []) if each is not shown or each.get("use", "home") != "home"]
    home = {key: value for key, value in home.items() if value}
    return ([home] if len(home) > 1 else []) + others


def shown_address(doc: dict) -> dict:
    """Return where the patient lives: the home, else the first address."""
    homes = [address for address in doc.get("address", []) if address.get("use") == "home"] or doc.get("address", [])
    return homes[0] if homes else {}


def _address_of(doc: dict) -> Address:
    home = shown_address(doc)
    return Address(
        street=joined(home.get("line", []), ", "),
        city=home.get("city", ""),
        postal_code=home.get("postalCode", ""),
        country=home.get("country", ""),
    )


def is_emergency(contact: dict) -> bool:
    """Tell whether this person is to be called in an emergency."""
    codings = (coding for role in contact.get("relationship", []) for coding in role.get("coding", []))
    return any(coding.get("system") == CONTACT_ROLE and coding.get("code") == "C" for coding in codings)


def _contacts(details: Details, before: dict) -> list[dict]:
    first = next((contact for contact in before.get("contact", []) if is_emergency(contact)), None)
    others = [contact for contact in before.get("contact", []) if contact is not first]
    person = details.emergency_contact
    if not (person.name or person.phone):
        return others
    role = {"coding": [{"system": CONTACT_ROLE, "code": "C", "display": "Emergency Contact"}]}
    contact = {"relationship": [role | ({"text": person.relation} if person.relation else {})]}
    if person.name:
        contact["name"] = {"text": person.name}
    if person.phone:
        contact["telecom"] = [{"system": "phone", "value": person.phone}]
    return [contact, *others]


def _emergency_contact_of(doc: dict) -> EmergencyContact:
    contact = next((contact for contact in doc.get("contact", []) if is_emergency(contact)), {})
    name = contact.get("name", {})
    return EmergencyContact(
        name=name.get("text") or joined([*name.get("given", []), name.get("family", "")]),
        relation=next((role["text"] for role in contact.get("relationship", []) if role.get("text")), ""),
        phone=_point(contact, "phone"),
    )


def communication_of(details: Details) -> list[dict]:
    """Return the languages, the preferred one first."""
    spoken = [{"language": _language(details.language), "preferred": True}] if details.language else []
    if details.interpreter_language and details.interpreter_language != details.language:
        spoken.append({"language": _language(details.interpreter_language)})
    return spoken


def _language(tag: str) -> dict:
    return {"coding": [{"system": LANGUAGE_SYSTEM, "code": tag}]}


def _tag(concept: dict) -> str:
    return next((coding["code"] for coding in concept.get("coding", []) if coding.get("code")), "")


def extensions_of(details: Details) -> list[dict]:
    """Return the extensions that the form owns."""
    found = [{"url": DISABILITY, "valueCodeableConcept": {"text": details.needs}}] if details.needs else []
    if details.interpreter_language:
        found.append({"url": INTERPRETER_REQUIRED, "valueBoolean": True})
    return found


def kept_extensions(before: dict) -> list[dict]:
    """Return the extensions of a document that the form does not own."""
    ours = (INTERPRETER_REQUIRED, DISABILITY)
    return [extension for extension in before.get("extension", []) if extension.get("url") not in ours]


def _needs(doc: dict) -> str:
    concepts = [e.get("valueCodeableConcept", {}) for e in doc.get("extension", []) if e.get("url") == DISABILITY]
    return "; ".join(concept["text"] for concept in concepts if concept.get("text"))


def _interpreter_language(doc: dict, preferred: str) -> str:
    extensions = doc.get("extension", [])
    if not any(e.get("url") == INTERPRETER_REQUIRED and e.get("valueBoolean") for e in extensions):
        return ""
    others = (_tag(entry.get("language", {})) for entry in doc.get("communication", []) if not entry.get("preferred"))
    return next(others, preferred)


def _identifier(identifier: Identifier) -> dict:
    period = {"start": identifier.starts_on, "end": identifier.ends_on}
    period = {key: day.isoformat() for key, day in period.items() if day}
    entry = {
        "type": {"text": identifier.kind} if identifier.kind else None,
        "system": identifier.system,
        "value": identifier.value,
        "period": period,
    }
    return {key: value for key, value in entry.items() if value}


def identifier_of(entry: dict) -> Identifier:
    """Return what the form shows of a number."""
    period = entry.get("period", {})
    return Identifier(
        value=entry["value"],
        system=entry.get("system", ""),
        kind=_kind_of(entry.get("type", {})),
        starts_on=_day(period.get("start", "")),
        ends_on=_day(period.get("end", "")),
    )


def _kind_of(concept: dict) -> str:
    shown = (coding.get("display") or coding.get("code") for coding in concept.get("coding", []))
    return concept.get("text") or next(filter(None, shown), "")


def _day(text: str) -> date | None:
    """Return a whole day; what is known by year or month, or is on no calendar (31 February), gives none."""
    with suppress(ValueError):
        return date.fromisoformat(text[:10]) if len(text) >= 10 else None
    return None
