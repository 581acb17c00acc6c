"""An organization leaves with everything it has, is wiped, and comes into a second installation: nothing may differ.

A clinic of `PATIENTS` with imported histories, and the demonstration's own clinic with its appointments, notes, files
and audit, each export everything (`telepraxis way-out`); their installation is deleted; a second one takes them in
(`telepraxis way-in`) and exports again. `differences`: lines and files that are not the same before and after, search
entries included. Then the second installation runs, and a backend service with a key of its own loads the clinical part
of each over HTTP, through the FHIR API, into an organization that is new there: what the API refuses, and every
resource that it gives back otherwise, by $export or by searching, counts too.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from bench import houses
from bench.histories import as_ndjson, histories
from telepraxis.server.installation import Installation
from telepraxis.server.way_out.comparing import differences
from tests import backend_service, clinical_part
from tests.installations import HOUSE, data_home, free_port, running

REACH = {"differences": "= 0"}
PATIENTS, OBSERVATIONS = 1_000, 20
FOUND = ("word", "moment", "amount", "line")


def run(say) -> dict[str, float]:
    with data_home() as first, data_home() as second, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        slugs = _filled(first, folder, say)
        seconds = {"out": 0.0, "in": 0.0}
        found_before = _entries(first)
        for slug in slugs:
            seconds["out"] += _timed("way-out", "--organization", slug, "--to", folder / slug, home=first)
        say("the first installation is wiped")
        shutil.rmtree(first)
        counted = 0
        for slug in slugs:
            seconds["in"] += _timed("way-in", folder / slug, "--no-invite", home=second)
            _timed("way-out", "--organization", slug, "--to", folder / f"{slug}-again", home=second)
            told = differences(folder / slug, folder / f"{slug}-again")
            for line in told:
                say(f"  {slug}: {line}")
            counted += len(told)
        found_after = _entries(second)
        counted += sum(found_before[table] != found_after[table] for table in found_before)
        say(f"entries: {found_before}, {found_after}")
        through_api = _through_the_api(second, folder, slugs, say)
        rows = sum(
            file["count"]
            for slug in slugs
            for file in json.loads((folder / slug / "manifest.json").read_text())["files"]
            if file["holds"] == "rows"
        )
        size = sum(path.stat().st_size for slug in slugs for path in (folder / slug).rglob("*") if path.is_file())
    return {
        "differences": counted + through_api["differences"],
        "patients": PATIENTS,
        "rows": rows,
        "mb": round(size / 1e6),
        "way_out_s": round(seconds["out"], 1),
        "way_in_s": round(seconds["in"], 1),
        **{f"api_{name}": figure for name, figure in through_api.items()},
    }


def _filled(home: Path, folder: Path, say) -> list[str]:
    """Make the demonstration's clinic and a practice with imported histories; return their short names."""
    say("the demonstration's clinic is made")
    installation = Installation.at(home, "demo")
    with installation.database_running():
        environment = os.environ | installation.environment()
        command = [sys.executable, "-m", "telepraxis.server.prepare"]
        subprocess.run(command, env=environment, cwd=HOUSE, check=True, stdout=sys.stderr)
        with installation.owner.connect() as connection:
            demo = connection.execute("SELECT slug FROM tenancy_tenant ORDER BY created_at LIMIT 1").fetchone()[0]
    _practice("hillside", home)
    count = as_ndjson(histories(PATIENTS, OBSERVATIONS), folder / "history.ndjson")
    say(f"{count:,} resources come in")
    _timed("import", folder / "history.ndjson", "--organization", "hillside", home=home)
    return [demo, "hillside"]


def _practice(slug: str, home: Path) -> None:
    _timed("create-organization", "--name", slug.title(), "--slug", slug, "--time-zone", "Europe/Lisbon",
           "--jurisdiction", "PT", home=home)  # fmt: skip


def _timed(*arguments, home: Path) -> float:
    """Run a command of the platform to its good end; return the seconds."""
    began = time.monotonic()
    _telepraxis(*arguments, home=home)
    return time.monotonic() - began


def _telepraxis(*arguments, home: Path) -> str:
    """Run a command of the platform to its good end; return what it printed."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TELEPRAXIS_", "DATABASE_"))}
    done = subprocess.run(
        [sys.executable, "-m", "telepraxis", *map(str, arguments), "--data", str(home)],
        capture_output=True, text=True, env=clean | {"PYTHONPATH": str(HOUSE / "src")}, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{arguments[0]} failed:\n{done.stdout[-1000:]}{done.stderr[-3000:]}")
    return done.stdout


def _entries(home: Path) -> dict[str, str]:
    """Return a mark of all that searches find documents by, table by table."""
    installation = houses._installation(home)
    marks = {}
    with installation.database_running(), installation.owner.connect() as connection:
        for table in FOUND:
            each = "md5(entry::text)"
            question = (
                f"SELECT count(*) || ' ' || coalesce(md5(string_agg({each}, '' ORDER BY {each})), '') "
                f"FROM record_{table} entry"
            )
            marks[table] = connection.execute(question).fetchone()[0]
    return marks


def _through_the_api(home: Path, folder: Path, slugs: list[str], say) -> dict[str, float]:
    """Load the clinical part of each organization into a new one of the running installation, through its API."""
    total = {"resources": 0, "transactions": 0, "load_s": 0.0, "differences": 0}
    with running("demo", "--empty", "--port", str(free_port()), "--no-browser", home=home) as run:
        url = run.until_ready(300)
        for slug in slugs:
            loaded, differing = _loaded_anew(url, home, folder / slug / "fhir", f"{slug}-anew", say)
            total["resources"] += loaded.resources
            total["transactions"] += loaded.transactions
            total["load_s"] = round(total["load_s"] + loaded.seconds, 1)
            total["differences"] += len(loaded.refusals) + len(differing)
    return total


def _loaded_anew(url: str, home: Path, fhir: Path, slug: str, say) -> tuple[clinical_part.Loaded, list[str]]:
    _practice(slug, home)
    service = backend_service.registered(url, slug, partial(_telepraxis, home=home))
    before = clinical_part.present(service)
    loaded = clinical_part.load(fhir, service)
    differing = clinical_part.differences(fhir, service, before=before)
    types = ", ".join(sorted(path.stem for path in fhir.glob("*.ndjson")))
    say(f"into {slug} through its API: {loaded.resources:,} resources ({types}), none of a type was left out")
    for line in [*loaded.refusals, *differing][:20]:
        say(f"  {slug}: {line}")
    return loaded, differing
