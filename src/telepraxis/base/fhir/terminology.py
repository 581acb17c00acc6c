"""What a code means and which codes a value set holds. Pure, and read when first asked.

HL7's own code systems and value sets are here; a loaded package adds its own. Value sets over systems that are not here
(SNOMED CT, LOINC, UCUM, mime types ...) have no list: they answer None, which means "not known here", never "wrong".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from . import definitions

Codes = Mapping[str, frozenset[str]]  # {system: codes}


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
        """The display that its system prefers."""
        return self.concept.display if self.concept else ""


class Terminology:
    """Code systems and value sets, in the form that `definitions.terminology` describes."""

    def __init__(self, systems: Mapping[str, dict], value_sets: Mapping[str, dict]):
        self.systems = systems
        self.value_sets = value_sets
        self._concepts: dict[str, dict[str, Concept]] = {}
        self._ancestors: dict[tuple[str, str], frozenset[str]] = {}
        self._codes: dict[str, Codes | None] = {}

    def lookup(self, system: str, code: str) -> Concept | None:
        """Return what a code means, None where the system or the code is not here."""
        if system not in self.systems:
            return None
        return self._concepts_of(system).get(code if self.systems[system]["case"] else code.casefold())

    def subsumes(self, system: str, code: str, other: str) -> str | None:
        """Return equivalent, subsumes, subsumed-by or not-subsumed, as `$subsumes` does; None where one is not here."""
        if self.lookup(system, code) is None or self.lookup(system, other) is None:
            return None
        if code == other:
            return "equivalent"
        if code in self._above(system, other):
            return "subsumes"
        return "subsumed-by" if other in self._above(system, code) else "not-subsumed"

    def codes_of(self, value_set: str) -> Codes | None:
        """Return {system: codes} of a value set, None where they cannot be listed. A `|version` is not looked at."""
        url = value_set.split("|")[0]
        if url not in self._codes:
            try:
                self._codes[url] = self._listed(url, ())
            except _NotListed:
                self._codes[url] = None
        return self._codes[url]

    def concepts_of(self, value_set: str) -> list[Concept] | None:
        """Return the concepts of a value set in order of system and code, None where they cannot be listed."""
        codes = self.codes_of(value_set)
        if codes is None:
            return None
        return [self._concept(system, code) for system in sorted(codes) for code in sorted(codes[system])]

    def validate_code(self, *, code: str, system: str = "", value_set: str = "", display: str = "") -> Answer:
        """Say whether a code belongs to the system, and to the value set where one is given.

        Without a system every system of the value set is tried. A display that differs from the system's is refused,
        letter case aside (R4, http://hl7.org/fhir/R4/valueset-operation-validate-code.html).
        """
        found = self._in_value_set(code, system, value_set) if value_set else self._in_system(code, system)
        if found.result and display and found.display and display.casefold() != found.display.casefold():
            return Answer(False, found.concept, f"The display of this code is '{found.display}'.")
        return found

    def _in_system(self, code: str, system: str) -> Answer:
        known = self.systems.get(system)
        if known is None or known["content"] == "not-present":
            return Answer(None, None, "This code system is not here.")
        concept = self.lookup(system, code)
        if concept is None and known["content"] != "complete":
            return Answer(None, None, "Only a part of this code system is here, and the code is not in it.")
        return Answer(concept is not None, concept, "" if concept else "The code is not in this code system.")

    def _in_value_set(self, code: str, system: str, value_set: str) -> Answer:
        codes = self.codes_of(value_set)
        if codes is None:
            return Answer(None, None, "The codes of this value set cannot be listed here.")
        for each in [system] if system else sorted(codes):
            if code in codes.get(each, ()):
                return Answer(True, self._concept(each, code))
        return Answer(False, None, "The code is not in this value set.")

    def _concept(self, system: str, code: str) -> Concept:
        return self.lookup(system, code) or Concept(system, code, "")

    def _concepts_of(self, system: str) -> dict[str, Concept]:
        if system not in self._concepts:
            exact = self.systems[system]["case"]
            self._concepts[system] = {
                code if exact else code.casefold(): Concept(system, code, display, definition, tuple(parents), abstract)
                for code, display, definition, parents, abstract in self.systems[system]["concepts"]
            }
        return self._concepts[system]

    def _above(self, system: str, code: str) -> frozenset[str]:
        """Return all codes above this one."""
        if (system, code) not in self._ancestors:
            above: set[str] = set()
            waiting = [code]
            while waiting:
                concept = self.lookup(system, waiting.pop())
                new = set(concept.parents) - above if concept else set()
                above |= new
                waiting += new
            self._ancestors[system, code] = frozenset(above)
        return self._ancestors[system, code]

    def _listed(self, value_set: str, within: tuple[str, ...]) -> dict[str, frozenset[str]]:
        """:raises _NotListed: it is not here, holds a system that is not, or contains itself."""
        known = self.value_sets.get(value_set)
        if known is None or value_set in within:
            raise _NotListed
        within = (*within, value_set)
        kept: dict[str, frozenset[str]] = {}
        for part in known["include"]:
            kept = _union(kept, self._part(part, within))
        for part in known["exclude"]:
            gone = self._part(part, within)
            kept = {system: codes - gone.get(system, frozenset()) for system, codes in kept.items()}
        return kept

    def _part(self, part: dict, within: tuple[str, ...]) -> dict[str, frozenset[str]]:
        """Return what one include or exclude names: all of its conditions hold at once."""
        sets = [self._listed(url.split("|")[0], within) for url in part["value_sets"]]
        if part["system"]:
            sets.append({part["system"]: self._of_system(part)})
        if not sets:
            raise _NotListed
        first, *rest = sets
        for other in rest:
            first = {system: codes & other[system] for system, codes in first.items() if system in other}
        return first

    def _of_system(self, part: dict) -> frozenset[str]:
        if part["codes"]:
            return frozenset(code for code, _ in part["codes"])
        known = self.systems.get(part["system"])
        if known is None or known["content"] != "complete":
            raise _NotListed
        codes = {code for code, _, _, _, abstract in known["concepts"] if not abstract}
        for property, op, value in part["filters"]:
            codes &= self._filtered(part["system"], codes, property, op, value)
        return frozenset(codes)

    def _filtered(self, system: str, codes: set[str], property: str, op: str, value: str) -> set[str]:
        """Return the codes that pass a filter (R4, http://hl7.org/fhir/R4/valueset-filter-operator.html)."""
        if property not in ("concept", "code") or op not in ("is-a", "descendent-of", "is-not-a", "="):
            raise _NotListed
        below = {code for code in codes if value in self._above(system, code)}
        if op == "descendent-of":
            return below
        if op == "=":
            return {value} & codes
        beneath_or_it = below | ({value} & codes)
        return beneath_or_it if op == "is-a" else codes - beneath_or_it


class _NotListed(Exception):
    """The codes cannot be listed here."""


def _union(one: dict[str, frozenset[str]], other: dict[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    return one | {system: codes | one.get(system, frozenset()) for system, codes in other.items()}


@cache
def of_hl7() -> Terminology:
    """Return HL7's own words."""
    known = definitions.terminology()
    return Terminology(known["systems"], known["value_sets"])


def lookup(system: str, code: str) -> Concept | None:
    """Return what a code of HL7 means, None where the system or the code is not here."""
    return of_hl7().lookup(system, code)


def subsumes(system: str, code: str, other: str) -> str | None:
    """Return how two codes of HL7 stand to each other, as `$subsumes` says it."""
    return of_hl7().subsumes(system, code, other)


def validate_code(*, code: str, system: str = "", value_set: str = "", display: str = "") -> Answer:
    """Say whether a code belongs to a system or value set of HL7; see `Terminology.validate_code`."""
    return of_hl7().validate_code(code=code, system=system, value_set=value_set, display=display)


def codes_of(value_set: str) -> Codes | None:
    """Return {system: codes} of a value set of HL7, None where they cannot be listed."""
    return of_hl7().codes_of(value_set)


def concepts_of(value_set: str) -> list[Concept] | None:
    """Return the concepts of a value set of HL7, None where they cannot be listed."""
    return of_hl7().concepts_of(value_set)


def systems() -> Iterable[str]:
    """Return the urls of HL7's code systems."""
    return of_hl7().systems.keys()


def value_sets() -> Iterable[str]:
    """Return the urls of HL7's value sets."""
    return of_hl7().value_sets.keys()
