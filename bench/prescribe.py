"""A prescription from the typed name on. Each part measures by itself; `run` puts their figures together.

The other parts are `prescribing_checks` (decision support over 30 medicines taken), `signing` (token, QR code and PDF
of a basket of three, and their verification) and `prescribing_steps` (what a hand does, in a real browser).

`catalogue`: 100,000 products, loaded as an operator loads a national list from a CSV, and 1,000 questions over them.
A product is an active substance in a strength and a form under a maker's name; 380 substances are those that we know,
so that half of the questions ask by our words (brand, synonym, Spanish), the others by the maker's. Words are
cut, swapped about, one of them has a slip. Each is asked as it is typed: with the last word half there, then whole.
Found means: the substance is among the twelve that are shown, and its strength where the question says one.
"""

import json
import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from bench import houses, prescribing_checks, prescribing_steps, signing
from bench.search import with_a_slip

REACH = {
    "catalogue_p95_ms": "<= 30",
    "catalogue_found_share": ">= 0.95",
    **prescribing_checks.REACH,
    **signing.REACH,
    **prescribing_steps.REACH,
}
PRODUCTS, QUESTIONS = 100_000, 1_000
MAKERS = """Alder Brisk Cedar Dorne Elmar Farmoz Gallan Hartem Iberco Jansk Kestrel Lumen Marvo Norvik Orbis Pellan
Quinta Rosmar Sandel Tervis Ulmo Vastra Wexel Yarrow Zelta Ambro Belter Corvan Delmed Esperan""".split()
FORMS = ("tablet", "capsule", "oral-suspension", "injection", "cream", "extended-release-tablet")
AMOUNTS = ("1", "2.5", "5", "10", "20", "25", "40", "50", "100", "250", "500", "1000")


def run(say) -> dict[str, float]:
    """Measure every part."""
    parts = (prescribing_checks.run, signing.run, prescribing_steps.run, catalogue)
    return {name: figure for part in parts for name, figure in part(say).items()}


def catalogue(say) -> dict[str, float]:
    """Return how long a search of the catalogue takes, and how much of what was meant it finds."""
    with houses.served("formulary-100k", fill="bench.prescribe:fill_catalogue", version="1") as served:
        loading = json.loads((served.home / "catalogue.json").read_text())
        asked = json.loads(houses.in_django(served, "bench.prescribe:ask_catalogue").strip().splitlines()[-1])
    waits = asked["waits"]
    say("missed, for example: " + " · ".join(asked["missed"][:12]))
    return {
        "catalogue_p95_ms": round(quantiles(waits, n=20)[-1], 1),
        "catalogue_p50_ms": round(median(waits), 1),
        "catalogue_max_ms": round(max(waits), 1),
        "catalogue_found_share": round(1 - len(asked["missed"]) / QUESTIONS, 4),
        "catalogue_load_s": loading["seconds"],
        "catalogue_products": loading["products"],
    }


def products() -> list[tuple[str, str, str, str, str, str]]:
    """Return (code, name, substance, strength, form, brand) of the products, the same each time."""
    from telepraxis.registry.formulary.substances import substances

    luck = Random("catalogue")
    slugs = sorted(substances())
    made = []
    for number in range(PRODUCTS):
        slug = slugs[number % len(slugs)]
        maker, form, amount = luck.choice(MAKERS), luck.choice(FORMS), luck.choice(AMOUNTS)
        brand = f"{maker}{slug[:3]}{chr(97 + number // len(slugs) % 26)}"
        name = f"{brand} {substances()[slug].name} {amount} mg {form.replace('-', ' ')}"
        made.append((f"P{number:06d}", name, slug, f"{amount} mg", form, brand))
    return made


def question(number: int, made: list) -> tuple[str, Decimal | None, str]:
    """Return (substance, strength if it is said, what somebody in a hurry types who means it)."""
    from telepraxis.registry.formulary.substances import substances

    luck = Random(f"question {number}")
    _, _, slug, strength, _, brand = luck.choice(made)
    known = substances()[slug]
    names = [known.name, *known.synonyms, *known.brands, *known.spanish]
    name = luck.choice(names) if number % 2 else luck.choice([brand, known.name])
    words = name.lower().replace("-", " ").replace(",", " ").split()
    slip = luck.choice([place for place, word in enumerate(words) if len(word) >= 6] or [-1])
    typed = [
        with_a_slip(word, luck) if place == slip and number % 3 == 0 else word[: max(5, len(word) - luck.randint(0, 3))]
        for place, word in enumerate(words)
    ]
    amount = strength.removesuffix(" mg") if number % 4 else ""
    typed += [amount] if amount else []
    luck.shuffle(typed)
    return slug, Decimal(amount) if amount else None, " ".join(typed)


# What runs in a Django process of the installation.


def fill_catalogue(say) -> None:
    """Found a practice and load the products from a CSV, as an operator does."""
    import csv

    from django.conf import settings

    from telepraxis.registry.formulary import files, upkeep
    from telepraxis.registry.organizations.founding import found_organization

    now = datetime.now(UTC)
    found_organization(slug="quayside", name="Quayside", time_zone="Europe/Lisbon", jurisdiction="PT", now=now)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "national.csv"
        with file.open("w", newline="") as out:
            rows = csv.writer(out)
            rows.writerow(["code", "name", "substances", "strength", "form", "brand"])
            rows.writerows(products())
        started = time.monotonic()
        _, loaded = files.load_file(file, jurisdiction="PT", now=now, using="owner")
        upkeep.settle(using="owner")
    seconds = round(time.monotonic() - started, 1)
    say(f"{loaded.added:,} products loaded in {seconds} s")
    (Path(settings.HOME) / "catalogue.json").write_text(json.dumps({"seconds": seconds, "products": loaded.added}))


def ask_catalogue(say) -> None:
    """Print how long each search took in milliseconds, and what was missed."""
    from telepraxis.base import tenancy
    from telepraxis.base.tenancy.models import Tenant
    from telepraxis.registry.formulary.finding import find

    made, practice = products(), Tenant.objects.get(slug="quayside").id
    waits, missed = [], []
    for number in range(-50, QUESTIONS):  # the first fifty warm connections, plans and our own words
        slug, amount, text = question(number, made)
        for typed in (text[: len(text) - max(1, len(text.split()[-1]) // 2)], text):
            with tenancy.serving(practice):
                started = time.perf_counter()
                found = find(typed, jurisdiction="PT")
                waited = (time.perf_counter() - started) * 1000
            if number >= 0:
                waits.append(waited)
        if number >= 0 and not any(_is_meant(each, slug, amount) for each in found):
            missed.append(text)
    print(json.dumps({"waits": [round(wait, 2) for wait in waits], "missed": missed}))


def _is_meant(medicine, slug: str, amount: Decimal | None) -> bool:
    return any(each.substance == slug and (amount is None or each.amount == amount) for each in medicine.ingredients)
