"""Bring an organization that left another installation into this one."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from procrastinate.contrib.django import app

from telepraxis.base import audit, prepared, tenancy
from telepraxis.base.access import STAFF, Actor
from telepraxis.base.fhir import json_text
from telepraxis.base.files import blobs
from telepraxis.base.record import index, rows
from telepraxis.base.tenancy.models import Tenant
from telepraxis.registry.accounts import invitations, moving_in
from telepraxis.registry.accounts.memberships import open_membership

from .leaving import FORMAT, LATER_JOBS, OURS
from .tables import TAKEN, columns_of, owned_tables

AT_ONCE = 500
DIGEST = re.compile(r"[0-9a-f]{64}")


class CannotArrive(Exception):
    """The folder cannot be brought in; nothing was changed. The text says why and what to do."""


@dataclass
class Arrived:
    """What came: rows by table, files, people invited anew."""

    organization: str
    rows: dict[str, int] = field(default_factory=dict)
    files: int = 0
    invited: list[str] = field(default_factory=list)


def way_in(folder: Path, *, invite: bool = True, by_name: str, now: datetime) -> Arrived:
    """Bring it in whole: under its short name and ids, its files closed with this installation's keys.

    People keep their memberships by their e-mail address and come in anew; staff are invited. What a search finds
    documents by is made afresh.

    :raises CannotArrive: it is damaged, of another format, or the organization is here already.
    """
    manifest = _checked(folder)
    organization = manifest["organization"]
    _refuse_if_here(organization)
    arrived = Arrived(organization["slug"], files=_bring_files(folder, manifest, UUID(organization["id"])))
    by = Actor(organization_id=UUID(organization["id"]), name=by_name, via="system")
    with transaction.atomic():
        _found(organization)
        with tenancy.serving(by.organization_id):
            audit.wrote(by, "exchange.way_in", entity=("Organization", organization["slug"]))
            people = _bring_people(folder)
            for file in manifest["files"]:
                if file["holds"] == "rows":
                    arrived.rows[file["table"]] = _bring_rows(folder / file["name"], file["table"], people.ids)
            _plan_jobs(folder)
            if invite:
                arrived.invited = _invite(people.new, by, now)
            _make_entries()
    return arrived


def _checked(folder: Path) -> dict[str, Any]:
    """Return the manifest of a whole folder, every file of it as it was written."""
    try:
        manifest = json.loads((folder / "manifest.json").read_bytes())
    except (OSError, ValueError):
        raise CannotArrive(f"{folder} has no manifest.json: it is no way out, or was not written to its end.") from None
    if manifest.get("by") != OURS or manifest.get("format") != FORMAT:
        raise CannotArrive(f"{folder} was not written by `{OURS}` in a format that is known here.")
    for file in manifest["files"]:
        _check_file(folder, file)
    return manifest


def _check_file(folder: Path, file: dict[str, Any]) -> None:
    path, mark = folder / file["name"], hashlib.sha256()
    if ".." in Path(file["name"]).parts or path.is_absolute() and not path.is_relative_to(folder):
        raise CannotArrive(f"{file['name']} lies outside the folder.")
    if not path.is_file():
        raise CannotArrive(f"{file['name']} is missing. Copy the folder once more.")
    with path.open("rb") as stream:
        while data := stream.read(1024 * 1024):
            mark.update(data)
    if mark.hexdigest() != file["sha256"]:
        raise CannotArrive(f"{file['name']} is not what was written. Copy the folder once more.")
    if file["holds"] == "rows" and file["table"] not in TAKEN:
        raise CannotArrive(f"This version has no table {file['table']}. Install the version that wrote the folder.")


def _refuse_if_here(organization: dict[str, str]) -> None:
    here = Tenant.objects.filter(slug=organization["slug"]) | Tenant.objects.filter(id=organization["id"])
    if here.exists():
        raise CannotArrive(f"{organization['slug']} is here already. Nothing is ever brought in over data.")


def _bring_files(folder: Path, manifest: dict[str, Any], organization_id: UUID) -> int:
    """Close the files with the keys of this installation; they are on disk before any row names them."""
    wanted = [file for file in manifest["files"] if file.get("table") == "files_storedfile"]
    count = 0
    for line in (line for file in wanted for line in _lines(folder / file["name"])):
        digest = json.loads(line)["digest"]
        path = folder / "files" / digest
        if not DIGEST.fullmatch(digest) or not path.is_file():
            raise CannotArrive(f"The file {digest[:64]} is missing. Copy the folder once more.")
        content = path.read_bytes()
        if blobs.digest_of(content) != digest:
            raise CannotArrive(f"The file {digest} is not what was written. Copy the folder once more.")
        blobs.write(organization_id, digest, content)
        count += 1
    return count


def _found(organization: dict[str, str]) -> None:
    Tenant(
        id=organization["id"],
        slug=organization["slug"],
        name=organization["name"],
        time_zone=organization["time_zone"],
        created_at=datetime.fromisoformat(organization["created_at"]),
    ).save(force_insert=True)


@dataclass
class _People:
    ids: dict[str, str]  # account there -> account here, where they differ
    new: list


def _bring_people(folder: Path) -> _People:
    people = _People({}, [])
    path = folder / "accounts.jsonl"
    for line in _lines(path) if path.exists() else ():
        told = json.loads(line)
        account, is_new = moving_in.move_in(
            id=UUID(told["id"]), email=told["email"], name=told["name"], language=told["language"],
            time_zone=told["time_zone"], is_active=told["is_active"],
        )  # fmt: skip
        if is_new and account.is_active:
            people.new.append(account)
        if str(account.id) != told["id"]:
            people.ids[told["id"]] = str(account.id)
    return people


def _bring_rows(path: Path, table: str, accounts: dict[str, str]) -> int:
    """Insert the rows of a table, as the role that serves: the walls hold here too."""
    known, count = columns_of(owned_tables()[table]), 0
    lines = _lines(path)
    while batch := list(islice(lines, AT_ONCE)):
        columns = list(json.loads(batch[0]))
        if unknown := set(columns) - set(known):
            raise CannotArrive(
                f"This version has no column {table}.{min(unknown)}. Install the version that wrote the folder."
            )
        names = ", ".join(f'"{name}"' for name in columns)
        with connection.cursor() as cursor:
            cursor.execute(
                f'INSERT INTO "{table}" ({names}) '
                f'SELECT {names} FROM json_populate_recordset(NULL::"{table}", %s::json)',
                ["[" + ",".join(_with_accounts_here(line, accounts) for line in batch) + "]"],
            )
        count += len(batch)
    return count


def _with_accounts_here(line: str, accounts: dict[str, str]) -> str:
    """Give a row the accounts of this installation; inside a document's text quotes are escaped, so that it stays."""
    if not accounts:
        return line
    return re.sub(r'":"([0-9a-f-]{36})"', lambda found: f'":"{accounts.get(found[1], found[1])}"', line)


