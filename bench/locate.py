"""Pharmacies that have a basket, over HTTP: 2,000 of them with 5,000 products each, ten million offers.

The pharmacies lie around twenty towns of one country, each is open and delivers as it likes. The 5,000 products are
medicines of a catalogue that is loaded as an operator loads one; each third is the same as another but for its maker.
Each of 400 questions is a basket of five with quantities, asked from somewhere, often with a wish, as Amara's page
asks it; the page that comes back is the one with the map. Every fifth asks for so much that it ends with a split
(`split_share`) or with nobody.
"""

import http.client
import json
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from urllib.parse import urlencode, urlsplit

from bench import houses

REACH = {"p95_ms": "<= 150", "whole_share": ">= 0.8"}
PHARMACIES, PRODUCTS, BASKET, QUESTIONS = 2_000, 5_000, 5, 400
SYSTEM = "urn:example:sold"
TOWNS = 20
SUBSTANCES = """amlodipine atenolol bisoprolol candesartan citalopram clopidogrel diazepam diclofenac digoxin doxazosin
enalapril famotidine fluoxetine furosemide glibenclamide gliclazide haloperidol hydrochlorothiazide indapamide
irbesartan lamotrigine levothyroxine lisinopril loratadine lorazepam losartan metformin methotrexate metoprolol
mirtazapine montelukast naproxen olanzapine omeprazole pantoprazole paroxetine perindopril pravastatin prednisolone
propranolol quetiapine ramipril risperidone rosuvastatin sertraline simvastatin spironolactone telmisartan torasemide
valsartan""".split()


def run(say) -> dict[str, float]:
    """Measure, and say how often nobody had it all."""
    with houses.served("locate", fill="bench.locate:fill", version="1") as served:
        cookie, token = houses.in_django(served, "bench.locate:sign_in").strip().splitlines()[-2:]
        loading = json.loads((served.home / "loaded.json").read_text())
        client = Client(served.url, cookie, token)
        asked = [question(number) for number in range(QUESTIONS + 40)]
        for each in asked[:40]:
            client.find(each)  # warm: connections, plans
        waits, found = [], []
        for each in asked[40:]:
            started = time.perf_counter()
            page = client.find(each)
            waits.append((time.perf_counter() - started) * 1000)
            found.append(page)
        inside = json.loads(houses.in_django(served, "bench.locate:ask_inside").strip().splitlines()[-1])
    whole = sum("Has all of it" in page for page in found)
    split = sum("have it together" in page for page in found)
    say(f"  one pharmacy had it all in {whole}, two or three together in {split} of {QUESTIONS}")
    return {
        "p95_ms": round(quantiles(waits, n=20)[-1], 1),
        "p50_ms": round(median(waits), 1),
        "max_ms": round(max(waits), 1),
        "inside_p95_ms": inside,
        "whole_share": round(whole / QUESTIONS, 3),
        "split_share": round(split / QUESTIONS, 3),
        "load_s": loading["seconds"],
        "offers": loading["offers"],
    }


class Client:
    """One browser's connection, kept open."""

    def __init__(self, url: str, cookie: str, token: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        self.headers = {"Cookie": cookie, "X-CSRFToken": token, "Referer": url,
                        "Content-Type": "application/x-www-form-urlencoded"}  # fmt: skip

    def find(self, said: dict) -> str:
        self.connection.request("POST", "/pharmacies/", urlencode(said, doseq=True), self.headers)
        answer = self.connection.getresponse()
        page = answer.read().decode()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status}: {page[:300]!r}")
        return page


def question(number: int) -> dict:
    """Return a basket of five as the page sends it, from a place in the country."""
    luck = Random(f"basket {number}")
    latitude, longitude = _town(luck.randrange(TOWNS))
    wishes = [{}, {"delivers": "on"}, {"language": "es"}, {"takes_card": "on"}, {"order": "cheapest"}]
    codes = luck.sample(range(1, PRODUCTS + 1), BASKET)
    amounts = (180,) if number % 5 == 0 else (10, 14, 20, 28, 30, 56)  # so much that hardly anybody has all of it
    return {
        "system": [SYSTEM] * BASKET,
        "code": [f"m{code:05d}" for code in codes],
        "quantity": [luck.choice(amounts) for _ in range(BASKET)],
        "near": f"{latitude + luck.uniform(-0.2, 0.2):.4f}, {longitude + luck.uniform(-0.2, 0.2):.4f}",
        "search": "",
    } | luck.choice(wishes)


def _town(number: int) -> tuple[float, float]:
    luck = Random(f"town {number}")
    return luck.uniform(37.2, 41.8), luck.uniform(-8.8, -6.6)


# What runs in a Django process of the installation.

