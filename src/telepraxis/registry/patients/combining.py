"""What the survivor's document says after a merge, and after a parting. Pure: documents in, documents out.

Nothing either record knew is lost: names, contacts, addresses and numbers of both are kept, those not chosen as `old`
or after the chosen ones. Elements are copied as they stand, with every extension in them.
"""

from copy import deepcopy

from .document import (
    Details,
    communication_of,
    details_of,
    extensions_of,
    is_emergency,
    kept_extensions,
    present_name,
    shown_address,
    shown_point,
)

FIELDS = "name birth_date gender phone email language interpreter_language needs address emergency_contact".split()
SURVIVOR, RETIRED = "survivor", "retired"
# Of the retired record's document these stay with it: who it is, and what points into it.
ITS_OWN = "resourceType id meta active link text contained implicitRules".split()
COMBINED = "name telecom gender birthDate address contact communication identifier extension".split()


def value_of(details: Details, field: str) -> object:
    """Return the detail, or None when it is not known."""
    value = getattr(details, field)
    unknown = value in ("", None, "unknown") or (
        hasattr(value, "__dataclass_fields__") and not any(vars(value).values())
    )
    return None if unknown else value


def differing(survivor: Details, retired: Details) -> list[str]:
    """Return the details that the two records say differently, or that only one of them says."""
    return [field for field in FIELDS if value_of(survivor, field) != value_of(retired, field)]


def choices(survivor: Details, retired: Details, made: dict[str, str]) -> dict[str, str]:
    """Return for each differing detail whose value the survivor shows: as chosen, else its own where it has one."""
    return {
        field: made.get(field) or (RETIRED if value_of(survivor, field) is None else SURVIVOR)
        for field in differing(survivor, retired)
    }


def combined(survivor: dict, retired: dict, chosen: dict[str, str]) -> dict:
    """Return the survivor's document with the chosen details and everything else that the retired one knew."""
    taken = {field for field, whose in chosen.items() if whose == RETIRED}
    own, other = deepcopy(survivor), deepcopy(retired)
    doc = own | {key: value for key, value in other.items() if key not in (*ITS_OWN, *COMBINED) and not _says(own, key)}
    doc |= {
        "name": _names(own, other, "name" in taken),
        "telecom": _points(own, other, taken),
        "address": _addresses(own, other, "address" in taken),
        "contact": _contacts(own, other, "emergency_contact" in taken),
        "identifier": _joined(own, other, "identifier", lambda each: (each.get("system"), each.get("value"))),
        "gender": (other if "gender" in taken else own).get("gender"),
        "birthDate": (other if "birth_date" in taken else own).get("birthDate"),
        "communication": own.get("communication", []),
        "extension": _extensions(own, other),
    }
    if taken & {"language", "interpreter_language", "needs"}:
        details = _spoken(details_of(own), details_of(other), taken)
        doc["communication"] = communication_of(details)
        doc["extension"] = extensions_of(details) + kept_extensions({"extension": doc["extension"]})
    return {key: value for key, value in doc.items() if value not in (None, "", [])}


def _says(doc: dict, key: str) -> bool:
    """Tell whether the document has the element, in whichever of its types (deceasedBoolean, deceasedDateTime)."""
    kinds = [stem for stem in ("deceased", "multipleBirth") if key.startswith(stem)]
    return key in doc or any(each.startswith(tuple(kinds)) for each in doc)


def _names(own: dict, other: dict, takes: bool) -> list[dict]:
    names, present = own.get("name", []), present_name(own)
    if takes and (wanted := present_name(other)):
        names = [wanted | {"use": "official"}, *(each | {"use": "old"} if each is present else each for each in names)]
    known = [_spelling(each) for each in names]
    further = [each for each in other.get("name", []) if _spelling(each) not in known]
    return names + [_as_old(each, "official", "usual", None) for each in further]


def _spelling(name: dict) -> tuple:
    text = name.get("text") if not name.get("family") and not name.get("given") else ""
    return name.get("family"), tuple(name.get("given", [])), text


def _as_old(element: dict, *uses: str | None) -> dict:
    return element | {"use": "old"} if element.get("use") in uses else element


