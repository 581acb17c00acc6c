"""A practice and a pharmacy on an installation each: an order, a code at the counter, and what the chart says after."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial

import pytest

from telepraxis.server.installation import Installation
from telepraxis.server.prepare import EMPTY_DEMO
from tests.installations import HOUSE, data_home, free_port, running
from tests.waiting import wait_until

pytestmark = pytest.mark.process

SIDE = "import django; django.setup(); from tests.far_apart import serve; serve()"


@contextmanager
def installed(slug: str) -> Iterator[tuple[str, partial]]:
    """Run an installation; yield the address at which its organization will take messages, and who acts there."""
    with data_home() as home, running("demo", "--empty", "--port", str(free_port()), "--no-browser", home=home) as run:
        url = run.until_ready(300)
        installation = Installation.at(home, "demo")
        installation.recall()
        environment = os.environ | installation.environment(TELEPRAXIS_URL=url, **{EMPTY_DEMO: "1"})
        side = subprocess.Popen(
            [sys.executable, "-c", SIDE], env=environment, cwd=HOUSE, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True,
        )  # fmt: skip
        try:
            yield f"{url.rstrip('/')}/messages/{slug}/", partial(_acted, side)
        finally:
            side.stdin.close()
            side.wait(20)


def _acted(side: subprocess.Popen, act: str, **said):
    side.stdin.write(json.dumps([act, said]) + "\n")
    side.stdin.flush()
    answer = side.stdout.readline()
    assert answer, f"{act}: the side ended; its own words stand above"
    return json.loads(answer)


def befriended(one, other, address: str) -> str:
    asked = one("enquire", address=address)["enquiry"]
    return wait_until(lambda: one("befriend", enquiry=asked)["added"], 60, 0.5)


def becomes(side, act: str, expected) -> None:
    """Wait until the messages between have made it so."""
    with suppress(AssertionError):
        wait_until(lambda: side(act) == expected, 90, 0.5)
    assert side(act) == expected


def test_a_prescription_goes_to_a_pharmacy_of_another_installation_and_comes_back_as_what_was_handed_out():
    with installed("quayside") as (near, practice), installed("corner") as (far, pharmacy):
        practice("practice")
        there = pharmacy("pharmacy")["id"]
        assert befriended(practice, pharmacy, far) == "Corner Pharmacy"
        assert befriended(pharmacy, practice, near) == "Quayside Practice"
        token = practice("prescribe")["token"]

        practice("order", pharmacy=there)
        ordered = ["order", "waiting", {"1": "waiting"}, ""]
        becomes(pharmacy, "claims", [ordered])
        becomes(practice, "orders", [["order", "accepted", {"1": "kept"}]])
        assert pharmacy("shelf") == [[100, 21], [50, 0]]

        pharmacy("claim", token=token)  # the same person shows the paper at the counter, for the rest
        why = "Corner Pharmacy is getting this ready already."
        asked = ["counter", "waiting", {"1": "waiting"}, why]
        becomes(pharmacy, "claims", [ordered, asked])

        [first] = pharmacy("hand_over", origin="order")
        [second] = pharmacy("hand_over", origin="counter")
        assert (first["quantity"], second["quantity"]) == ("21", "21")
        assert pharmacy("shelf") == [[79, 0], [29, 0]]
        done = [["order", "handed_out", {"1": "handed_out"}], ["counter", "handed_out", {"2": "handed_out"}]]
        becomes(practice, "orders", done)
        assert practice("chart") == [
            ["Amoxicillin 500 mg capsule", 21, "Corner Pharmacy"],
            ["Ibuprofen 400 mg tablet", 21, "Corner Pharmacy"],
        ]
