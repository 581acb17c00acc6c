"""A practice with many charts, and the questions of a busy day put to its FHIR API by wrk: for the benches of the API.

One chart in fifty is a long one, of somebody who comes every month; a question is about a person as often as entries
are written about them, so most ask for a long chart. Authentication, policy, row-level security and audit are on.
"""

import asyncio
import json
import os
import shutil
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from urllib.parse import quote

from bench import houses
from bench.histories import FAMILY, GIVEN, MEASURED, history, patient_id, practice

LONG_ONE_IN, LONG, SHORT = 50, 200, 6  # observations of a long chart and of all others
CONNECTIONS, SECONDS, WARM_SECONDS = 4, 10, 3
QUESTIONS = 20_000  # different ones; wrk begins again after them
SLUG = "hillside"

SCRIPT = """
local lines, n, failed = {}, 0, 0
for line in io.lines(os.getenv("QUESTIONS")) do lines[#lines + 1] = line end
wrk.headers["Authorization"] = "Bearer " .. os.getenv("TOKEN")
if os.getenv("BODIES") then
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/fhir+json"
end
function request()
  n = n % #lines + 1
  if wrk.method == "POST" then return wrk.format(nil, os.getenv("BODIES"), nil, lines[n]) end
  return wrk.format(nil, lines[n])
end
local threads = {}
function setup(thread) table.insert(threads, thread) end
function response(status) if status >= 500 then failed5xx = (failed5xx or 0) + 1 end end
function done(summary, latency)
  local failed = 0
  for _, thread in ipairs(threads) do failed = failed + (thread:get("failed5xx") or 0) end
  print(string.format('{"requests":%d,"us":%d,"refused":%d,"broken":%d,"http_5xx":%d,"p50_us":%d,"p95_us":%d}',
    summary.requests, summary.duration, summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout, failed,
    latency:percentile(50), latency:percentile(95)))
end
"""


@dataclass(frozen=True)
class Told:
    """What wrk said of one kind of question."""

    rps: float
    p95_ms: float
    http_5xx: int
    refused: int


def observations_of(number: int) -> int:
    """Return how long the chart of a patient is."""
    return LONG if number % LONG_ONE_IN == 0 else SHORT


def patients_for(observations: int) -> int:
    """Return how many patients have this many observations together; rounded."""
    return round(observations * LONG_ONE_IN / (LONG + SHORT * (LONG_ONE_IN - 1)))


def ask_all(house: houses.Served, patients: int, say, seconds: int = SECONDS) -> dict[str, Told]:
    """Put each kind of question to the house and return what was measured."""
    if not shutil.which("wrk"):
        raise SystemExit("wrk is missing: apt-get install wrk")
    token = houses.in_django(house, "bench.clinical_load:token").strip().splitlines()[-1]
    ids = json.loads(houses.in_django(house, "bench.clinical_load:known", str(QUESTIONS)).strip().splitlines()[-1])
    luck, told = Random("questions"), {}
    kinds = {
        "read": [f"Observation/{id}" for id in ids],
        "chart": [_chart_question(patients, luck) for _ in range(QUESTIONS)],
        "name": [_name_question(luck) for _ in range(QUESTIONS)],
        "create": [_new_observation(patients, luck) for _ in range(QUESTIONS)],
    }
    for kind, questions in kinds.items():
        _wrk(house.url, token, kind, questions, WARM_SECONDS)
        told[kind] = _wrk(house.url, token, kind, questions, seconds)
        say(f"{kind}: {told[kind].rps:.0f}/s, p95 {told[kind].p95_ms:.1f} ms, {told[kind].refused} refused")
        if told[kind].refused:
            raise RuntimeError(f"{told[kind].refused} answers of {kind} were no success")
    return told