def _plan_jobs(folder: Path) -> None:
    path = folder / "jobs.jsonl"
    for line in _lines(path) if path.exists() else ():
        job = json.loads(line)
        if job["task"] in LATER_JOBS:
            task = app.configure_task(job["task"], schedule_at=datetime.fromisoformat(job["at"]).astimezone(UTC))
            task.defer(**job["arguments"])


def _invite(accounts: list, by: Actor, now: datetime) -> list[str]:
    """Mail their way in to the staff who are new here; patients come in with a code, as always."""
    invited = []
    for account in accounts:
        membership = open_membership(account)
        if membership is not None and STAFF & set(membership.roles):
            invitations.invite(account=account, by=by, now=now)
            invited.append(account.email)
    return invited


def _make_entries() -> None:
    """Make what a search finds the documents by, in the transaction in which they came.

    Documents whose entries were of an older edition are left to the record, which catches up with them by itself.
    """
    for table in rows.tables():
        documents = table.objects.filter(indexed=index.EDITION).order_by("uid").iterator(AT_ONCE)
        while batch := list(islice(documents, AT_ONCE)):
            changes = [
                index.Replaced(row, index.NOTHING, set(), index.entries_of(json_text.read(row.doc))) for row in batch
            ]
            for statement, values in index.additions(changes):
                prepared.run(statement, values)


def _lines(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", newline="\n") as file:
        for line in file:
            yield line.rstrip("\n")
