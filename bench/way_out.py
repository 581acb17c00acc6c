"""An organization leaves with everything it has, is wiped, and comes into a second installation: nothing may differ.

A clinic of `PATIENTS` with imported histories, and the demonstration's own clinic with its appointments, notes, files
and audit, each export everything (`telepraxis way-out`); their installation is deleted; a second one takes them in
(`telepraxis way-in`) and exports again. `differences`: lines and files that are not the same before and after, search
entries included; then the clinical part goes into a third organization as FHIR, and every resource that differs there
counts too.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import houses
from bench.histories import as_ndjson, histories
from telepraxis.server.installation import Installation
from telepraxis.server.way_out.comparing import differences
from tests.installations import HOUSE, data_home

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
        elsewhere = _differences_as_fhir(second, folder, slugs[-1], say)
        rows = sum(
            file["count"]
            for slug in slugs
            for file in json.loads((folder / slug / "manifest.json").read_text())["files"]
            if file["holds"] == "rows"
        )
        size = sum(path.stat().st_size for slug in slugs for path in (folder / slug).rglob("*") if path.is_file())
    return {
        "differences": counted + elsewhere,
        "patients": PATIENTS,
        "rows": rows,
        "mb": round(size / 1e6),
        "way_out_s": round(seconds["out"], 1),
        "way_in_s": round(seconds["in"], 1),
        "differences_as_fhir": elsewhere,
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
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TELEPRAXIS_", "DATABASE_"))}
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "telepraxis", *map(str, arguments), "--data", str(home)],
        capture_output=True, text=True, env=clean | {"PYTHONPATH": str(HOUSE / "src")}, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{arguments[0]} failed:\n{done.stdout[-1000:]}{done.stderr[-3000:]}")
    return time.monotonic() - began


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


def _differences_as_fhir(home: Path, folder: Path, slug: str, say) -> int:
    """Give the FHIR part of what left to a third organization, let it export, and count what is not the same."""
    _practice("another", home)
    _timed("import", folder / slug / "fhir", "--organization", "another", "--source", slug, home=home)
    _timed("export", "--organization", "another", "--to", folder / "another", home=home)
    before, after = _resources(folder / slug / "fhir"), _resources(folder / "another")
    own = {key for key in after if key.startswith("Organization/")} - before.keys()  # the practice itself
    differing = {key for key in before.keys() | (after.keys() - own) if before.get(key) != after.get(key)}
    say(f"as FHIR: {len(before):,} resources, {len(differing)} differ")
    return len(differing)


def _resources(folder: Path) -> dict[str, str]:
    """Return each resource's text by type and id, without what the record itself sets."""
    from telepraxis.base.fhir import json_text

    found = {}
    for path in folder.glob("*.ndjson"):
        for line in path.read_text().splitlines():
            doc = json_text.read(line)
            key = f"{doc['resourceType']}/{doc['id']}"
            meta = doc.pop("meta", {})
            meta.pop("versionId", None), meta.pop("lastUpdated", None)
            found[key] = json_text.written(doc) + json.dumps(meta)
    return found
