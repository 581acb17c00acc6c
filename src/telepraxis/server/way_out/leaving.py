"""Write everything an organization has into a new folder."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from telepraxis.base import audit, files, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.exchange.exporting import one_moment, write_documents
from telepraxis.base.exchange.packing import Parcel, parcel_at
from telepraxis.base.files.models import StoredFile
from telepraxis.base.tenancy.models import Tenant
from telepraxis.registry.accounts.models import Account

from .schema import schema
from .tables import EMPTIED, ONLY, TAKEN, columns_of, owned_tables

FORMAT = 1
OURS = "telepraxis way-out"
AT_ONCE = 500
LATER_JOBS = ("scheduling.remind",)  # what is planned for a later moment and only stands in the queue
README = """Everything that {name} had in Telepraxis on {at}.

organization.json   its name, short name and time zone
fhir/               its FHIR R4 resources, TYPE.ndjson, one on each line (https://hl7.org/fhir/R4/nd-json.html): any
                    FHIR server takes these in
tables/             every table, NAME.jsonl, one row on each line as a JSON object. record_version holds the history of
                    every resource: one row for each version, its text in `doc`; audit_auditevent who did what and when
schema.json         what each table and column is, generated from the program; what was left out, and why
files/              the files, each named by the SHA-256 of its content; files_storedfile tells their media types
accounts.jsonl      the people who can come in: address, name, language; no password, key or second factor
jobs.jsonl          reminders that were planned for a later moment
manifest.json       every file with its lines, size and SHA-256; written last: without it the folder is not whole

Times are ISO 8601, dates YYYY-MM-DD, binary values are hexadecimal after \\x, ids are UUIDs and stay the same.
To bring it into another installation of Telepraxis: telepraxis way-in FOLDER
"""


def way_out(to: Path, *, by: Actor, now: datetime) -> dict[str, Any]:
    """Write all of it, as of one moment, into a new folder or zip; return the manifest.

    :raises NotReadable: something lies there already.
    :raises FileDamaged, NoSuchFile: a file of the record cannot be opened; `to` is not whole then.
    """
    with one_moment(), tenancy.serving(by.organization_id), parcel_at(to) as parcel:
        tenant = Tenant.objects.get(pk=by.organization_id)
        audit.looked(by, "exchange.way_out", entity=("Organization", tenant.slug))
        organization = {
            "id": str(tenant.id),
            "slug": tenant.slug,
            "name": tenant.name,
            "time_zone": tenant.time_zone,
            "created_at": tenant.created_at.isoformat(),
        }
        parcel.add("organization.json", json.dumps(organization, ensure_ascii=False, indent=1).encode())
        parcel.add("schema.json", json.dumps(schema(), ensure_ascii=False, indent=1).encode())
        write_documents(parcel, folder="fhir/")
        for table in TAKEN:
            _write_table(parcel, table, tenant.id)
        _write_accounts(parcel)
        _write_jobs(parcel, tenant.id)
        _write_files(parcel)
        about = {"by": OURS, "format": FORMAT, "organization": organization, "leftAt": now.isoformat()}
        return parcel.finish(about, README.format(name=tenant.name, at=f"{now:%d %b %Y %H:%M} UTC"))


def _write_table(parcel: Parcel, table: str, organization_id: UUID) -> None:
    with parcel.lines(f"tables/{table}.jsonl", holds="rows", table=table) as lines:
        for row in _rows(table, organization_id):
            lines.add(row)


def _rows(table: str, organization_id: UUID) -> Iterator[str]:
    """Yield the rows as JSON, written by the database itself: what it writes it can read."""
    emptied = {each.column: f'{each.sql} AS "{each.column}"' for each in EMPTIED.get(table, ())}
    model = owned_tables()[table]
    chosen = ", ".join(emptied.get(name, f'"{name}"') for name in columns_of(model))
    only = f" AND {ONLY[table][0]}" if table in ONLY else ""
    order = ", ".join(f'"{field.column}"' for field in model._meta.pk_fields)
    with connection.chunked_cursor() as cursor:
        cursor.itersize = AT_ONCE
        cursor.execute(
            f'SELECT row_to_json(kept)::text FROM (SELECT {chosen} FROM "{table}" '
            f"WHERE organization_id = %s{only} ORDER BY {order}) kept",
            [organization_id],
        )
        for (row,) in cursor:
            yield row


def _write_accounts(parcel: Parcel) -> None:
    members = set(owned_tables()["accounts_membership"].objects.values_list("account_id", flat=True))
    with parcel.lines("accounts.jsonl", holds="accounts") as lines:
        for account in Account.objects.filter(id__in=members).order_by("id"):
            about = {name: getattr(account, name) for name in ("email", "name", "language", "time_zone", "is_active")}
            lines.add(json.dumps({"id": str(account.id), **about}, ensure_ascii=False))


def _write_jobs(parcel: Parcel, organization_id: UUID) -> None:
    waiting = ProcrastinateJob.objects.filter(
        status="todo", task_name__in=LATER_JOBS, args__organization_id=str(organization_id)
    ).exclude(scheduled_at=None)
    with parcel.lines("jobs.jsonl", holds="jobs") as lines:
        for job in waiting.order_by("scheduled_at", "id"):
            lines.add(json.dumps({"task": job.task_name, "at": job.scheduled_at.isoformat(), "arguments": job.args}))


def _write_files(parcel: Parcel) -> None:
    for digest in StoredFile.objects.order_by("digest").values_list("digest", flat=True):
        parcel.add(f"files/{digest}", files.read(digest))
