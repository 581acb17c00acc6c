"""The structure that HL7 defines, cut into blocks: a type, or a nested part of one such as `Observation.component`."""

from dataclasses import dataclass
from functools import cache

from .. import definitions
from .primitives import TESTS

PRIMITIVES = frozenset((*TESTS, "xhtml"))


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a block. `block` is the path of what stands in it, "" where `types` says so."""

    name: str
    min: int
    max: str
    types: tuple[str, ...]
    targets: frozenset[str]
    binding: str
    block: str
    is_simple: bool  # a Quantity without comparator

    @property
    def is_choice(self) -> bool:
        """Whether the JSON name carries the type: `value[x]` is `valueString`."""
        return self.name.endswith("[x]")

    @property
    def is_list(self) -> bool:
        """Whether JSON holds an array."""
        return self.max not in ("0", "1")

    def key(self, type: str) -> str:
        """Return the JSON name that it has with a type."""
        return self.name[:-3] + type[0].upper() + type[1:] if self.is_choice else self.name


@cache
def resource_types() -> frozenset[str]:
    """Return the names of all types that can stand alone."""
    abstract = ("Resource", "DomainResource")
    return frozenset(
        name for name, shape in definitions.structure().items() if shape["kind"] == "resource" and name not in abstract
    )


@cache
def elements_of(path: str) -> tuple[Element, ...]:
    """Return the elements of a type or of a nested block, in HL7's order."""
    type, _, inner = path.partition(".")
    known = definitions.structure()[type]["elements"]
    prefix = f"{inner}." if inner else ""
    return tuple(
        _element(path, name.removeprefix(prefix), content, known, prefix)
        for name, content in known.items()
        if name.startswith(prefix) and "." not in name.removeprefix(prefix)
    )


def _element(path: str, name: str, content: dict, known: dict, prefix: str) -> Element:
    strength, value_set = content.get("binding", ("", ""))
    is_nested = any(other.startswith(f"{prefix}{name}.") for other in known)
    return Element(
        name=name,
        min=content.get("min", 0),
        max=str(content.get("max", "1")),
        types=tuple(content.get("types", ())),
        targets=frozenset(content.get("targets", ())),
        binding=value_set.split("|")[0] if strength == "required" else "",
        block=_block(path, name, content.get("same_as", ""), is_nested),
        is_simple=content.get("simple", False),
    )


def _block(path: str, name: str, same_as: str, is_nested: bool) -> str:
    type = path.partition(".")[0]
    if same_as:
        return f"{type}.{same_as}"
    return f"{path}.{name}" if is_nested else ""
