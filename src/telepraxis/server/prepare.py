"""What must be done before pages are served: migrate, gather static files, and in a demo make its clinic.

Runs as a program of its own (python -m telepraxis.server.prepare), so that the supervisor stays small; says what it
does line by line. `is_done` lets a start skip it when nothing changed.
"""

import json
import os
import time
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import psycopg

import telepraxis

PACKAGE = Path(telepraxis.__file__).parent
EMPTY_DEMO = "TELEPRAXIS_EMPTY_DEMO"
NOTE = Path("run") / "prepared.json"
CODE = set(".py .html .txt .css .js .svg .png .webp .jpg .json .toml .csv .sql .woff2".split())


def mark_of_code() -> str:
    """Return a mark that changes whenever a file of the package is another one: by name, size and time."""
    mark = sha256()
    for folder, folders, files in os.walk(PACKAGE):
        folders[:] = sorted(name for name in folders if name not in ("__pycache__", "tests", "node_modules"))
        for name in sorted(files):
            if os.path.splitext(name)[1] in CODE:
                status = os.stat(os.path.join(folder, name))
                mark.update(f"{folder}/{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return mark.hexdigest()


def mark_of_database(url: str) -> list:
    """Return a mark of the migrations that this very database has seen; a restored or an empty one has another."""
    with psycopg.connect(url) as connection:
        if not connection.execute("SELECT to_regclass('django_migrations')").fetchone()[0]:
            return []
        row = connection.execute("SELECT count(*), max(id), max(applied)::text FROM django_migrations").fetchone()
    return list(row)


def is_done(home: Path, owner_url: str) -> bool:
    """Say whether code and database are as the last `prepare` left them; a demonstration is made anew for each day."""
    try:
        noted = json.loads((home / NOTE).read_text())
    except (OSError, ValueError):
        return False
    return noted == _mark(mark_of_code(), owner_url)


def main() -> None:
    import django
    from django.conf import settings

    from telepraxis.server import private_files
    from telepraxis.server.lean_states import migrate_all

    code = mark_of_code()
    django.setup()
    print("Bringing the database up to date", flush=True)
    migrate_all()
    if settings.MODE in ("production", "demo"):
        print("Gathering style sheets, scripts and pictures", flush=True)
        _gather(Path(settings.STATIC_ROOT))
    if settings.MODE == "demo" and not os.environ.get(EMPTY_DEMO):
        _open_demonstration(Path(settings.HOME))
    noted = _mark(code, os.environ["TELEPRAXIS_DATABASE_OWNER"])
    private_files.write(Path(settings.HOME) / NOTE, json.dumps(noted).encode())


def _gather(root: Path) -> None:
    """Collect static files over those of the version before: its pages may still be open somewhere."""
    from django.core.management import call_command

    from telepraxis.server.static_files import compress_beforehand, drop_former

    if root.exists() and not os.access(root, os.W_OK):  # gathered by root, for a command by hand
        root.rename(root.with_name(f"{root.name}.former-{time.time_ns()}"))
    call_command("collectstatic", interactive=False, verbosity=0)
    compress_beforehand(root)
    drop_former(root, now=time.time())
    if os.geteuid() == 0:
        owner = root.parent.stat()
        for path in [root, *root.rglob("*")]:
            os.chown(path, owner.st_uid, owner.st_gid)


def _mark(code: str, owner_url: str) -> dict:
    return {"code": code, "database": mark_of_database(owner_url), "day": f"{datetime.now(UTC):%Y-%m-%d}"}


def _open_demonstration(home: Path) -> None:
    """Make the demonstration clinic where there is none of today, and note by which doors one looks in."""
    from telepraxis.registry.accounts import demo
    from telepraxis.server import demo_door, private_files
    from telepraxis.server.demo import build

    if build.is_built() and not build.is_of_today(now=datetime.now(UTC)):
        print("Making the demonstration anew: yesterday's diary is no longer today's", flush=True)
        _empty_database()
    if not build.is_built():
        build.build_demonstration(now=datetime.now(UTC), say=lambda text: print(text, flush=True))
    doors = [
        {"label": f"{role.label}: {role.account.name}", "path": f"/demo/#as-{role.order}"} for role in demo.roles()
    ]
    private_files.write(home / demo_door.FILE, json.dumps(doors).encode())


def _empty_database() -> None:
    """Remove every row of a demonstration. The owner alone can, and only by saying so."""
    from django.core.management import call_command
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("SET app.emptied_on_purpose = 'yes'")
    call_command("flush", database="owner", interactive=False, verbosity=0)


if __name__ == "__main__":
    main()