def _chart_question(patients: int, luck: Random) -> str:
    number = luck.randrange(patients)
    if luck.random() < LONG / (LONG + SHORT * (LONG_ONE_IN - 1)):
        number = number // LONG_ONE_IN * LONG_ONE_IN
    code = quote(f"http://loinc.org|{luck.choice(MEASURED)[0]}")
    return f"Observation?patient={patient_id(number)}&code={code}&_sort=-date&_count=20"


def _name_question(luck: Random) -> str:
    word = luck.choice(luck.choice((GIVEN, FAMILY)))
    return f"Patient?name={quote(word[: luck.randint(3, len(word))])}&_count=20"


def _new_observation(patients: int, luck: Random) -> str:
    number = luck.randrange(patients)
    return json.dumps({
        "resourceType": "Observation", "status": "final",
        "category": [{"coding": [{"system": "http://terminology.hl7.org/CodeSystem/observation-category",
                                  "code": "vital-signs", "display": "Vital Signs"}]}],
        "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4", "display": "Heart rate"}],
                 "text": "Heart rate"},
        "subject": {"reference": f"Patient/{patient_id(number)}"},
        "effectiveDateTime": f"2026-11-{luck.randint(1, 28):02}T{luck.randint(8, 17):02}:00:00+00:00",
        "valueQuantity": {"value": luck.randint(55, 120), "unit": "/min",
                          "system": "http://unitsofmeasure.org", "code": "/min"},
    }, separators=(",", ":"))  # fmt: skip


def _wrk(url: str, token: str, kind: str, questions: list[str], seconds: int) -> Told:
    base = f"/fhir/{SLUG}/"
    with tempfile.TemporaryDirectory() as name:
        script, lines = Path(name) / "ask.lua", Path(name) / "lines"
        script.write_text(SCRIPT)
        is_new = kind == "create"
        lines.write_text("".join(f"{line if is_new else base + line}\n" for line in questions))
        environment = {"QUESTIONS": str(lines), "TOKEN": token}
        if is_new:
            environment["BODIES"] = f"{base}Observation"
        done = subprocess.run(
            ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s", "-s", str(script), url],
            env=os.environ | environment, capture_output=True, text=True, timeout=seconds + 60,
        )  # fmt: skip
    said = next((line for line in reversed(done.stdout.splitlines()) if line.startswith("{")), None)
    if said is None:
        raise RuntimeError(done.stdout + done.stderr)
    figures = json.loads(said)
    if figures["broken"]:
        raise RuntimeError(f"{figures['broken']} connections broke")
    return Told(
        figures["requests"] / (figures["us"] / 1e6), figures["p95_us"] / 1000, figures["http_5xx"], figures["refused"]
    )


def bare_reads(house: houses.Served, seconds: int = SECONDS) -> dict[str, float]:
    """Return how often a second the bare driver reads one document under row-level security, on as many connections.

    `transaction`: as one does it by hand, the setting and the question in a transaction. `statement`: the product's own
    statement, which does both at once.
    """
    return json.loads(houses.in_django(house, "bench.clinical_load:read_bare", str(seconds)).strip().splitlines()[-1])


# What runs in a Django process of the installation.


def fill(observations: str, say) -> None:
    """Found the practice and write its charts through the store, with index and audit."""
    from datetime import UTC, datetime

    from django.db import connections

    from telepraxis.base import tenancy
    from telepraxis.base.access import Actor
    from telepraxis.registry.organizations.founding import found_organization

    now, started = datetime.now(UTC), time.monotonic()
    tenant = found_organization(slug=SLUG, name="Hillside", time_zone="Europe/Lisbon", jurisdiction="PT", now=now)
    by, count, patients = Actor.system(tenant.id), 0, patients_for(int(observations))
    with tenancy.serving(tenant.id):
        _keep(list(practice()), by, now)
    batch: list[dict] = []
    for number in range(patients):
        batch += history(number, observations_of(number))
        if len(batch) >= 1000 or number == patients - 1:
            with tenancy.serving(tenant.id):
                _keep(batch, by, now)
            count, batch = count + len(batch), []
            if number % 1000 < 50:
                say(f"{number:,} of {patients:,} charts, {count:,} resources, {time.monotonic() - started:.0f} s")
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _keep(documents: list[dict], by, now) -> None:
    from bench.histories import as_text
    from telepraxis.base.fhir import json_text
    from telepraxis.base.record.keepers import audit_written, keeper_of
    from telepraxis.base.record.store import write_many

    read = [json_text.read(as_text(document)) for document in documents]
    people = [document for document in read if document["resourceType"] == "Patient"]
    keeper_of("Patient").keep_many(people, by=by, now=now)
    rest = [document for document in read if document["resourceType"] != "Patient"]
    audit_written(write_many(rest, by=by, now=now), by=by)


