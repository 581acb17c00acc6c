"""An archive of a server of the operator's own: a dump, brought back into an empty database that DATABASE_URL names."""

import os
from datetime import datetime
from pathlib import Path

import psycopg

from telepraxis.server import keys
from telepraxis.server.homes import own_folder
from telepraxis.server.installation import Installation
from telepraxis.server.postgres import Login
from telepraxis.server.postgres.binaries import binaries_for
from telepraxis.server.processes import SystemUser

from .archives import Archive
from .making import Say, run_tool
from .restoring import _draft_of, _own, _put_files_back, _take_name, refuse
from .trouble import ArchiveRefused


def restore_dump(
    archive: Archive, *, home: Path, rings: dict, until: datetime | None, user: SystemUser, say: Say
) -> str:
    """Restore dump and files; return what to say.

    :raises ArchiveRefused: nothing was changed.
    """
    if until:
        raise ArchiveRefused("This archive is a dump: one moment, no stream. Leave --until out.")
    if not (url := os.environ.get("DATABASE_URL")):
        raise ArchiveRefused("This archive is of a PostgreSQL server of your own. Make an empty database there and "
                             "name it: DATABASE_URL=postgresql://... telepraxis restore ...")  # fmt: skip
    owner = Login.from_url(url)
    refuse(archive, rings, home, None)
    _refuse_used_database(owner)
    archive.refuse_damaged()
    with _draft_of(home, user) as draft:
        keys.restore(draft / "keys.json", rings)
        say("Copying files back")
        count = _put_files_back(archive, rings, draft)
        installation = Installation(draft, "production", user, None, owner)
        installation.ready_database()
        say("Restoring the database")
        tool = binaries_for(user, own_folder(draft / "postgres", user)) / "pg_restore"
        run_tool(installation, [str(tool), "-d", owner.url, "--no-owner", "--single-transaction", "--exit-on-error",
                                "--no-password", str(archive.folder / "database.dump")], owner.password)  # fmt: skip
        _own(draft, user)
        _take_name(draft, home)
    return (f"Archive {archive.manifest.name} is back in {owner.database} and {home}, with {count} files.\n"
            f"Next, with the same DATABASE_URL: telepraxis up --data {home}")  # fmt: skip


def _refuse_used_database(owner: Login) -> None:
    try:
        with owner.connect() as connection:
            used = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()[0]
    except psycopg.OperationalError as problem:
        raise ArchiveRefused(f"The server of DATABASE_URL does not answer: {str(problem).strip()}") from None
    if used:
        raise ArchiveRefused(f"{owner.database} holds {used} tables. Nothing is restored over data: name an empty one.")
