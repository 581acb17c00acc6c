"""References among the resources of a source become references among ours."""

import re
from collections.abc import Callable, Iterator

from telepraxis.base.record.references import LOCAL

URL_ELEMENTS = ("url", "valueUrl", "valueUri")  # where R4 3.1.0.11.2 lets a transaction replace an address too
CONDITIONAL = re.compile(r"([A-Z][A-Za-z]+)\?identifier=([^|&]+)\|([^&]+)")


class Unheard(Exception):
    """The reference leads to something that is not taken in."""


def references_of(value: object) -> Iterator[tuple[dict, str]]:
    """Yield every (object, key) whose value may be the address of another resource."""
    waiting = [value]
    while waiting:
        inner = waiting.pop()
        if type(inner) is dict:
            if type(inner.get("reference")) is str:
                yield inner, "reference"
            for key in URL_ELEMENTS:
                if type(inner.get(key)) is str and inner[key].startswith("urn:uuid:"):
                    yield inner, key
            waiting.extend(each for each in inner.values() if type(each) is dict or type(each) is list)
        elif type(inner) is list:
            waiting.extend(inner)


def keys_of(reference: str) -> tuple[str, str]:
    """Return the key under which the target's address is known, and what follows it (a version, a fragment)."""
    plain, sign, fragment = reference.partition("#")
    plain, versioned, version = plain.partition("/_history/")
    return plain, (versioned + version) + (sign + fragment)


def relinked(reference: str, local_of: Callable[[str], str | None]) -> str:
    """Return the reference as it is written here; what is not known stays as it is.

    :raises Unheard: its target was refused.
    """
    key, rest = keys_of(reference)
    local = local_of(key) if key else None
    if local == "":
        raise Unheard(f"It refers to {key if LOCAL.fullmatch(key) else 'another resource of the import'}, "
                      "which was not taken in.")  # fmt: skip
    return reference if local is None else local + ("" if rest.startswith("/_history") else rest)
