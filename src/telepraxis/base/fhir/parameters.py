"""The search parameters of every resource type, R4 3.1.1, and the places they look at."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from telepraxis.base.fhir import definitions


@dataclass(frozen=True, slots=True)
class Place:
    """One spot of a resource type that parameters look at; several parameters may share it.

    `path` is the parameter's own expression without its casts: "Observation.value" of kind quantity holds
    valueQuantity and valueSampledData. `id` is the crc32 of path and kind, signed, the same on every machine.
    """

    id: int
    path: str
    kind: str  # token, string, reference, uri, date, number, quantity


@dataclass(frozen=True, slots=True)
class Parameter:
    """One search parameter of one resource type."""

    name: str
    type: str  # token, string, reference, uri, date, number, quantity, composite, special
    places: tuple[Place, ...]  # any of them; none for _id and _lastUpdated (columns) and for composites
    targets: tuple[str, ...]  # of a reference: the types that count
    components: tuple[tuple[tuple[Place, ...], ...], ...]  # of a composite: alternatives; joined on document and n
    url: str
    description: str


@cache
def types() -> tuple[str, ...]:
    """Return the names of all resource types of R4 that can be stored, in alphabetical order."""
    return tuple(sorted(definitions.search()["types"]))


@cache
def parameters_of(type: str) -> Mapping[str, Parameter]:
    """Return the parameters of a resource type by name, those of every resource included.

    :raises KeyError: R4 has no such type.
    """
    compiled, places = _of(type), _places(type)
    return MappingProxyType(
        {
            name: Parameter(
                name=name,
                type=kind,
                places=tuple(places[id] for id in ids),
                targets=types() if targets == ["*"] else tuple(targets),
                components=tuple(tuple(places[id] for id in part) for part in parts),
                url=url,
                description=description,
            )
            for name, (kind, ids, targets, parts, url, description) in compiled["parameters"].items()
        }
    )


@cache
def reference_parameters_to(type: str) -> tuple[tuple[str, Parameter], ...]:
    """Return (source type, parameter) of every reference parameter that may point at this type."""
    return tuple(
        (source, parameter)
        for source in types()
        for parameter in parameters_of(source).values()
        if type in parameter.targets
    )


@cache
def patient_places(type: str) -> tuple[Place, ...]:
    """Return where the reference to the Patient stands whose chart a document of this type belongs to, () for none."""
    return _some(type, "patient")


def main_date(type: str) -> Place | None:
    """Return the date a chart sorts this type by, None where it has none."""
    return next(iter(main_dates(type)), None)


@cache
def main_dates(type: str) -> tuple[Place, ...]:
    """Return the dates that `Entries.at` is taken from: the first that the document has.

    Only where there is a single one does sorting by `at` equal sorting by that parameter.
    """
    return _some(type, "dates")


@cache
def compartment(name: str, type: str) -> tuple[str, ...]:
    """Return the parameters that put a document of this type into a compartment, R4 2.3, such as "Patient"."""
    return tuple(_of(type)["compartments"].get(name, ()))


def __getattr__(name: str) -> dict[str, tuple[Place, ...]]:
    """`CHART`: types with a patient, a main code and a main date -> the places of the main code."""
    if name == "CHART":
        return _chart()
    raise AttributeError(name)


@cache
def _chart() -> dict[str, tuple[Place, ...]]:
    return {type: places for type in types() if (places := _some(type, "lines"))}


def _some(type: str, which: str) -> tuple[Place, ...]:
    places = _places(type)
    return tuple(places[id] for id in _of(type)[which])


@cache
def _places(type: str) -> dict[int, Place]:
    return {id: Place(id, path, kind) for id, path, kind, *_ in _of(type)["places"]}


def _of(type: str) -> dict:
    return definitions.search()["types"][type]