def _points(own: dict, other: dict, taken: set[str]) -> list[dict]:
    """Return all contacts; the chosen phone and mail lead by their rank, those that came along have none."""
    points = own.get("telecom", [])
    for system in sorted(taken & {"phone", "email"}):
        if wanted := shown_point(other, system):
            rest = [_without_rank(each) if each.get("system") == system else each for each in points]
            points = [wanted | {"rank": 1}, *(each for each in rest if each.get("value") != wanted.get("value"))]
    known = {(each.get("system"), each.get("value")) for each in points}
    further = [each for each in other.get("telecom", []) if (each.get("system"), each.get("value")) not in known]
    return points + [_without_rank(each) for each in further]


def _without_rank(point: dict) -> dict:
    return {key: value for key, value in point.items() if key != "rank"}


def _addresses(own: dict, other: dict, takes: bool) -> list[dict]:
    addresses, shown = own.get("address", []), shown_address(own)
    if takes and (wanted := shown_address(other)):
        addresses = [wanted | {"use": "home"}, *(_as_old(each, "home", None) for each in addresses)]
    known = [_place(each) for each in addresses]
    further = [each for each in other.get("address", []) if _place(each) not in known]
    return addresses + [_as_old(each, "home", None) if shown else each for each in further]


def _place(address: dict) -> tuple:
    return tuple(address.get("line", [])), address.get("city"), address.get("postalCode"), address.get("country")


def _contacts(own: dict, other: dict, takes: bool) -> list[dict]:
    """Return all contact persons; whom to call in an emergency is the first of them who is one."""
    first, second = (other, own) if takes else (own, other)
    contacts = [each for each in first.get("contact", []) if is_emergency(each)]
    contacts += [each for each in first.get("contact", []) if each not in contacts]
    return contacts + [each for each in second.get("contact", []) if each not in contacts]


def _joined(own: dict, other: dict, key: str, what) -> list[dict]:
    elements = own.get(key, [])
    known = [what(each) for each in elements]
    return elements + [each for each in other.get(key, []) if what(each) not in known]


def _extensions(own: dict, other: dict) -> list[dict]:
    known = {each.get("url") for each in own.get("extension", [])}
    return own.get("extension", []) + [each for each in kept_extensions(other) if each.get("url") not in known]


def _spoken(own: Details, other: Details, taken: set[str]) -> Details:
    pick = {field: other if field in taken else own for field in ("language", "interpreter_language", "needs")}
    return Details(given="", family="", **{field: getattr(whose, field) for field, whose in pick.items()})


def taken_back(now: dict, before: dict, merged: dict) -> dict:
    """Return the document without what the merge brought into it; what was changed since then stays.

    `before` and `merged` are the versions around the merge. An element that the merge made and nobody touched becomes
    what it was; of a list that was touched since, what came with the merge leaves and what it set aside returns.
    """
    doc = dict(now)
    for key in (before.keys() | merged.keys()) - {*ITS_OWN}:
        was, became, stands = before.get(key), merged.get(key), now.get(key)
        if was == became:
            continue
        if stands == became:
            doc[key] = was
        elif isinstance(stands, list):
            doc[key] = _elements_back(stands, was or [], became or [])
    return {key: value for key, value in doc.items() if value not in (None, "", [])}


def _elements_back(stands: list, was: list, became: list) -> list:
    came = [each for each in became if each not in was]
    gone = [each for each in was if each not in became and each not in stands]
    return gone + [each for each in stands if each not in came]


def linked(doc: dict, type: str, other: str, *, active: bool | None = None) -> dict:
    """Return the document with a link (http://hl7.org/fhir/R4/patient-definitions.html#Patient.link) to the other."""
    bare = unlinked(doc, other)
    link = [*bare.get("link", []), {"other": {"reference": f"Patient/{other}"}, "type": type}]
    return bare | {"link": link} | ({} if active is None else {"active": active})


def unlinked(doc: dict, other: str, *, active: bool | None = None) -> dict:
    """Return the document without the links by which a merge bound it to the other."""
    ours = [
        each
        for each in doc.get("link", [])
        if each.get("type") in ("replaces", "replaced-by")
        and each.get("other", {}).get("reference") == f"Patient/{other}"
    ]
    links = [each for each in doc.get("link", []) if each not in ours]
    rest = {key: value for key, value in doc.items() if key != "link"}
    return rest | ({"link": links} if links else {}) | ({} if active is None else {"active": active})
