"""Resources that a room computes when they are asked for (base/record/computed.py): free time as Slots.

They stand beside those of the type that are stored, an import from elsewhere say: what is asked for in the words that
the room understands is computed, and where it has nothing, what is stored is looked at as ever.
"""

from urllib.parse import urlencode

from telepraxis.base import tenancy
from telepraxis.base.fhir import json_text
from telepraxis.base.fhir.outcome import Refused, invalid
from telepraxis.base.record import computed

from . import bundles
from .answers import Answer
from .asked import Asked
from .shaping import Shape, shaped

FROM = "_from"  # our own: how many a page of what is computed leaves out
PAGE, MOST = 20, 1000


async def read(rest, asked: Asked) -> Answer | None:
    """Return the resource as it is now, None where the room has none of this id."""
    if computed.source_of(asked.type) is None or asked.reaches["r"].filters:
        return None
    found = await rest.threads.run(_read, asked)
    if found is None:
        return None
    await rest.trace.looked(asked, "fhir.read", [(None, asked.type, asked.id)])
    return Answer(200, shaped(asked, json_text.written(found)))


async def search(rest, asked: Asked, pairs: list[tuple[str, str]]) -> Answer | None:
    """Return a page of what the room computes, None where it has nothing for this question."""
    if computed.source_of(asked.type) is None or asked.reaches["s"].filters:
        return None
    found = await rest.threads.run(_search, asked, [pair for pair in pairs if pair[0] != FROM])
    if not found:
        return None
    await rest.trace.looked(asked, "fhir.searched", [(None, asked.type, "")])
    return Answer(200, _page(asked, pairs, found))


def _read(asked: Asked) -> dict | None:
    by = asked.grant.actor
    with tenancy.serving(asked.organization_id, account_id=by.account_id, sees=by.sight):
        return computed.source_of(asked.type).read(asked.id, now=asked.now)


def _search(asked: Asked, pairs: list[tuple[str, str]]) -> list[dict]:
    """A question in other words than the room's is one for what is stored."""
    by = asked.grant.actor
    with tenancy.serving(asked.organization_id, account_id=by.account_id, sees=by.sight):
        try:
            return computed.source_of(asked.type).search(pairs, now=asked.now)
        except Refused as refusal:
            if refusal.issues[0].code == "not-supported":
                return []
            raise


def _page(asked: Asked, pairs: list[tuple[str, str]], found: list[dict]) -> bytes:
    begin, count = _number(pairs, FROM, 0), min(_number(pairs, "_count", PAGE), MOST)
    shape = Shape(pairs)
    path = f"{asked.base}/{asked.type}"
    links = [("self", f"{path}?{urlencode(pairs)}" if pairs else path)]
    if count and begin + count < len(found):
        others = [pair for pair in pairs if pair[0] != FROM]
        links.append(("next", f"{path}?{urlencode([*others, (FROM, str(begin + count))])}"))
    entries = [
        bundles.entry(
            f"{path}/{each['id']}", shape.of(json_text.written(each)), {"search": {"mode": "match"}}
        )
        for each in found[begin : begin + count]
    ]  # fmt: skip
    return bundles.joined("searchset", entries, links=links, total=len(found), pretty=shape.pretty)


def _number(pairs: list[tuple[str, str]], wanted: str, otherwise: int) -> int:
    """:raises Refused: it is no number."""
    given = [value for name, value in pairs if name == wanted]
    if not given:
        return otherwise
    if not given[-1].isascii() or not given[-1].isdigit() or len(given[-1]) > 6:
        raise invalid(f"{wanted} is a number.", wanted)
    return int(given[-1])
