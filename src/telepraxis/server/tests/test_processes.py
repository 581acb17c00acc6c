"""A whole installation, started by its command: what dies comes back, what is stopped leaves nothing behind."""

import asyncio
import os
import signal
import time

import psutil
import pytest

from telepraxis.server.installation import Installation, InstallationTrouble
from telepraxis.server.processes import SystemUser, platform_user
from telepraxis.server.running import takes_requests, web_names
from telepraxis.server.supervisor import status
from tests.installations import answer_of, are_gone, data_home, free_port, python_for, running
from tests.waiting import wait_until

pytestmark = pytest.mark.process
PROGRAMS = {"database", "worker", "mailsink", *web_names()}


@pytest.fixture(scope="module")
def home():
    with data_home() as home:
        yield home


@pytest.fixture(scope="module")
def clinic(home):
    """An installation that is open."""
    with running("dev", "--port", str(free_port()), home=home) as clinic:
        clinic.url = clinic.until_ready()
        yield clinic


def test_says_where_it_is_open(clinic):
    assert answer_of(f"{clinic.url}/healthz") == 200
    assert answer_of(f"{clinic.url}/no-such-page/") == 404


def test_the_status_names_every_program(clinic):
    wait_until(lambda: {program["state"] for program in status(clinic.home)["processes"]} == {"running"})
    noted = status(clinic.home)

    assert noted["supervisor"]["alive"] and noted["supervisor"]["mode"] == "development"
    assert {program["name"] for program in noted["processes"]} >= PROGRAMS


def test_who_serves_is_not_told_how_the_owner_signs_in(clinic):
    told = {name: psutil.Process(clinic.program(name)["pid"]).environ() for name in ("web", "worker")}

    assert [bool(environment["TELEPRAXIS_DATABASE"]) for environment in told.values()] == [True, True]
    assert [environment["TELEPRAXIS_DATABASE_OWNER"] for environment in told.values()] == ["", ""]


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_what_is_killed_comes_back_by_itself(clinic, name):
    before = wait_until(lambda: _runs(clinic.program(name)))
    os.kill(before["pid"], signal.SIGKILL)

    after = wait_until(lambda: (now := clinic.program(name))["pid"] != before["pid"] and _runs(now), within_s=20)

    assert after["restarts"] == before["restarts"] + 1
    assert after["last_exit"]["why"] == "ended by signal SIGKILL"
    assert wait_until(lambda: answer_of(f"{clinic.url}/no-such-page/") == 404)


def _runs(program: dict) -> dict | None:
    return program if program["state"] == "running" and program["pid"] else None


def test_a_second_one_on_the_same_data_is_refused(clinic):
    with running("dev", "--port", str(free_port()), home=clinic.home) as second:
        assert second.outcome() == 1

    assert "already in use by another running Telepraxis" in second.lines[-1]


def test_a_port_in_use_is_refused_with_the_way_out(clinic):
    with data_home() as home, running("dev", "--port", clinic.url.rpartition(":")[2], home=home) as refused:
        assert refused.outcome() == 1

    assert "choose another with --port" in refused.lines[-1]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stops_within_two_seconds_and_leaves_nothing(clinic, home, number):
    clinic.end()
    with running("dev", "--port", str(free_port()), home=home) as again:
        again.until_ready()
        family = again.family()

        began = time.monotonic()
        code = again.end(number)
        took = time.monotonic() - began

    assert len(family) > len(PROGRAMS)
    assert are_gone(family)
    assert (code, took < 2) == (0, True), took
    assert {program["state"] for program in status(home)["processes"]} == {"stopped"}


def test_a_killed_supervisor_leaves_no_orphan_and_starts_again(clinic, home):
    clinic.end()
    port = str(free_port())
    with running("dev", "--port", port, home=home) as killed:
        killed.until_ready()
        family = killed.family()
        killed.end(signal.SIGKILL)
        with running("dev", "--port", port, home=home) as again:
            assert again.until_ready()

    assert wait_until(lambda: are_gone(family), within_s=5)


def _as_nobody_if_root() -> dict:
    if os.geteuid():
        return {}
    nobody = SystemUser.named("nobody")
    python, environment = python_for(nobody)
    return {"python": python, "environment": environment, "user": nobody.uid, "group": nobody.gid, "extra_groups": []}


def test_an_ordinary_user_runs_all_of_it():
    ordinary = SystemUser.named("nobody") if os.geteuid() == 0 else SystemUser.current()
    with (
        data_home(ordinary) as home,
        running("up", "--port", str(free_port()), home=home, **_as_nobody_if_root()) as clinic,
    ):
        url = clinic.until_ready()
        owners = {process.uids().real for process in clinic.family()}

        assert answer_of(f"{url}/healthz") == 200
        assert owners == {ordinary.uid}


def test_root_serves_pages_as_the_platforms_user():
    user = platform_user()
    python, environment = python_for(user)
    with (
        data_home() as home,
        running("up", "--port", str(free_port()), home=home, python=python, environment=environment) as clinic,
    ):
        url = clinic.until_ready()
        wait_until(lambda: clinic.program("worker")["pid"])
        serving = [psutil.Process(clinic.program(name)["pid"]).uids().real for name in ("database", "web", "worker")]

        assert answer_of(f"{url}/healthz") == 200
        assert set(serving) == {user.uid}
        assert user.uid != 0


def test_in_production_root_serves_nothing_where_its_user_cannot_read(monkeypatch, tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    stranger = SystemUser("stranger", 54321, 54321)
    monkeypatch.setattr("sys.prefix", str(closed))
    production = Installation(tmp_path, "production", stranger, cluster=None)
    demonstration = Installation(tmp_path, "demo", stranger, cluster=None)

    with pytest.raises(InstallationTrouble, match="Pages are never served as root.*stranger.*Install Telepraxis where"):
        production.serving_user()
    assert demonstration.serving_user() == SystemUser.current()


def test_a_phone_in_the_room_is_let_in_over_https(home, clinic):
    clinic.end()
    with running("demo", "--port", str(free_port()), "--no-browser", "--lan", home=home) as lan:
        url = lan.until_ready()

        assert url.startswith("https://")
        assert wait_until(lambda: takes_requests_over_https(int(url.rpartition(":")[2])))


def takes_requests_over_https(port: int) -> bool:
    return asyncio.run(takes_requests(port, secure=True))
