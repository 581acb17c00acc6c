"""HL7's own words: what a code means and which codes a value set holds. Pure, and read when first asked.

Value sets over systems that are not here (SNOMED CT, LOINC, UCUM, mime types ...) have no list: they answer None, which
means "not known here" and never "wrong".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from . import definitions


@dataclass(frozen=True, slots=True)
class Concept:
    """One code of a code system."""

    system: str
    code: str
    display: str
    definition: str = ""
    parents: tuple[str, ...] = ()
    abstract: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a code is valid: True, False, or None when it cannot be told here; `message` says why not."""

    result: bool | None
    concept: Concept | None = None
    message: str = ""

    @property
    def display(self) -> str:
        """The display that HL7 prefers."""
        return self.concept.display if self.concept else ""


def lookup(system: str, code: str) -> Concept | None:
    """Return what a code means, None where the system or the code is not here."""
    concepts = _concepts(system)
    if concepts is None:
        return None
    return concepts.get(code if _is_case_sensitive(system) else code.casefold())


def systems() -> Iterable[str]:
    """Return the urls of the code systems that are here."""
    return definitions.terminology()["systems"].keys()


def value_sets() -> Iterable[str]:
    """Return the urls of the value sets that are here."""
    return definitions.terminology()["value_sets"].keys()


@cache
def codes_of(value_set: str) -> Mapping[str, frozenset[str]] | None:
    """Return {system: codes} of a value set, None where they cannot be listed."""
    return _codes_of(value_set.split("|")[0], ())


def concepts_of(value_set: str) -> list[Concept] | None:
    """Return the concepts of a value set in order of system and code, None where they cannot be listed."""
    codes = codes_of(value_set)
    if codes is None:
        return None
    return [
        lookup(system, code) or Concept(system, code, "") for system in sorted(codes) for code in sorted(codes[system])
    ]


def subsumes(system: str, code: str, other: str) -> str | None:
    """Return equivalent, subsumes, subsumed-by or not-subsumed, as `$subsumes` does; None where a code is not here."""
    if lookup(system, code) is None or lookup(system, other) is None:
        return None
    if code == other:
        return "equivalent"
    if code in _ancestors(system, other):
        return "subsumes"
    return "subsumed-by" if other in _ancestors(system, code) else "not-subsumed"


def validate_code(*, code: str, system: str = "", value_set: str = "", display: str = "") -> Answer:
    """Say whether a code belongs to the system, and to the value set where one is given.

    Without a system every system of the value set is tried. A display that differs from HL7's is refused, letter case
    aside (R4, http://hl7.org/fhir/R4/valueset-operation-validate-code.html).
    """
    found = _in_value_set(code, system, value_set) if value_set else _in_system(code, system)
    if found.result and display and found.display and display.casefold() != found.display.casefold():
        return Answer(False, found.concept, f"The display of this code is '{found.display}'.")
    return found


def _in_system(code: str, system: str) -> Answer:
    known = definitions.terminology()["systems"].get(system)
    if known is None or known["content"] == "not-present":
        return Answer(None, None, "This code system is not here.")
    concept = lookup(system, code)
    if concept is None and known["content"] != "complete":
        return Answer(None, None, "Only a part of this code system is here, and the code is not in it.")
    return Answer(concept is not None, concept, "" if concept else "The code is not in this code system.")


def _in_value_set(code: str, system: str, value_set: str) -> Answer:
    codes = codes_of(value_set)
    if codes is None:
        return Answer(None, None, "The codes of this value set cannot be listed here.")
    for each in [system] if system else sorted(codes):
        if code in codes.get(each, ()):
            return Answer(True, lookup(each, code) or Concept(each, code, ""))
    return Answer(False, None, "The code is not in this value set.")


@cache
def _concepts(system: str) -> dict[str, Concept] | None:
    known = definitions.terminology()["systems"].get(system)
    if known is None:
        return None
    exact = _is_case_sensitive(system)
    return {
        code if exact else code.casefold(): Concept(system, code, display, definition, tuple(parents), abstract)
        for code, display, definition, parents, abstract in known["concepts"]
    }


def _is_case_sensitive(system: str) -> bool:
    return definitions.terminology()["systems"][system]["case"]


@cache
def _ancestors(system: str, code: str) -> frozenset[str]:
    """Return all codes above this one."""
    above: set[str] = set()
    waiting = [code]
    while waiting:
        concept = lookup(system, waiting.pop())
        new = set(concept.parents) - above if concept else set()
        above |= new
        waiting += new
    return frozenset(above)


class _NotListed(Exception):
    """The codes cannot be listed here."""


def _codes_of(value_set: str, within: tuple[str, ...]) -> dict[str, frozenset[str]] | None:
    try:
        return _listed(value_set, within)
    except _NotListed:
        return None


def _listed(value_set: str, within: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """:raises _NotListed: it is not here, holds a system that is not, or contains itself."""
    known = definitions.terminology()["value_sets"].get(value_set)
    if known is None or value_set in within:
        raise _NotListed
    within = (*within, value_set)
    kept: dict[str, frozenset[str]] = {}
    for part in known["include"]:
        kept = _union(kept, _part(part, within))
    for part in known["exclude"]:
        gone = _part(part, within)
        kept = {system: codes - gone.get(system, frozenset()) for system, codes in kept.items()}
    return kept


def _part(part: dict, within: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """Return what one include or exclude names: all of its conditions hold at once."""
    sets = [_listed(url.split("|")[0], within) for url in part["value_sets"]]
    if part["system"]:
        sets.append({part["system"]: _of_system(part)})
    if not sets:
        raise _NotListed
    first, *rest = sets
    for other in rest:
        first = {system: codes & other[system] for system, codes in first.items() if system in other}
    return first


def _of_system(part: dict) -> frozenset[str]:
    if part["codes"]:
        return frozenset(code for code, _ in part["codes"])
    known = definitions.terminology()["systems"].get(part["system"])
    if known is None or known["content"] != "complete":
        raise _NotListed
    codes = {row[0] for row in known["concepts"] if not row[4]}
    for property, op, value in part["filters"]:
        codes &= _filtered(part["system"], codes, property, op, value)
    return frozenset(codes)


def _filtered(system: str, codes: set[str], property: str, op: str, value: str) -> set[str]:
    """Return the codes that pass a filter (R4, http://hl7.org/fhir/R4/valueset-filter-operator.html)."""
    if property not in ("concept", "code") or op not in ("is-a", "descendent-of", "is-not-a", "="):
        raise _NotListed
    below = {code for code in codes if value in _ancestors(system, code)}
    if op == "descendent-of":
        return below
    if op == "=":
        return {value} & codes
    beneath_or_it = below | ({value} & codes)
    return beneath_or_it if op == "is-a" else codes - beneath_or_it


def _union(one: dict[str, frozenset[str]], other: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    return one | {system: codes | one.get(system, frozenset()) for system, codes in other.items()}
