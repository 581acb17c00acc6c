"""Every interaction and operation of the API, aimed at one patient: for whoever tries what they may not."""

import base64
import json

from telepraxis.base.rest import routes
from telepraxis.base.rest.operations import known

from .people import without

HERS, HIS, ELSEWHERE = "seen-by-amara", "seen-by-tomasz", "seen-at-hillcrest"


def patient(id: str, mark: str) -> dict:
    return {"resourceType": "Patient", "id": id, "name": [{"family": mark}]}


def pulse(id: str, patient: str, mark: str) -> dict:
    return {
        "resourceType": "Observation", "id": id, "status": "final", "code": {"text": mark},
        "subject": {"reference": f"Patient/{patient}"},
    }  # fmt: skip


def attempts() -> list[tuple[str, str, str, object]]:
    """Return (interaction, method, path, body) of every interaction and operation, aimed at Tomasz."""
    his = pulse("his", "tomasz", "changed")
    steps = [{"op": "replace", "path": "/code/text", "value": "changed"}]
    patch = {"resourceType": "Binary", "data": base64.b64encode(json.dumps(steps).encode()).decode()}
    bundle = [
        {"request": {"method": "GET", "url": "Observation/his"}},
        {"request": {"method": "PUT", "url": "Observation/his"}, "resource": his},
        {"request": {"method": "PATCH", "url": "Observation/his"}, "resource": patch},
    ]
    aimed = {
        "T/i": ["Observation/his", "Patient/tomasz"],
        "T/i/_history/v": ["Observation/his/_history/1"],
        "T/i/_history": ["Observation/his/_history", "Patient/tomasz/_history"],
        "T/_history": ["Observation/_history"],
        "_history": ["_history"],
        "T": ["Observation?code:text=seen", "Patient?name=seen", "Patient?_id=tomasz&_revinclude=Observation:subject"],
        "T/_search": ["Observation/_search?_include=Observation:subject"],
        "T/i/T": ["Patient/tomasz/Observation"],
        "T/i/T/_search": ["Patient/tomasz/Observation/_search"],
        "": ["?_type=Observation,Patient"],
        "_search": ["_search?_id=his"],
        "metadata": ["metadata"],
        routes.SMART: [routes.SMART],
    }
    made = []
    for each in routes.INTERACTIONS:
        body, paths = None, aimed.get(each.path, [])
        if each.method in ("PUT", "POST") and each.path in ("T", "T/i"):
            body = his if each.method == "PUT" else without(his, "id")
            paths = {"T": ["Observation?_id=his"], "T/i": ["Observation/his"]}[each.path]
        if each.method == "PATCH":
            body, paths = steps, ["Observation?_id=his" if each.path == "T" else "Observation/his"]
        if each.method == "DELETE":
            paths = ["Observation?_id=his-too" if each.path == "T" else "Observation/his"]
        if each.method == "POST" and each.path == "":
            made += [(each.name, "POST", "", {"resourceType": "Bundle", "type": kind, "entry": bundle[:2]})
                     for kind in ("batch", "transaction")]  # fmt: skip
            continue
        made += [(each.name, each.method, path, body) for path in paths]
    for operation in known():
        type = min(operation.types, default="Observation")
        target = "Patient/tomasz" if type == "Patient" else f"{type}/his"
        made += [(f"${operation.name}", "GET", f"{target}/${operation.name}", None)]
        made += [(f"${operation.name}", "GET", f"{type}/${operation.name}", None)]
    return made


def kind_of(method: str, path: str) -> dict[str, str]:
    if method == "PATCH":
        return {"content_type": "application/json-patch+json"}
    return {"content_type": "application/x-www-form-urlencoded"} if "_search" in path else {}
