"""Codes found while one types, over HTTP, among 100,000 concepts that are loaded as an operator loads them.

The concepts are made of a disorder, a part of the body, a side and an episode, as those of ICD-10-CM are. Each of 1,000
questions means one of them: its words, cut to their beginnings, in any order, one of them with a wrong, missing, added
or swapped letter; every tenth is typed by its code. It is asked as it is typed: once with the last word half there,
once whole. Found means: among the twelve that are shown, for the whole question.
"""

import http.client
import json
import re
import time
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from urllib.parse import urlencode, urlsplit

from bench import houses
from bench.search import with_a_slip

REACH = {"p95_ms": "<= 30", "found_share": ">= 0.95"}
CONCEPTS, QUESTIONS = 100_000, 1_000
SYSTEM = "urn:example:terms"
DISORDERS = """fracture sprain laceration contusion abrasion burn frostbite puncture crushing dislocation arthritis
bursitis tendinitis neuralgia neoplasm melanoma carcinoma sarcoma abscess cellulitis ulcer gangrene
thrombosis embolism aneurysm stenosis atrophy paralysis contracture osteomyelitis effusion
hemorrhage edema hypertrophy fistula necrosis deformity stiffness instability pain swelling numbness
weakness cyst granuloma hematoma infection inflammation erosion rupture""".split()
PARTS = """femur tibia fibula humerus radius ulna scapula clavicle sternum mandible maxilla patella calcaneus
talus pelvis sacrum wrist elbow shoulder ankle knee hip thumb forearm thigh calf heel toe hand foot
neck scalp eyelid cornea retina tympanum cochlea tongue palate tonsil larynx trachea bronchus pleura
ventricle atrium aorta carotid jugular esophagus stomach duodenum jejunum ileum cecum rectum
pancreas spleen gallbladder kidney ureter bladder urethra prostate testis ovary uterus cervix vagina
breast thyroid parathyroid adrenal pituitary cerebellum hippocampus thalamus meninges nerve plexus
muscle tendon ligament cartilage meniscus vertebra disc rib finger nail follicle gland vein artery
node marrow sinus septum appendix scrotum eardrum coccyx""".split()
SIDES = ("right", "left", "unspecified", "bilateral")
EPISODES = ("initial encounter", "subsequent encounter", "sequela", "delayed healing", "recurrent episode")


