"""The check at the door: is this a legal R4 resource?"""

from typing import Any

from ..outcome import Issue
from .look import Enough
from .shapes import resource_types
from .walking import check_resource


def check(doc: dict[str, Any]) -> list[Issue]:
    """Return what is wrong with a resource, nothing when it is legal R4.

    Whatever JSON it is, this raises nothing. After a hundred findings it stops looking.
    """
    issues: list[Issue] = []
    try:
        check_resource(doc, (None, _name(doc), None), issues)
    except Enough:
        pass
    except RecursionError:
        issues.append(Issue("error", "structure", "This is nested too deeply."))
    return issues


def _name(doc: Any) -> str:
    """Return the type's name for the places, `Resource` where there is none."""
    name = doc.get("resourceType") if type(doc) is dict else None
    return name if type(name) is str and name in resource_types() else "Resource"