def token(say) -> None:
    """Print a token that reads and writes everything of the practice."""
    from datetime import UTC, datetime

    from telepraxis.base.access import Actor
    from telepraxis.base.tenancy.models import Tenant
    from telepraxis.registry.apps.grants import issue_system_token

    by = Actor.system(Tenant.objects.get(slug=SLUG).id)
    print(issue_system_token(scopes=["system/*.cruds"], by=by, now=datetime.now(UTC)))


def known(count: str, say) -> None:
    """Print ids of observations, drawn evenly."""
    from telepraxis.base import tenancy
    from telepraxis.base.record.models import Observation
    from telepraxis.base.tenancy.models import Tenant

    with tenancy.serving(Tenant.objects.get(slug=SLUG).id):
        ids = list(Observation.objects.order_by("uid").values_list("logical_id", flat=True)[:2_000_000])
    print(json.dumps(Random("ids").choices(ids, k=int(count))))


def read_bare(seconds: str, say) -> None:
    """Print reads per second of the bare driver, by transaction and by statement."""
    print(json.dumps(asyncio.run(_read_bare(float(seconds) / 2))))


async def _read_bare(seconds: float) -> dict[str, float]:
    from asgiref.sync import sync_to_async

    from telepraxis.base.rest import finding
    from telepraxis.base.rest.database import whom
    from telepraxis.base.tenancy.models import Tenant

    tenant = await sync_to_async(Tenant.objects.get)(slug=SLUG)
    ids = await sync_to_async(_some_ids)(tenant.id)
    statement = finding.one("Observation")

    async def in_transaction(connection, id: str):
        async with connection.transaction():
            await connection.execute("SELECT set_config('app.organization', %s, true)", [str(tenant.id)])
            return await connection.execute("SELECT doc, version FROM record_observation WHERE logical_id = %s", [id])

    async def in_one_statement(connection, id: str):
        return await connection.execute(statement, finding.parameters_of_one(whom(tenant.id), "Observation", id))

    return {
        "transaction": await _rate(in_transaction, ids, seconds),
        "statement": await _rate(in_one_statement, ids, seconds),
    }


async def _rate(read, ids: list[str], seconds: float) -> float:
    """Return how often a second `read(connection, id)` finds its document, on all connections together."""
    import psycopg

    from telepraxis.base.rest import database

    ends = time.monotonic() + seconds

    async def keep_reading(first: int) -> int:
        count = 0
        async with await psycopg.AsyncConnection.connect(**database._where()) as connection:
            while time.monotonic() < ends:
                cursor = await read(connection, ids[(first + count * CONNECTIONS) % len(ids)])
                assert await cursor.fetchone()
                count += 1
        return count

    started = time.monotonic()
    counts = await asyncio.gather(*(keep_reading(first) for first in range(CONNECTIONS)))
    return sum(counts) / (time.monotonic() - started)


def _some_ids(tenant) -> list[str]:
    from telepraxis.base import tenancy
    from telepraxis.base.record.models import Observation

    with tenancy.serving(tenant):
        ids = list(Observation.objects.order_by("uid").values_list("logical_id", flat=True)[:2_000_000])
    return Random("bare").choices(ids, k=QUESTIONS)
