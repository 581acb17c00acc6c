"""$export: kick-off, status, files, deletion (https://hl7.org/fhir/uv/bulkdata/STU2/export.html).

Only a service that reaches whole types may ask, and whoever asked fetches: the token is looked at with every request,
so that one that was taken back gets nothing more.
"""

import json
import re
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from telepraxis.base import audit, tenancy
from telepraxis.base.fhir import keys
from telepraxis.base.fhir.outcome import forbidden, invalid, not_found, refused
from telepraxis.base.fhir.parameters import types
from telepraxis.base.rest.answers import Answer, http_date, of_issues
from telepraxis.base.rest.asked import Asked
from telepraxis.base.rest.operations import Operation
from telepraxis.base.rest.operations import parameters as given_parameters
from telepraxis.base.rest.permissions import EACH_BY_ITSELF

from . import bulk
from .models import BulkExport, BulkFile

NDJSON = {"application/fhir+ndjson", "application/ndjson", "ndjson"}
KNOWN = {"_type", "_since", "_outputFormat"}
ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
DEFINITION = "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/"


async def kick_off(rest, asked: Asked) -> Answer:
    """Note the wish and say where to ask how far it is."""
    given = await given_parameters.given(asked)
    return await rest.threads.run(_kicked_off, asked, given)


async def status(rest, asked: Asked) -> Answer:
    """Say how far it is, or what there is to fetch; DELETE lets go of it."""
    return await rest.threads.run(_deleted if asked.method == "DELETE" else _status, asked)


async def fetch(rest, asked: Asked) -> Answer:
    """Hand out one file, or the part of it that a client still lacks."""
    return await rest.threads.run(_fetched, asked)


def _kicked_off(asked: Asked, given: dict[str, Any]) -> Answer:
    if unknown := sorted(set(given) - KNOWN):
        raise invalid("$export takes _type, _since and _outputFormat.", unknown[0][:64])
    wanted = _types(asked, given)
    with tenancy.serving(asked.organization_id, sees=asked.grant.actor.sight):
        export = bulk.ask(
            types=wanted, since=_since(given), group=asked.id, patients_only=asked.type == "Patient",
            request=_address(asked), client=_client(asked), token_id=asked.grant.token_id, by=_by(asked), now=asked.now,
        )  # fmt: skip
        bulk.write_export.defer(organization_id=asked.organization_id, export_id=export.id)
    where = f"{asked.base}/$export-status?export={export.id}"
    return Answer(202, headers=[(b"content-location", where.encode())])


def _status(asked: Asked) -> Answer:
    with tenancy.serving(asked.organization_id):
        export = _export(asked)
        if export.state != BulkExport.State.READY and export.asked_at + bulk.WRITTEN_WITHIN < asked.now:
            raise refused(500, "exception", "The export could not be written. Delete it and ask for a new one.")
        if export.state != BulkExport.State.READY:
            progress = f"{bulk.written_so_far(export)} files written"
            return Answer(202, headers=[(b"x-progress", progress.encode()), (b"retry-after", b"2")])
        manifest = {
            "transactionTime": export.asked_at.isoformat(),
            "request": export.request,
            "requiresAccessToken": True,
            "output": [_output(asked, file) for file in export.files.order_by("number")],
            "error": [],
        }
    expires = http_date(export.ready_at + bulk.KEPT_FOR)
    headers = [(b"content-type", b"application/json"), (b"expires", expires)]
    return Answer(200, json.dumps(manifest).encode(), headers)


def _output(asked: Asked, file: BulkFile) -> dict[str, Any]:
    url = f"{asked.base}/$export-file?export={file.export_id}&number={file.number}"
    return {"type": file.type, "url": url, "count": file.count}


def _deleted(asked: Asked) -> Answer:
    with tenancy.serving(asked.organization_id):
        bulk.delete(_export(asked), by=_by(asked))
    return of_issues(202, [])


def _fetched(asked: Asked) -> Answer:
    with tenancy.serving(asked.organization_id):
        export = _export(asked)
        number = _parameter(asked, "number")
        if not number.isascii() or not number.isdigit() or len(number) > 9:
            raise not_found("This export has no such file. The manifest names those it has.")
        file, content = bulk.content_of(export, int(number))
        if asked.grant.reach(file.type, "r") is None:
            raise forbidden(f"This token may not read {file.type}.")
        audit.looked(_by(asked), "fhir.export_fetched", entity=(file.type, export.id), reason=f"file {number}")
    headers = [
        (b"content-type", b"application/fhir+ndjson"),
        (b"accept-ranges", b"bytes"),
        (b"etag", f'"{export.id}-{number}"'.encode()),
    ]
    begin, end = _range(asked, len(content), f'"{export.id}-{number}"')
    if (begin, end) == (0, len(content)):
        return Answer(200, content, headers)
    headers.append((b"content-range", f"bytes {begin}-{end - 1}/{len(content)}".encode()))
    return Answer(206, content[begin:end], headers)


