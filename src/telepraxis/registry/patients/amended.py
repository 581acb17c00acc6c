"""What a patient's document says after somebody corrected details: nothing that was not corrected changes in it.

A document that came from elsewhere knows more than a form asks: three phones, a number with its assigner, a language
with its extension. Whatever the form did not change stays as it was, digit by digit and in its place.
"""

from collections.abc import Callable

from .details import tidied
from .document import DISABILITY, Details, details_of, identifier_of, patient_document, shown_point

# Which details an element of the document tells.
TOLD_BY = {
    "active": (),
    "extension": ("needs", "interpreter_language"),
    "identifier": ("identifiers",),
    "name": ("given", "family"),
    "telecom": ("phone", "email"),
    "gender": ("gender",),
    "birthDate": ("birth_date",),
    "address": ("address",),
    "contact": ("emergency_contact",),
    "communication": ("language", "interpreter_language"),
}


def amended_document(before: dict, details: Details) -> dict:
    """Return the document with these details in it."""
    known = tidied(details_of(before))
    doc = patient_document(details, before=before)
    for element, fields in TOLD_BY.items():
        if all(getattr(details, field) == getattr(known, field) for field in fields):
            doc[element] = before.get(element)
        elif element in KEPT_WITHIN:
            doc[element] = KEPT_WITHIN[element](before, doc.get(element, []), details, known)
    order = [*before, *(key for key in doc if key not in before)]
    return {key: doc[key] for key in order if doc.get(key) not in (None, "", [])}


def _identifiers(before: dict, wanted: list[dict], _details: Details, _known: Details) -> list[dict]:
    """Return the numbers: those known before keep what the form does not show (use, assigner, coded type)."""
    earlier = {
        (each.get("system", ""), each["value"]): each for each in before.get("identifier", []) if each.get("value")
    }
    without_value = [each for each in before.get("identifier", []) if not each.get("value")]
    return [_identifier(earlier.get((each.get("system", ""), each["value"])), each) for each in wanted] + without_value


def _identifier(earlier: dict | None, wanted: dict) -> dict:
    if earlier is None:
        return wanted
    was, becomes = identifier_of(earlier), identifier_of(wanted)
    if was == becomes:
        return earlier
    same_days = (was.starts_on, was.ends_on) == (becomes.starts_on, becomes.ends_on)
    shown = ({"type"} if was.kind != becomes.kind else set()) | (set() if same_days else {"period"})
    return {key: value for key, value in earlier.items() if key not in shown} | {
        key: value for key, value in wanted.items() if key in shown
    }


def _telecom(before: dict, wanted: list[dict], details: Details, known: Details) -> list[dict]:
    """Return phones and addresses: of the two that the form shows, the one that did not change stays as it was."""
    kept = []
    for point in wanted:
        system = point.get("system")
        shown = shown_point(before, system) if system in ("phone", "email") else {}
        same = shown and getattr(known, system) == getattr(details, system) == point.get("value")
        kept.append(shown if same else point)
    return kept


def _communication(before: dict, wanted: list[dict], _details: Details, known: Details) -> list[dict]:
    """Return the languages: those the form does not show stay behind the others."""
    replaced = {known.language, known.interpreter_language, *map(_tag, wanted)}
    return wanted + [each for each in before.get("communication", []) if _tag(each) not in replaced]


def _tag(spoken: dict) -> str:
    codings = spoken.get("language", {}).get("coding", [])
    return next((coding["code"] for coding in codings if coding.get("code")), "")


def _extensions(before: dict, wanted: list[dict], details: Details, known: Details) -> list[dict]:
    """Return the extensions: what helps the patient may be told by a code, which the form does not show."""
    earlier = [each for each in before.get("extension", []) if each.get("url") == DISABILITY]
    if details.needs == known.needs:
        return [each for each in wanted if each.get("url") != DISABILITY] + earlier
    return wanted + [each for each in earlier if not each.get("valueCodeableConcept", {}).get("text")]


KEPT_WITHIN: dict[str, Callable[[dict, list[dict], Details, Details], list[dict]]] = {
    "identifier": _identifiers,
    "telecom": _telecom,
    "communication": _communication,
    "extension": _extensions,
}
