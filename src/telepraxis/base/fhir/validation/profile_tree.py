"""A profile's list of ElementDefinitions as a tree: an element, its parts, and the slices it is cut into."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, eq=False)
class Node:
    """What a profile says of one element. `definition` is its ElementDefinition, {} where it only passes by."""

    name: str
    definition: dict = field(default_factory=dict)
    parts: dict[str, "Node"] = field(default_factory=dict)
    slices: dict[str, "Node"] = field(default_factory=dict)

    @property
    def least(self) -> int:
        """How often it must be there."""
        return self.definition.get("min", 0)

    @property
    def most(self) -> float:
        """How often it may be there."""
        most = self.definition.get("max", "*")
        return float("inf") if most == "*" else int(most)

    @property
    def types(self) -> list[dict]:
        """The types it may have, as `ElementDefinition.type`."""
        return self.definition.get("type", [])

    def choice(self, name: str) -> Any:
        """Return `fixed[x]`, `pattern[x]`, `minValue[x]` or `maxValue[x]`, None where there is none."""
        n = len(name)
        return next(
            (self.definition[key] for key in self.definition if key.startswith(name) and key[n : n + 1].isupper()), None
        )


def tree_of(profile: dict) -> Node:
    """Return the tree of a StructureDefinition: of its snapshot, or of its differential where it has none."""
    view = profile.get("snapshot") or profile.get("differential") or {}
    root = Node(profile["type"])
    for definition in view.get("element", ()):
        names = list(_names(definition))
        node = root
        for name, slice in names:
            node = node.parts.setdefault(name, Node(name))
            if slice:
                node = node.slices.setdefault(slice, Node(name))
        node.definition = definition
    return root


def _names(definition: dict) -> Iterator[tuple[str, str]]:
    """Yield (name, slice) below the root; ids carry the slices, and are missing in some differentials."""
    _, *steps = definition.get("id", definition["path"]).split(".")
    for n, step in enumerate(steps):
        name, _, slice = step.partition(":")
        is_last = n == len(steps) - 1
        yield name, slice or (definition.get("sliceName", "") if is_last and "id" not in definition else "")
