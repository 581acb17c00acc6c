"""Which request is which interaction, and the rule that guards it. A request that fits none is refused."""

import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from telepraxis.base.access import PUBLIC, Rule
from telepraxis.base.fhir.outcome import Refused, not_found, not_supported
from telepraxis.base.fhir.parameters import types

from . import batches, capability, conditional, histories, operations, reading, searching, writing
from . import permissions as may
from .answers import Answer
from .asked import Asked

LOGICAL_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
OPERATION = re.compile(r"\$[a-z][a-z-]{0,63}")
LONGEST_PATH = 6
SMART = ".well-known/smart-configuration"


@dataclass(frozen=True, slots=True)
class Interaction:
    """One of FHIR's interactions (R4, http://hl7.org/fhir/R4/http.html)."""

    name: str
    method: str
    path: str
    rule: Rule
    answer: Callable[..., Awaitable[Answer]]


# In a path, T stands for a resource type, i for a logical id, v for a version, $ for an operation.
INTERACTIONS = [
    Interaction("capabilities", "GET", "metadata", PUBLIC, capability.metadata),
    Interaction("smart configuration", "GET", SMART, PUBLIC, capability.smart_configuration),
    Interaction("read", "GET", "T/i", may.MAY_READ, reading.read),
    Interaction("vread", "GET", "T/i/_history/v", may.MAY_READ, reading.vread),
    Interaction("history-instance", "GET", "T/i/_history", may.MAY_READ, histories.of_instance),
    Interaction("history-type", "GET", "T/_history", may.MAY_READ, histories.of_type),
    Interaction("history-system", "GET", "_history", may.EACH_BY_ITSELF, histories.of_system),
    Interaction("search-type", "GET", "T", may.MAY_SEARCH, searching.of_type),
    Interaction("search-type by form", "POST", "T/_search", may.MAY_SEARCH, searching.of_type_by_form),
    Interaction("search-compartment", "GET", "T/i/T", may.MAY_SEARCH, searching.of_compartment),
    Interaction("compartment by form", "POST", "T/i/T/_search", may.MAY_SEARCH, searching.of_compartment_by_form),
    Interaction("search-system", "GET", "", may.EACH_BY_ITSELF, searching.of_system),
    Interaction("search-system by form", "POST", "_search", may.EACH_BY_ITSELF, searching.of_system_by_form),
    Interaction("create", "POST", "T", may.MAY_CREATE, writing.create),
    Interaction("update", "PUT", "T/i", may.MAY_UPDATE, writing.update),
    Interaction("patch", "PATCH", "T/i", may.MAY_UPDATE, writing.patch),
    Interaction("delete", "DELETE", "T/i", may.MAY_DELETE, writing.delete),
    Interaction("conditional update", "PUT", "T", may.MAY_UPDATE_FOUND, conditional.update),
    Interaction("conditional patch", "PATCH", "T", may.MAY_UPDATE_FOUND, conditional.patch),
    Interaction("conditional delete", "DELETE", "T", may.MAY_DELETE_FOUND, conditional.delete),
    Interaction("batch and transaction", "POST", "", may.EACH_BY_ITSELF, batches.batch),
    Interaction("operation", "GET", "$", may.EACH_BY_ITSELF, operations.on_system),
    Interaction("operation", "POST", "$", may.EACH_BY_ITSELF, operations.on_system),
    Interaction("operation", "DELETE", "$", may.EACH_BY_ITSELF, operations.on_system),
    Interaction("operation of a type", "GET", "T/$", may.EACH_BY_ITSELF, operations.on_type),
    Interaction("operation of a type", "POST", "T/$", may.EACH_BY_ITSELF, operations.on_type),
    Interaction("operation of a resource", "GET", "T/i/$", may.EACH_BY_ITSELF, operations.on_instance),
    Interaction("operation of a resource", "POST", "T/i/$", may.EACH_BY_ITSELF, operations.on_instance),
]
ROUTES = {(each.path, each.method): each for each in INTERACTIONS}
PATHS = {each.path for each in INTERACTIONS}


def interactions() -> Iterator[tuple[str, str, Rule | None]]:
    """Yield (name, method and path, rule) of every interaction and every operation, for base/access/checks.py."""
    for each in INTERACTIONS:
        yield each.name, f"{each.method} /fhir/{{organization}}/{each.path}", each.rule
    for operation in operations.known():
        yield f"${operation.name}", f"/fhir/{{organization}}/.../${operation.name}", operation.rule


def interaction_of(asked: Asked) -> Interaction:
    """Return what is asked, with type, id, version and operation noted in `asked`.

    :raises Refused: there is no such path (404) or it does not take this method (405).
    """
    path = _path_of(asked)
    method = "GET" if asked.method == "HEAD" else asked.method
    found = ROUTES.get((path, method))
    if found is None:
        if path not in PATHS:
            raise not_found("There is nothing at this address. See /metadata for what there is.")
        raise _wrong_method(path)
    return found


def _path_of(asked: Asked) -> str:
    """Return the path with T, i, v and $ in place of what differs from request to request."""
    segments = asked.segments
    if not segments or segments == [""]:
        return ""
    if segments == SMART.split("/"):
        return SMART
    if len(segments) > LONGEST_PATH:
        raise not_found("There is nothing at this address.")
    kinds = []
    for position, segment in enumerate(segments):
        before = kinds[-1] if kinds else ""
        if segment.startswith("$"):
            asked.name = _operation(segment)
            kinds.append("$")
        elif segment.startswith("_") or (position == 0 and segment == "metadata"):
            kinds.append(segment)
        elif before == "_history":
            asked.version = segment
            kinds.append("v")
        elif before == "T":
            asked.id = _logical_id(segment)
            kinds.append("i")
        else:
            if before == "i":
                asked.name = asked.type  # of the compartment
            asked.type = _type(segment)
            kinds.append("T")
    return "/".join(kinds)


def _type(segment: str) -> str:
    if segment not in _types():
        raise not_found("This is no resource type of FHIR R4. See /metadata for those there are.")
    return segment


def _types() -> frozenset[str]:
    global _all_types
    if not _all_types:
        _all_types = frozenset(types())
    return _all_types


def _logical_id(segment: str) -> str:
    if not LOGICAL_ID.fullmatch(segment):
        raise not_found("This cannot be an id: letters, digits, '-' and '.', at most 64.")
    return segment


def _operation(segment: str) -> str:
    if not OPERATION.fullmatch(segment):
        raise not_supported("There is no such operation. See /metadata for those there are.", status=404)
    return segment[1:]


def _wrong_method(path: str) -> Refused:
    allowed = sorted({each.method for each in INTERACTIONS if each.path == path})
    refusal = not_supported(f"This address takes {', '.join(allowed)}.", status=405)
    refusal.headers = [(b"allow", ", ".join([*allowed, "OPTIONS"]).encode())]
    return refusal


_all_types: frozenset[str] = frozenset()
