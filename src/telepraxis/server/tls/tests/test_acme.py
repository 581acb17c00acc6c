import json
import subprocess
import sys
from pathlib import Path

import pytest

import telepraxis

SCENE = Path(__file__).with_name("acme_scene.py")


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    """What happened between our client and a real ACME server, in a network where port 80 is ours."""
    folder = tmp_path_factory.mktemp("acme")
    source = Path(telepraxis.__file__).parents[1]
    ran = subprocess.run(
        ["unshare", "-Urnm", sys.executable, SCENE, folder],
        capture_output=True, text=True, timeout=120, env={"PATH": "/usr/bin:/bin:/usr/sbin", "PYTHONPATH": str(source)},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-2000:] + ran.stderr[-2000:] + (folder / "caddy.log").read_text()[-2000:]
    return json.loads(ran.stdout.strip().splitlines()[-1])


pytestmark = pytest.mark.process


def test_a_certificate_is_issued_for_the_domain(seen):
    assert (seen["names"], seen["origin"], seen["lives_hours"]) == (["demo.localhost"], "https://demo.localhost", 12)


def test_the_second_start_keeps_it(seen):
    assert seen["second_start_asks_again"] is False


def test_it_is_renewed_after_two_thirds_of_its_life_with_the_same_account(seen):
    assert seen["renewed_with_the_same_account"] is True
    assert seen["state"] == ""


def test_port_80_sends_to_https_meanwhile(seen):
    assert seen["redirect"] == [308, "https://demo.localhost/account/?next=1"]


def test_a_refusal_is_in_the_authoritys_words_with_a_next_step(seen):
    why, next_step = seen["refusal"]

    assert "other.localhost" in why
    assert "Let port 80 of other.localhost reach this machine" in next_step


def test_an_unknown_root_is_named_as_the_cause(seen):
    assert seen["untrusted"][1] == "For an authority of your own, name its root with --root FILE."
