"""`telepraxis import` and `telepraxis export`: records of another system come in, ours go out.

Django is set up when these are called.
"""

import getpass
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from telepraxis.server.people_commands import Refused

Say = Callable[[str], None]


def import_records(
    path: Path, *, organization: str, source: str | None, reports: Path | None, on_conflict: str, processes: int,
    say: Say,
) -> bool:  # fmt: skip
    """Take over what lies at the path, with a bar that shows how far it is; tell whether all of it was taken in.

    :raises Refused: there is no such organization, or nothing at the path that could be read.
    """
    from telepraxis.base.exchange import NotReadable, import_from
    from telepraxis.base.exchange.importing import CONFLICTS
    from telepraxis.base.exchange.reports import OUTCOMES

    if on_conflict not in CONFLICTS:
        raise Refused(f"--on-conflict is one of: {', '.join(CONFLICTS)}.")
    by = operator_of(organization)
    path = path.expanduser().absolute()
    folder = reports or Path(_setting("HOME")) / "imports" / f"{datetime.now():%Y-%m-%d-%H%M%S-%f}"
    try:
        with _bar() as tick:
            done = import_from(
                path, source=source or str(path), reports=folder.expanduser().absolute(), by=by,
                on_conflict=on_conflict, clock=lambda: datetime.now(UTC), processes=processes, tick=tick,
            )  # fmt: skip
    except NotReadable as fault:
        raise Refused(str(fault)) from None
    say(", ".join(f"{done.total(what):,} {what}" for what in OUTCOMES))
    for file in done.files:
        if file.fault:
            say(f"{file.name}: {file.fault}")
    say(f"The report on every file: {done.folder}")
    return done.is_whole


def export_records(to: Path, *, organization: str, patient: str | None, say: Say) -> None:
    """Write the organization's documents and their history, or one patient's, to a folder or a zip.

    :raises Refused: there is no such organization or patient, or something lies there already.
    """
    from telepraxis.base.exchange import NotReadable, export_to

    by = operator_of(organization)
    try:
        manifest = export_to(to.expanduser().absolute(), patient=patient, by=by, now=datetime.now(UTC))
    except NotReadable as fault:
        raise Refused(str(fault)) from None
    documents = sum(file["count"] for file in manifest["files"] if file["holds"] == "resources")
    versions = sum(file["count"] for file in manifest["files"] if file["holds"] == "history")
    say(f"{documents:,} documents and {versions:,} versions of their history are in {to}")


def leave(to: Path, *, organization: str, say: Say) -> None:
    """Write everything the organization has into a new folder.

    :raises Refused: there is no such organization, or something lies there already.
    """
    from telepraxis.base.exchange import NotReadable
    from telepraxis.server.way_out.leaving import way_out
    from telepraxis.server.way_out.tables import LEFT_OUT

    by = operator_of(organization)
    try:
        manifest = way_out(to.expanduser().absolute(), by=by, now=datetime.now(UTC))
    except NotReadable as fault:
        raise Refused(str(fault)) from None
    rows = sum(file["count"] for file in manifest["files"] if file["holds"] == "rows")
    say(f"Everything {organization} has is in {to}: {rows:,} rows. It is not locked: keep it as safe as the record.")
    say(f"Left out, with the reason in schema.json: {', '.join(sorted(LEFT_OUT))}")
    say("Next, at the other installation: telepraxis way-in FOLDER")


def arrive(folder: Path, *, invite: bool, say: Say) -> None:
    """Bring in an organization that left another installation.

    :raises Refused: the folder is damaged, or the organization is here already.
    """
    from telepraxis.server.way_out.arriving import CannotArrive, way_in

    try:
        arrived = way_in(folder.expanduser().absolute(), invite=invite, by_name=_operator(), now=datetime.now(UTC))
    except CannotArrive as fault:
        raise Refused(str(fault)) from None
    say(f"{arrived.organization} is here: {sum(arrived.rows.values()):,} rows and {arrived.files:,} files.")
    if arrived.invited:
        say(f"Invited by mail: {', '.join(arrived.invited)}")


def operator_of(organization: str):
    """Return who acts: whoever typed the command, for the installation.

    :raises Refused: there is no such organization.
    """
    from telepraxis.base.access import Actor
    from telepraxis.base.tenancy.models import Tenant

    tenant = Tenant.objects.filter(slug=organization).first()
    if tenant is None:
        raise Refused(f"There is no organization {organization}. Found it first: telepraxis create-organization.")
    return replace(Actor.system(tenant.id), name=_operator())


def _operator() -> str:
    return f"Telepraxis ({os.environ.get('SUDO_USER') or getpass.getuser()})"


def _setting(name: str):
    from django.conf import settings

    return getattr(settings, name)


class _bar:
    """A bar for each stage on the terminal; where there is none, nothing."""

    def __enter__(self) -> Callable[[str, int, int], None]:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        self.bar = Progress(
            TextColumn("{task.description:>8}"), BarColumn(), TextColumn("{task.completed:,} resources"),
            TimeElapsedColumn(), console=Console(stderr=True), disable=not os.isatty(2),
        )  # fmt: skip
        self.reading = self.bar.add_task("reading", total=None)
        self.writing = self.bar.add_task("writing", total=None)
        self.found = 0
        self.bar.start()
        return self._tick

    def _tick(self, stage: str, bytes: int, resources: int) -> None:
        if stage == "reading":
            self.found += resources
            self.bar.advance(self.reading, resources)
            self.bar.update(self.writing, total=self.found)
        else:
            self.bar.update(self.reading, total=self.found)
            self.bar.advance(self.writing, resources)

    def __exit__(self, *_) -> None:
        self.bar.stop()