def _range(asked: Asked, size: int, etag: str) -> tuple[int, int]:
    """Return from where to where (RFC 9110, 14.2); all of it where the client asks for nothing we understand.

    :raises Refused: it asks for what lies behind the end (416).
    """
    found = ONE_RANGE.fullmatch(asked.header(b"range").strip())
    if found is None or found[0] == "bytes=-" or asked.header(b"if-range").strip() not in ("", etag):
        return 0, size
    if not found[1]:
        return max(0, size - int(found[2])), size
    begin, end = int(found[1]), min(size, int(found[2]) + 1) if found[2] else size
    if begin >= size or end <= begin:
        refusal = refused(416, "value", "The file ends before this range begins.")
        refusal.headers = [(b"content-range", f"bytes */{size}".encode())]
        raise refusal
    return begin, end


def _types(asked: Asked, given: dict[str, Any]) -> list[str]:
    """Return the types that are wanted and within reach, [] for none named by a bearer who reaches all.

    :raises Refused: no service, or one that does not reach a whole type (403); a type that is none (400).
    """
    wanted = [each.strip() for each in given_parameters.text(given, "_type").split(",") if each.strip()]
    if not set(wanted) <= set(types()):
        raise invalid("_type names resource types, separated by commas.", "_type")
    if given_parameters.text(given, "_outputFormat").replace(" ", "+") not in {"", *NDJSON}:
        raise invalid("_outputFormat is application/fhir+ndjson.", "_outputFormat")
    reached = [type for type in types() if _reaches_whole(asked, type)]
    beyond = [type for type in wanted if type not in reached]
    if asked.grant.actor.account_id is not None or not reached or beyond:
        raise forbidden("Only a service whose token reaches whole types (system/...) may export them.")
    return wanted or ([] if len(reached) == len(types()) else reached)


def _reaches_whole(asked: Asked, type: str) -> bool:
    reach = asked.grant.reach(type, "r")
    return reach is not None and reach.patients is None and (not reach.filters or () in reach.filters)


def _since(given: dict[str, Any]) -> datetime | None:
    text = given_parameters.text(given, "_since")
    if not text:
        return None
    if (found := keys.moment(text.replace(" ", "+"))) is None:
        raise invalid("_since is an instant.", "_since")
    return found[0]


def _export(asked: Asked) -> BulkExport:
    try:
        export_id = UUID(_parameter(asked, "export"))
    except ValueError:
        raise not_found("There is no such export.") from None
    return bulk.asked_by(_client(asked), export_id, now=asked.now)


def _parameter(asked: Asked, name: str) -> str:
    return dict(asked.parameters()).get(name, "")


def _client(asked: Asked) -> str:
    """Return the app: its tokens are short-lived, and the next one asks for what an earlier one began."""
    return getattr(asked.grant, "client_id", "") or asked.grant.client_name


def _by(asked: Asked):
    return replace(asked.grant.actor, address=asked.address, request_id=asked.request_id)


def _address(asked: Asked) -> str:
    query = asked.scope.get("query_string", b"").decode("ascii", "replace")
    path = "/".join([asked.base, *(quote(each, safe="$") for each in asked.segments)])
    return f"{path}?{query}" if query else path


def _operation(name: str, level: str, answer, *, on="", methods=("GET", "POST"), definition="") -> Operation:
    return Operation(
        name=name, levels=frozenset({level}), rule=EACH_BY_ITSELF, answer=answer, types=frozenset({on} - {""}),
        methods=frozenset(methods), definition=definition and DEFINITION + definition,
    )  # fmt: skip


OPERATIONS = [
    _operation("export", "system", kick_off, definition="export"),
    _operation("export", "type", kick_off, on="Patient", definition="patient-export"),
    _operation("export", "instance", kick_off, on="Group", definition="group-export"),
    _operation("export-status", "system", status, methods=("GET", "DELETE")),
    _operation("export-file", "system", fetch, methods=("GET",)),
]
