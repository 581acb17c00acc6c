"""Whether a resource keeps a profile (R4, http://hl7.org/fhir/R4/profiling.html).

A profile is read from its snapshot; without one, from its differential and from the profile it is based on. What cannot
be told here (an invariant in FHIRPath, a value set or a target that is not at hand) is said so, as information.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from .. import definitions
from ..outcome import Issue
from .checking import check
from .look import Place, expression
from .packages import Package, Packages
from .profile_rules import KNOWN
from .profile_tree import Node
from .profile_values import Value, fits, is_same, values_of
from .references import type_of
from .rules import KEYS
from .slicing import BY_URL, CannotTell, belongs, is_bound

BASE = "http://hl7.org/fhir/StructureDefinition/"
CHECKED_BY_TYPE = (f"{BASE}SimpleQuantity", f"{BASE}MoneyQuantity")
OF_THE_BASE = ("dom-", "ele-", "ext-", "ref-", "sqty-", "txt-")  # checked by `check`, apart from `rules/`


def check_profile(doc: dict, url: str, packages: Packages | Iterable[Package]) -> list[Issue]:
    """Return what keeps a resource from being of a profile, and as information what cannot be told.

    A resource that is not legal R4 is not looked at further: then the findings of `check` come back.
    """
    if issues := check(doc):
        return issues
    known = packages if isinstance(packages, Packages) else Packages(packages)
    looking = _Looking(known)
    looking.profile(Value(doc, doc["resourceType"], (None, doc["resourceType"], None)), url)
    return list(dict.fromkeys(looking.issues))


class _Looking:
    """One look at one resource against a profile and all that it names."""

    def __init__(self, packages: Packages):
        self.packages = packages
        self.issues: list[Issue] = []
        self.within: list[tuple[str, Place]] = []  # profiles being looked at, so that none is looked at inside itself

    def refuse(self, place: Place, code: str, diagnostics: str) -> None:
        self.issues.append(Issue("error", code, diagnostics, expression(place)))

    def cannot_tell(self, place: Place, diagnostics: str) -> None:
        self.issues.append(Issue("information", "incomplete", diagnostics, expression(place)))

    def profile(self, value: Value, url: str) -> None:
        """Look at a value against the profile of this url."""
        profile = self.packages.profile(url)
        base = url.split("|")[0].removeprefix(BASE)
        if profile is None and base in definitions.structure():
            self.type(value, [base])
            return
        if profile is None:
            return self.cannot_tell(value.place, f"The profile {url} is not loaded: load its package.")
        if (url, value.place) in self.within:
            return
        self.within.append((url, value.place))
        if value.type and not self.type(value, [profile["type"]]):
            return
        self.node(value, self.packages.tree(profile))
        if "snapshot" not in profile and "baseDefinition" in profile:
            self.profile(value, profile["baseDefinition"])

    def type(self, value: Value, names: list[str]) -> bool:
        """Say so when a value has another type than one of these."""
        capital = {name[0].upper() + name[1:] for name in names}
        told = value.type[:1].upper() + value.type[1:]
        if not told or told in capital or capital & {"Resource", "DomainResource", "Element"}:
            return True
        self.refuse(value.place, "structure", f"The profile wants this to be of type {' or '.join(sorted(names))}.")
        return False

    def node(self, value: Value, node: Node) -> None:
        """Look at one value against what the profile says of it and of its parts."""
        self.types(value, node)
        if value.value is None:
            return
        self.content(value, node)
        self.constraints(value, node)
        for part in node.parts.values():
            self.part(value, part)

    def part(self, holder: Value, part: Node) -> None:
        """Count the values of an element and look at each; then by slices."""
        values = values_of(holder.value, part.name, holder.place)
        self.count((holder.place, part.name.removesuffix("[x]"), None), len(values), part, "")
        for value in values:
            self.node(value, part)
        if part.slices:
            self.slices(holder, values, part)

    def count(self, place: Place, n: int, node: Node, slice: str) -> None:
        of = f" of the slice {slice}" if slice else ""
        if n < node.least:
            self.refuse(place, "required", f"The profile wants at least {node.least}{of} here; there are {n}.")
        if n > node.most:
            self.refuse(place, "structure", f"The profile allows at most {int(node.most)}{of} here; there are {n}.")

    def slices(self, holder: Value, values: list[Value], part: Node) -> None:
        """Sort the values into slices, count each slice and look at its values."""
        place = (holder.place, part.name.removesuffix("[x]"), None)
        slicing = part.definition.get("slicing") or self.usual_slicing(part)
        unsorted = list(values)
        for name, slice in part.slices.items():
            try:
                mine = [value for value in values if belongs(value, slice, slicing, self.packages)]
            except CannotTell:
                self.cannot_tell(place, f"Which values belong to the slice {name} cannot be told here.")
                unsorted = []
                continue
            sorted_now = {value.place for value in mine}
            unsorted = [value for value in unsorted if value.place not in sorted_now]
            self.count(place, len(mine), slice, name)
            for value in mine:
                self.node(value, slice)
            if slice.slices:
                self.cannot_tell(place, f"The slices inside the slice {name} are not looked at.")
        if slicing.get("rules") == "closed":
            for value in unsorted:
                self.refuse(value.place, "structure", "The profile allows only its slices here, and this is none.")

    def usual_slicing(self, part: Node) -> dict:
        """Return how slices are told where a differential does not say it: extensions by url, choices by type."""
        if part.name in ("extension", "modifierExtension"):
            return BY_URL
        return {"discriminator": [{"type": "type", "path": "$this"}]} if part.name.endswith("[x]") else {}

    def types(self, value: Value, node: Node) -> None:
        """Look at the type, at what a reference points to, and at profiles of the type."""
        if not node.types:
            return
        if not self.type(value, [_name(type) for type in node.types]):
            return
        if any(type["code"] == "Reference" for type in node.types) and type(value.value) is dict:
            self.target(value, node)
        profiles = [url for each in node.types if _may_be(value, each, node) for url in each.get("profile", ())]
        profiles = [url for url in profiles if url not in CHECKED_BY_TYPE]
        if len(profiles) == 1 and type(value.value) is dict:
            self.profile(value, profiles[0])
        elif len(profiles) > 1 and type(value.value) is dict:
            self.cannot_tell(value.place, "Which of several profiles this keeps is not looked at.")

    def target(self, value: Value, node: Node) -> None:
        """A reference names its target's type; whether the target keeps a profile is not looked up."""
        urls = [url for each in node.types if each["code"] == "Reference" for url in each.get("targetProfile", ())]
        name = type_of(value.value.get("reference", "")) or value.value.get("type")
        profiles = [self.packages.profile(url) for url in urls]
        types = {
            profile["type"] if profile else url.removeprefix(BASE)
            for url, profile in zip(urls, profiles, strict=True)
            if profile or url.startswith(BASE)
        }
        if name and types and "Resource" not in types and name not in types and len(types) == len(set(urls)):
            return self.refuse(value.place, "structure", f"The profile lets this point at: {', '.join(sorted(types))}.")
        if any(not url.startswith(BASE) for url in urls):
            self.cannot_tell(value.place, "Whether the target keeps its profile is not looked up.")

    def content(self, value: Value, node: Node) -> None:
        """Look at fixed values, patterns, bounds, lengths and required value sets."""
        fixed, pattern = node.choice("fixed"), node.choice("pattern")
        if fixed is not None and not is_same(value.value, fixed):
            self.refuse(value.place, "value", "The profile fixes this to another value.")
        if pattern is not None and not fits(value.value, pattern):
            self.refuse(value.place, "value", "This does not fit the pattern of the profile.")
        if type(value.value) is str and len(value.value) > node.definition.get("maxLength", len(value.value)):
            self.refuse(value.place, "too-long", f"The profile allows {node.definition['maxLength']} characters here.")
        self.bounds(value, node)
        self.binding(value, node)

    def bounds(self, value: Value, node: Node) -> None:
        for name, wrong in (
            ("minValue", lambda bound: value.value < bound),
            ("maxValue", lambda bound: value.value > bound),
        ):
            bound = node.choice(name)
            if bound is None:
                continue
            if not _is_number(bound) or not _is_number(value.value):
                self.cannot_tell(value.place, f"Whether this keeps the {name} of the profile cannot be told here.")
            elif wrong(bound):
                self.refuse(value.place, "value", f"This is beyond the {name} of the profile.")

    def binding(self, value: Value, node: Node) -> None:
        binding = node.definition.get("binding", {})
        if binding.get("strength") != "required" or "valueSet" not in binding:
            return
        codes = self.packages.words.codes_of(binding["valueSet"])
        if codes is None:
            url = binding["valueSet"]
            self.cannot_tell(value.place, f"The codes of {url} cannot be listed here; the code was not checked.")
        elif not is_bound(value.value, codes):
            self.refuse(value.place, "code-invalid", f"The profile wants a code of {binding['valueSet']} here.")

    def constraints(self, value: Value, node: Node) -> None:
        """Invariants of the base are checked already; of a profile's own, those that are known by their FHIRPath."""
        for constraint in node.definition.get("constraint", ()):
            key = constraint["key"]
            if constraint.get("severity") != "error" or key in KEYS or key.startswith(OF_THE_BASE):
                continue
            holds = KNOWN.get(constraint.get("expression", ""))
            if holds is None:
                self.cannot_tell(value.place, f"The invariant {key} is not evaluated here.")
            elif not holds(value.value):
                self.refuse(value.place, "invariant", f"{constraint['human']} ({key})")


def _name(type: dict) -> str:
    """Return the name of a type; ids and urls are called System.String in snapshots."""
    return type["code"].rsplit(".", 1)[-1] if type["code"].startswith("http://hl7.org/fhirpath/") else type["code"]


def _may_be(value: Value, type: dict, node: Node) -> bool:
    return not value.type or value.type.lower() == type["code"].lower() or len(node.types) == 1


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
