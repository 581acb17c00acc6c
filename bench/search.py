"""Patient search over HTTP among 100,000 patients, with 1,000 damaged queries.

Names are drawn evenly from the lists of five languages in `server/demo/names`; Spanish and Portuguese people bear two
family names, every fourth person a second given name. Each query is typed as a hurried person would: without accents,
with one wrong, missing, added or swapped letter, and either family name first or one part cut to its beginning; every
second one ends with the birth date in one of several spellings. Found means: among the first ten.
"""

import http.client
import re
import time
import tomllib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median, quantiles
from urllib.parse import quote, urlsplit

from bench import houses

REACH = {"p95_ms": "<= 80", "found_share": ">= 0.96"}
PATIENTS, QUERIES = 100_000, 1_000
NAMES = Path(__file__).parents[1] / "src/telepraxis/server/demo/names"
LANGUAGES = {"english": "en", "german": "de", "polish": "pl", "portuguese": "pt", "spanish": "es"}
LETTERS = "abcdefghijklmnopqrstuvwxyz"
OPENED = re.compile(r'href="/patients/([0-9a-f-]{36})/"')


def run(say) -> dict[str, float]:
    """Measure, and say what was missed."""
    with houses.served("search-100k", fill="bench.search:fill", version="2") as served:
        cookie = houses.in_django(served, "bench.search:sign_in").strip().splitlines()[-1]
        wanted = houses.in_django(served, "bench.search:targets").strip().splitlines()
        asked = [damaged(line, Random(f"query {number}")) for number, line in enumerate(wanted)]
        client = Client(served.url, cookie)
        for _, query in asked[:50]:
            client.find(query)  # warm: connections, plans, templates
        waits, missed = [], []
        for uid, query in asked:
            started = time.perf_counter()
            found = client.find(query)
            waits.append((time.perf_counter() - started) * 1000)
            if uid not in found[:10]:
                missed.append(query)
    say("missed, for example: " + " · ".join(missed[:12]))
    return {
        "p95_ms": round(quantiles(waits, n=20)[-1], 1),
        "p50_ms": round(median(waits), 1),
        "max_ms": round(max(waits), 1),
        "found_share": round(1 - len(missed) / len(asked), 4),
        "patients": PATIENTS,
        "queries": len(asked),
    }


class Client:
    """One browser's connection, kept open."""

    def __init__(self, url: str, cookie: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
        self.headers = {"Cookie": cookie, "HX-Request": "true"}

    def find(self, query: str) -> list[str]:
        """Return the uids of the patients listed, in their order."""
        self.connection.request("GET", f"/patients/?q={quote(query)}", headers=self.headers)
        answer = self.connection.getresponse()
        page = answer.read().decode()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} for {query!r}: {page[:200]}")
        return OPENED.findall(page)


def damaged(line: str, luck: Random) -> tuple[str, str]:
    """Return (uid, what a hurried person types) of `uid|given|family|birth date`."""
    from telepraxis.registry.patients.names import words_of

    uid, given, family, born = line.split("|")
    givens, families = words_of(given), words_of(family)
    parts = [*givens, *families]
    slip = luck.choice([place for place, part in enumerate(parts) if len(part) >= 4] or [0])
    parts[slip] = with_a_slip(parts[slip], luck)
    if luck.random() < 0.5:
        parts = parts[len(givens) :] + parts[: len(givens)]
    else:
        cut = luck.randrange(len(parts))
        parts[cut] = parts[cut][: luck.randint(3, max(3, len(parts[cut]) - 1))]
    birth_date = date.fromisoformat(born)
    if luck.random() < 0.5:
        parts.append(
            luck.choice(["{:%Y-%m-%d}", "{:%d/%m/%Y}", "{:%d.%m.%Y}", "{:%d %b %Y}", "{:%d%m%Y}"]).format(birth_date)
        )
    return uid, " ".join(parts)


def with_a_slip(word: str, luck: Random) -> str:
    """Return the word with one letter wrong, missing, added, or swapped with its neighbour."""
    place = luck.randrange(len(word))
    kind = luck.choice(("wrong", "missing", "added", "swapped"))
    if kind == "wrong":
        return word[:place] + luck.choice(LETTERS) + word[place + 1 :]
    if kind == "missing":
        return word[:place] + word[place + 1 :]
    if kind == "added":
        return word[:place] + luck.choice(LETTERS) + word[place:]
    place = min(place, len(word) - 2)
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]


# What runs in a Django process of the installation.


def fill(say) -> None:
    """Found a practice with 100,000 patients and somebody at its front desk."""
    from django.db import connections

    from telepraxis.base import tenancy
    from telepraxis.base.access import Actor, Role
    from telepraxis.registry.accounts.people import create_staff_account
    from telepraxis.registry.organizations.founding import found_organization
    from telepraxis.registry.patients.importing import import_patients

    now = datetime.now(UTC)
    tenant = found_organization(slug="quayside", name="Quayside", time_zone="Europe/Lisbon", jurisdiction="PT", now=now)
    by, started = Actor.system(tenant.id), time.monotonic()
    with tenancy.serving(tenant.id):
        create_staff_account(email="rui@quayside.test", name="Rui Tavares", roles={Role.FRONT_DESK}, by=by, now=now)
    people = invented(PATIENTS, now.date())
    for done in range(0, PATIENTS, 10_000):
        with tenancy.serving(tenant.id):
            import_patients(arriving=[next(people) for _ in range(10_000)], by=by, now=now)
        say(f"{done + 10_000:,} patients after {time.monotonic() - started:.0f} s")
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def invented(count: int, today: date):
    """Yield people with names of five languages, the same each time."""
    from telepraxis.registry.patients.document import Details
    from telepraxis.registry.patients.importing import Arriving

    luck = Random("a hundred thousand")
    lists = {origin: tomllib.loads((NAMES / f"{origin}.toml").read_text()) for origin in LANGUAGES}
    for _ in range(count):
        origin, gender = luck.choice(list(LANGUAGES)), luck.choice(("female", "male"))
        given = luck.sample(lists[origin][f"given_{gender}"].split(), 2 if luck.random() < 0.25 else 1)
        family = luck.sample(lists[origin]["family"].split(), 2 if lists[origin].get("two_families") else 1)
        born = today - timedelta(days=luck.randint(30, 365 * 92))
        phone = f"+3519{luck.randrange(10**8):08}"
        yield Arriving(
            details=Details(
                given=" ".join(given),
                family=" ".join(family),
                birth_date=born,
                gender=gender,
                phone=phone,
                language=LANGUAGES[origin],
            ),
            jurisdiction="PT",
        )


def sign_in(say) -> None:
    """Print the cookie of a session at the front desk."""
    from django.conf import settings
    from django.test import Client as TestClient

    from telepraxis.base.tenancy.models import Tenant
    from telepraxis.registry.accounts.models import Account
    from tests.signing_in import sign_in_client

    client = TestClient()
    sign_in_client(client, Account.objects.get(email="rui@quayside.test"), Tenant.objects.get(slug="quayside"))
    print(f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}")


def targets(say) -> None:
    """Print `uid|given|family|birth date` of those who are searched for."""
    from telepraxis.base import tenancy
    from telepraxis.base.record.models import Patient
    from telepraxis.base.tenancy.models import Tenant

    with tenancy.serving(Tenant.objects.get(slug="quayside").id):
        rows = list(Patient.objects.order_by("uid").values_list("uid", "given", "family", "birth_date"))
    for row in Random("who is searched for").sample(rows, QUERIES):
        print("|".join(str(column) for column in row))