def run(say) -> dict[str, float]:
    """Measure, and say what was missed."""
    with houses.served("terminology-100k", fill="bench.terminology:fill", version="2") as served:
        cookie, token = houses.in_django(served, "bench.terminology:sign_in").strip().splitlines()[-2:]
        loading = json.loads((served.home / "loaded.json").read_text())
        client = Client(served.url, cookie, token)
        asked = [question(number) for number in range(QUESTIONS)]
        for _, text in asked[:50]:
            client.find(text)  # warm: connections, plans
        waits, missed = [], []
        for code, text in asked:
            client.waited(text[: len(text) - max(1, len(text.split()[-1]) // 2)], waits)
            if code not in client.waited(text, waits):
                missed.append(text)
        inside = json.loads(houses.in_django(served, "bench.terminology:ask_inside").strip().splitlines()[-1])
    say("missed, for example: " + " · ".join(missed[:12]))
    return {
        "p95_ms": round(quantiles(waits, n=20)[-1], 1),
        "p50_ms": round(median(waits), 1),
        "max_ms": round(max(waits), 1),
        "inside_p95_ms": inside,
        "found_share": round(1 - len(missed) / len(asked), 4),
        "load_s": loading["seconds"],
        "concepts": loading["concepts"],
        "questions": len(waits),
    }


class Client:
    """One browser's connection, kept open."""

    def __init__(self, url: str, cookie: str, token: str) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
        self.headers = {"Cookie": cookie, "X-CSRFToken": token, "Referer": url, "Accept": "application/json",
                        "Content-Type": "application/x-www-form-urlencoded"}  # fmt: skip

    def find(self, text: str) -> list[str]:
        """Return the codes that are shown, in their order."""
        self.connection.request("POST", "/codes/find/", urlencode({"kind": "problem", "text": text}), self.headers)
        answer = self.connection.getresponse()
        said = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} for {text!r}: {said[:200]!r}")
        return [each["code"] for each in json.loads(said)["found"]]

    def waited(self, text: str, waits: list[float]) -> list[str]:
        started = time.perf_counter()
        found = self.find(text)
        waits.append((time.perf_counter() - started) * 1000)
        return found


def terms() -> list[tuple[str, str]]:
    """Return (code, display) of the concepts, the same each time."""
    made = product(DISORDERS, PARTS, SIDES, EPISODES)
    return [(f"{chr(65 + number // 4000)}{number % 4000:04d}X", f"{disorder.capitalize()} of {side} {part}, {episode}")
            for number, (disorder, part, side, episode) in enumerate(made)][:CONCEPTS]  # fmt: skip


def question(number: int) -> tuple[str, str]:
    """Return (code, what somebody in a hurry types who means it)."""
    luck = Random(f"question {number}")
    code, display = luck.choice(terms_once())
    if number % 10 == 0:
        return code, code
    disorder, _of, side, part, *episode = re.findall(r"\w+", display.lower())
    words = [disorder, side, part, episode[0]]
    slip = luck.choice([place for place, word in enumerate(words) if len(word) >= 5])
    cut = [
        word if place == slip else word[: luck.randint(min(4, len(word)), len(word))]
        for place, word in enumerate(words)
    ]
    cut[slip] = with_a_slip(words[slip], luck)
    luck.shuffle(cut)
    return code, " ".join(cut)


_terms: list[tuple[str, str]] = []


def terms_once() -> list[tuple[str, str]]:
    if not _terms:
        _terms.extend(terms())
    return _terms


# What runs in a Django process of the installation.


def fill(say) -> None:
    """Found a practice and load the concepts from a CSV, as an operator does."""
    from django.conf import settings

    from telepraxis.base import tenancy
    from telepraxis.base.access import Actor, Role
    from telepraxis.registry.accounts.people import create_staff_account
    from telepraxis.registry.organizations.founding import found_organization
    from telepraxis.registry.terminology import files, upkeep

    now = datetime.now(UTC)
    tenant = found_organization(slug="quayside", name="Quayside", time_zone="Europe/Lisbon", jurisdiction="PT", now=now)
    with tenancy.serving(tenant.id):
        create_staff_account(email="ines@quayside.test", name="Inês Carvalho", roles={Role.NURSE},
                             by=Actor.system(tenant.id), now=now)  # fmt: skip
    with TemporaryDirectory() as folder:
        file = Path(folder) / "terms.csv"
        file.write_text("code,display\n" + "".join(f'{code},"{display}"\n' for code, display in terms()))
        started = time.monotonic()
        _, loaded = files.load_file(file, system=SYSTEM, kinds=("problem",), now=now, using="owner")
        upkeep.settle(using="owner")
    seconds = round(time.monotonic() - started, 1)
    say(f"{loaded.added:,} concepts loaded in {seconds} s")
    (Path(settings.HOME) / "loaded.json").write_text(json.dumps({"seconds": seconds, "concepts": loaded.added}))


def sign_in(say) -> None:
    """Print the cookies of a session and, on a line of its own, the token for what it posts."""
    from django.conf import settings
    from django.middleware.csrf import _get_new_csrf_string
    from django.test import Client as TestClient

    from telepraxis.base.tenancy.models import Tenant
    from telepraxis.registry.accounts.models import Account
    from tests.signing_in import sign_in_client

    client, token = TestClient(), _get_new_csrf_string()
    sign_in_client(client, Account.objects.get(email="ines@quayside.test"), Tenant.objects.get(slug="quayside"))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    print(f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}")
    print(token)


def ask_inside(say) -> None:
    """Print the 95th percentile of `find` alone, in milliseconds, without the way there and back."""
    from telepraxis.base import tenancy
    from telepraxis.base.tenancy.models import Tenant
    from telepraxis.registry.terminology.finding import find

    waits = []
    for number in range(550):
        _, text = question(number)
        with tenancy.serving(Tenant.objects.get(slug="quayside").id):
            started = time.perf_counter()
            find("problem", text)
            waits.append((time.perf_counter() - started) * 1000)
    print(round(quantiles(waits[50:], n=20)[-1], 1))