HOURS = "ARRAY[540,1980,3420,4860,6300]::smallint[], ARRAY[1140,2580,4020,5460,6900]::smallint[]"
FILL_STOREFRONTS = f"""
INSERT INTO storefronts_storefront (pharmacy, name, street, postal_code, city, latitude, longitude, phone, time_zone,
    opens, closes, closed_on, languages, delivers_km, delivery_fee_minor, currency, takes_card, updated_at)
SELECT gen_random_uuid(), 'Pharmacy ' || g.number, 'Street ' || g.number, '', '', g.latitude, g.longitude, '',
    'Europe/Lisbon', {HOURS}, ARRAY[]::date[],
    CASE WHEN g.number %% 3 = 0 THEN ARRAY['pt','es'] ELSE ARRAY['pt'] END,
    CASE WHEN g.number %% 2 = 0 THEN 5 + g.number %% 40 END, 250, 'EUR', g.number %% 4 <> 0, now()
FROM unnest(%s::int[], %s::float8[], %s::float8[]) AS g(number, latitude, longitude)
"""
FILL_PRODUCTS = """
INSERT INTO storefronts_product (system, code, counted_in)
SELECT %s, 'm' || lpad(n::text, 5, '0'), 'tablet' FROM generate_series(1, %s) AS n
"""
# As they arrive: a pharmacy's offers lie together, those of a product far apart. What a pharmacy has comes from its
# number and the product's: every eighth is out of stock, of the others there are up to 200 pieces.
FILL_OFFERS = """
INSERT INTO storefronts_offer (product_id, storefront_id, free, price_minor, per, currency, figures_at, version)
SELECT p.id, s.id, CASE WHEN h.value %% 8 = 0 THEN 0 ELSE h.value %% 200 END, 5 + h.value %% 90, 1, 'EUR',
    now() - make_interval(mins => h.value %% 600), 1
FROM storefronts_storefront s CROSS JOIN storefronts_product p,
    LATERAL (SELECT abs(hashint8(s.id * 1000003 + p.id)) AS value) h
WHERE s.id BETWEEN %s AND %s ORDER BY s.id, p.id
"""


def fill(say) -> None:
    """Found a practice, load the catalogue as an operator does, and put the pharmacies with their offers beside it."""
    from django.conf import settings
    from django.db import connections

    from telepraxis.base import tenancy
    from telepraxis.base.access import Actor, Role
    from telepraxis.registry.accounts.people import create_staff_account
    from telepraxis.registry.organizations.founding import found_organization

    now, started = datetime.now(UTC), time.monotonic()
    tenant = found_organization(slug="quayside", name="Quayside", time_zone="Europe/Lisbon", jurisdiction="PT", now=now)
    with tenancy.serving(tenant.id):
        create_staff_account(email="ines@quayside.test", name="Inês Carvalho", roles={Role.NURSE},
                             by=Actor.system(tenant.id), now=now)  # fmt: skip
    _load_catalogue(now)
    with connections["owner"].cursor() as cursor:
        lying = [(number, *_around(number)) for number in range(1, PHARMACIES + 1)]
        cursor.execute(FILL_STOREFRONTS, [list(column) for column in zip(*lying, strict=True)])
        cursor.execute(FILL_PRODUCTS, [SYSTEM, PRODUCTS])
        put_on = _without_indexes(cursor)
        for begin in range(1, PHARMACIES + 1, 200):
            cursor.execute(FILL_OFFERS, [begin, begin + 199])
            say(f"  {(begin + 199) * PRODUCTS:,} offers")
        for statement in put_on:
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE storefronts_offer, storefronts_storefront, storefronts_product")
        cursor.execute("SELECT count(*) FROM storefronts_offer")
        [offers] = cursor.fetchone()
    seconds = round(time.monotonic() - started, 1)
    say(f"{offers:,} offers in {seconds} s")
    (Path(settings.HOME) / "loaded.json").write_text(json.dumps({"seconds": seconds, "offers": offers}))


def _without_indexes(cursor) -> list[str]:
    """Take indexes and references off the empty table; return what puts them on again when it is full."""
    table = "storefronts_offer"
    cursor.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = %s::regclass AND contype IN ('p', 'f') ORDER BY contype DESC", [table]
    )  # fmt: skip
    constraints = cursor.fetchall()
    for name, _definition in constraints:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s", [table])
    indexes = cursor.fetchall()
    for name, _definition in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    again = [f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}' for name, definition in constraints]
    return again + [definition for _name, definition in indexes]


def _around(number: int) -> tuple[float, float]:
    luck = Random(f"pharmacy {number}")
    latitude, longitude = _town(luck.randrange(TOWNS))
    return latitude + luck.gauss(0, 0.12), longitude + luck.gauss(0, 0.12)


def _load_catalogue(now) -> None:
    """Load PRODUCTS tablets: fifty substances, of each a hundred strengths and makers; each third strength is twice."""
    from telepraxis.registry.formulary import files, upkeep

    with TemporaryDirectory() as folder:
        file = Path(folder) / "sold.csv"
        lines = ["code,name,substances,strength,form,brand"]
        for number in range(1, PRODUCTS + 1):
            substance = SUBSTANCES[number % len(SUBSTANCES)]
            strength = 1 + number // len(SUBSTANCES) * 2 // 3
            lines.append(f"m{number:05d},{substance.title()} {strength} mg tablet M{number},{substance},{strength} mg,"
                         f"tablet,M{number}")  # fmt: skip
        file.write_text("\n".join(lines) + "\n")
        files.load_file(file, system=SYSTEM, now=now, using="owner")
        upkeep.settle(using="owner")


def sign_in(say) -> None:
    """Print the cookies of a session and, on a line of its own, the token for what it posts."""
    from bench.terminology import sign_in as the_same

    the_same(say)


def ask_inside(say) -> None:
    """Print the 95th percentile of `find` alone, in milliseconds, without the way there and back."""
    from decimal import Decimal

    from telepraxis.base import tenancy
    from telepraxis.base.tenancy.models import Tenant
    from telepraxis.care.storefronts import finding, placing

    waits = []
    with tenancy.serving(Tenant.objects.get(slug="quayside").id):
        for number in range(150):
            said = question(number)
            wanted = [
                finding.Wanted(SYSTEM, code, Decimal(many))
                for code, many in zip(said["code"], said["quantity"], strict=True)
            ]
            near = placing.point_in(said["near"])
            started = time.perf_counter()
            finding.find(wanted, near=near, delivers="delivers" in said, language=said.get("language", ""))
            waits.append((time.perf_counter() - started) * 1000)
    print(round(quantiles(waits[50:], n=20)[-1], 1))
