"""What an operation is given: the URL's parameters, or a Parameters resource (R4, operations.html#executing)."""

from typing import Any

from telepraxis.base.fhir import json_text
from telepraxis.base.fhir.outcome import invalid

from .. import negotiating
from ..asked import Asked


async def given(asked: Asked) -> dict[str, Any]:
    """Return the parameters by name: text from the URL, values and resources from a body.

    :raises Refused: the body is no resource; one that is no Parameters is the parameter `resource`.
    """
    found: dict[str, Any] = dict(asked.parameters())
    if asked.method != "POST":
        return found
    negotiating.refuse_other_body(asked)
    body = await asked.body()
    if not body.strip():
        return found
    doc = json_text.read(body)
    if doc["resourceType"] != "Parameters":
        return found | {"resource": doc}
    inside = doc.get("parameter", [])
    if not isinstance(inside, list) or not all(isinstance(each, dict) for each in inside):
        raise invalid("Parameters.parameter is a list.", "Parameters.parameter")
    return found | {name: _value_of(each) for each in inside if isinstance(name := each.get("name"), str)}


def _value_of(parameter: dict) -> Any:
    if "resource" in parameter:
        return parameter["resource"]
    return next((value for key, value in parameter.items() if key.startswith("value")), None)


def text(parameters: dict[str, Any], name: str) -> str:
    """Return a parameter that is text, "" without it.

    :raises Refused: it is something else.
    """
    value = parameters.get(name, "")
    if not isinstance(value, str):
        raise invalid(f"{name} is text.", name)
    return value


def coding(parameters: dict[str, Any], name: str = "coding") -> tuple[str, str, str]:
    """Return (system, code, display) of a Coding, or of `system`, `code`, `display`."""
    value = parameters.get(name)
    if value is None:
        return text(parameters, "system"), text(parameters, "code"), text(parameters, "display")
    if isinstance(value, str):  # in a URL a Coding is written system|code
        system, _, code = value.rpartition("|")
        return system, code, ""
    if not isinstance(value, dict):
        raise invalid(f"{name} is a Coding.", name)
    return text(value, "system"), text(value, "code"), text(value, "display")


def answered(*values: tuple[str, str, Any]) -> dict:
    """Return a Parameters resource of (name, kind of value, value); what is empty is left out."""
    return {
        "resourceType": "Parameters",
        "parameter": [{"name": name, kind: value} for name, kind, value in values if value not in ("", None)],
    }
