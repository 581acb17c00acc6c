"""JSON Patch (RFC 6902) over a document: six operations on dicts and lists; numbers keep their digits."""

from copy import deepcopy
from typing import Any

from telepraxis.base.fhir import json_text
from telepraxis.base.fhir.outcome import Issue, invalid, unprocessable

MOST_STEPS = 1_000
OPERATIONS = {"add", "remove", "replace", "move", "copy", "test"}
LARGEST_COPY = 16 * 1024 * 1024


def steps_in(text: bytes) -> list[dict]:
    """Return the steps of a patch.

    :raises Refused: it is no JSON Patch.
    """
    # The reader of documents takes objects that say what they are; so that is what the list is put into.
    whole = json_text.read(b'{"resourceType":"JsonPatch","steps":' + text + b"}")
    steps = whole.get("steps")
    if set(whole) != {"resourceType", "steps"} or not isinstance(steps, list):
        raise invalid("A JSON Patch is a list of operations (RFC 6902).")
    if len(steps) > MOST_STEPS:
        raise invalid(f"A patch has at most {MOST_STEPS} operations.")
    for step in steps:
        _refuse_nonsense(step)
    return steps


def _refuse_nonsense(step: Any) -> None:
    if not isinstance(step, dict) or step.get("op") not in OPERATIONS or not isinstance(step.get("path"), str):
        raise invalid("Each operation has an `op` (add, remove, replace, move, copy, test) and a `path`.")
    if step["op"] in ("move", "copy") and not isinstance(step.get("from"), str):
        raise invalid("move and copy say where `from`.")
    if step["op"] in ("add", "replace", "test") and "value" not in step:
        raise invalid("add, replace and test have a `value`.")


def applied(doc: dict, steps: list[dict]) -> dict:
    """Return the document after all steps; the given one stays as it is.

    :raises Refused: a step cannot be done; it is named by its position.
    """
    whole = {"": deepcopy(doc)}
    for position, step in enumerate(steps):
        try:
            _do(whole, step)
        except (_CannotBeDone, RecursionError) as fault:
            said = str(fault) if isinstance(fault, _CannotBeDone) else "It would nest without end."
            raise unprocessable([Issue("error", "processing", f"Operation {position}: {said}")]) from None
        if step["op"] == "copy" and len(json_text.written(_checked(whole.get("")))) > LARGEST_COPY:
            raise invalid("The patch makes the resource too large.")
    return json_text.read(json_text.written(_checked(whole.get(""))))


class _CannotBeDone(Exception):
    """The step does not fit the document."""


def _checked(doc: Any) -> dict:
    if not isinstance(doc, dict):
        raise unprocessable([Issue("error", "processing", "After the patch this is no resource any more.")])
    return doc


def _do(whole: dict, step: dict) -> None:
    match step["op"]:
        case "add":
            _add(whole, step["path"], step["value"])
        case "remove":
            _remove(whole, step["path"])
        case "replace":
            _replace(whole, step["path"], step["value"])
        case "move":
            if f"{step['path']}/".startswith(f"{step['from']}/") and step["path"] != step["from"]:
                raise _CannotBeDone("nothing moves into itself.")
            _add(whole, step["path"], _remove(whole, step["from"]))
        case "copy":
            _add(whole, step["path"], deepcopy(_value_at(whole, step["from"])))
        case "test":
            if not _same(_value_at(whole, step["path"]), step["value"]):
                raise _CannotBeDone("the value is another one.")


def _parts(path: str) -> list[str]:
    """Return the parts of a JSON Pointer (RFC 6901)."""
    if path and not path.startswith("/"):
        raise _CannotBeDone("a path begins with '/'.")
    return [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")]


def _holder(whole: dict, path: str) -> tuple[dict | list, str]:
    """Return what holds the place, and the key or index of the place in it."""
    *parts, last = _parts(path)
    holder: Any = whole
    for part in parts:
        holder = _inside(holder, part)
    if not isinstance(holder, dict | list):
        raise _CannotBeDone("the path leads through something that holds nothing.")
    return holder, last


def _inside(holder: Any, part: str) -> Any:
    if isinstance(holder, dict) and part in holder:
        return holder[part]
    if isinstance(holder, list):
        return holder[_index(part, len(holder) - 1)]
    raise _CannotBeDone("there is nothing at the path.")


def _index(part: str, highest: int) -> int:
    if not part.isascii() or not part.isdigit() or len(part) > 9 or (part != "0" and part.startswith("0")):
        raise _CannotBeDone("this is no position in a list.")
    if int(part) > highest:
        raise _CannotBeDone("the list is shorter than that.")
    return int(part)


def _value_at(whole: dict, path: str) -> Any:
    return _inside(*_holder(whole, path))


def _add(whole: dict, path: str, value: Any) -> None:
    holder, last = _holder(whole, path)
    if isinstance(holder, dict):
        holder[last] = value
    elif last == "-":
        holder.append(value)
    else:
        holder.insert(_index(last, len(holder)), value)


def _remove(whole: dict, path: str) -> Any:
    holder, last = _holder(whole, path)
    value = _inside(holder, last)
    if isinstance(holder, dict):
        del holder[last]
    else:
        del holder[int(last)]
    return value


def _replace(whole: dict, path: str, value: Any) -> None:
    holder, last = _holder(whole, path)
    _inside(holder, last)
    holder[last if isinstance(holder, dict) else int(last)] = value


def _same(one: Any, other: Any) -> bool:
    """Tell whether two JSON values are equal: true is not 1, and 1.0 is 1 (RFC 6902, 4.6)."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return one == other
