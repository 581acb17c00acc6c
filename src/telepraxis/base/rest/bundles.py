"""A Bundle put together from stored text: nothing that is stored is read to be sent."""

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from telepraxis.base.fhir import json_text

from .shaping import SUBSETTED
from .shaping import pretty as set_out


def entry(full_url: str, resource: str | None, rest: dict[str, Any]) -> str:
    """Return one entry: its address, the resource as it is stored, and what else is to be said."""
    said = json_text.written({"fullUrl": full_url} | rest)
    return said if resource is None else f'{said[:-1]},"resource":{resource}}}'


def joined(
    kind: str,
    entries: Iterable[str],
    *,
    links: Iterable[tuple[str, str]] = (),
    total: int | None = None,
    pretty: bool = False,
    is_part: bool = False,
) -> bytes:
    """Return a Bundle of this type as JSON text. Without entries it has no `entry`: FHIR knows no empty lists.

    `is_part` says that something may have been withheld from the reader.
    """
    head: dict[str, Any] = {"resourceType": "Bundle", "id": str(uuid4())}
    if is_part:
        head["meta"] = {"tag": [SUBSETTED]}
    head["type"] = kind
    if total is not None:
        head["total"] = total
    if links:
        head["link"] = [{"relation": relation, "url": url} for relation, url in links]
    text = json_text.written(head)
    if inside := ",".join(entries):
        text = f'{text[:-1]},"entry":[{inside}]}}'
    return (set_out(text) if pretty else text).encode()
