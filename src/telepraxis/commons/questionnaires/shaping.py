"""Change the order of a form's items: add, remove, move up and down, into a group and out of it. Pure, in place."""

from collections.abc import Iterator

from .form import is_help

EMPTY_ANSWERS = 2  # with which a new choice begins


def flat(doc: dict, level: int = 0) -> Iterator[tuple[dict, int, dict]]:
    """Yield (item, level, what it stands in) of every item in its order, hints left aside."""
    for item in doc.get("item", ()):
        if not is_help(item):
            yield item, level, doc
            yield from flat(item, level + 1)


def link_ids(doc: dict) -> set[str]:
    """Return every linkId of the form, hints included."""
    found = {item.get("linkId", "") for item in doc.get("item", ())}
    return found.union(*(link_ids(item) for item in doc.get("item", ())))


def add(doc: dict, type: str, after: str = "") -> dict:
    """Add an item of the type behind another (inside it where that is a group), at the end without one; return it."""
    made = _new(type, link_ids(doc))
    before = _find(doc, after)
    if before is None:
        doc.setdefault("item", []).append(made)
    elif before[0]["type"] == "group":
        before[0].setdefault("item", []).insert(0, made)
    else:
        siblings = before[1]["item"]
        siblings.insert(siblings.index(before[0]) + 1, made)
    return made


def _new(type: str, taken: set[str]) -> dict:
    number = 1
    while f"q{number}" in taken:
        number += 1
    made: dict = {"linkId": f"q{number}", "type": type}
    if type == "choice":
        made["answerOption"] = [{"valueCoding": {"code": str(code)}} for code in range(1, EMPTY_ANSWERS + 1)]
    if type == "group":  # R4 knows no empty group (que-1)
        made["item"] = [_new("choice", taken | {made["linkId"]})]
    return made


def remove(doc: dict, link_id: str) -> None:
    """Take an item away with all that stands in it."""
    if found := _find(doc, link_id):
        _take_out(*found)


def move_up(doc: dict, link_id: str) -> None:
    """Let an item stand before the one above it, in the same group."""
    _swap(doc, link_id, -1)


def move_down(doc: dict, link_id: str) -> None:
    """Let an item stand behind the one below it, in the same group."""
    _swap(doc, link_id, 1)


def move_in(doc: dict, link_id: str) -> None:
    """Put an item at the end of the group above it."""
    if not (found := _find(doc, link_id)):
        return
    item, parent = found
    siblings = parent["item"]
    at = siblings.index(item)
    if at and siblings[at - 1].get("type") == "group":
        group = siblings[at - 1]
        _take_out(item, parent)
        group.setdefault("item", []).append(item)


def move_out(doc: dict, link_id: str) -> None:
    """Put an item behind the group in which it stands."""
    if not (found := _find(doc, link_id)) or not (above := _find(doc, found[1].get("linkId", ""))):
        return
    item, parent = found
    _take_out(item, parent)
    siblings = above[1]["item"]
    siblings.insert(siblings.index(parent) + 1, item)


MOVES = {"up": move_up, "down": move_down, "in": move_in, "out": move_out, "remove": remove}


def _find(doc: dict, link_id: str) -> tuple[dict, dict] | None:
    return next(((item, parent) for item, _, parent in flat(doc) if link_id and item.get("linkId") == link_id), None)


def _swap(doc: dict, link_id: str, by: int) -> None:
    if not (found := _find(doc, link_id)):
        return
    item, parent = found
    shown = [each for each in parent["item"] if not is_help(each)]
    wanted = shown.index(item) + by
    if 0 <= wanted < len(shown):
        siblings = parent["item"]
        one, other = siblings.index(item), siblings.index(shown[wanted])
        siblings[one], siblings[other] = siblings[other], siblings[one]


def _take_out(item: dict, parent: dict) -> None:
    parent["item"].remove(item)
    if parent["item"]:
        return
    del parent["item"]
    if parent.get("type") == "group":  # an empty group is none: its heading stays
        parent["type"] = "display"
        parent.pop("code", None)
