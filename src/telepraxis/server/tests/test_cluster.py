"""The embedded server: made once, safe or not at all, for nobody else."""

import json
import os
import signal
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from telepraxis.server.postgres import Cluster, ClusterTrouble
from telepraxis.server.postgres.binaries import binaries_for
from telepraxis.server.processes import SystemUser, as_user
from tests.installations import data_home

pytestmark = pytest.mark.process


@pytest.fixture
def cluster():
    with data_home() as home:
        cluster = Cluster(home)
        cluster.prepare()
        yield cluster
        cluster.stop()


@pytest.fixture
def running(cluster):
    cluster.start()
    cluster.ensure_database()
    return cluster


def test_serves_on_a_socket_and_nowhere_else(running):
    with running.superuser.connect() as connection:
        listens = connection.execute("SHOW listen_addresses").fetchone()[0]
        checksums = connection.execute("SHOW data_checksums").fetchone()[0]

    assert (listens, checksums) == ("", "on")
    assert stat.S_IMODE(running.sockets.stat().st_mode) == 0o700
    assert running.sockets.stat().st_uid == running.user.uid


def test_another_user_cannot_reach_the_socket(running):
    other = SystemUser.named("nobody") if os.geteuid() == 0 else running.user
    socket = running.sockets / ".s.PGSQL.5432"
    tried = subprocess.run(["test", "-S", str(socket)], **as_user(other))

    assert tried.returncode == (1 if other != running.user else 0)
    assert running.user.uid != 0


def test_a_wrong_password_is_refused(running):
    from dataclasses import replace

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        replace(running.app, password="guess").connect()


def test_the_app_owns_nothing_and_the_owner_cannot_pass_by_policies(running):
    with running.superuser.connect() as connection:
        powers = connection.execute(
            "SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb FROM pg_roles "
            "WHERE rolname LIKE 'telepraxis%' ORDER BY 1"
        ).fetchall()

    assert powers == [("telepraxis_app", False), ("telepraxis_owner", False)]
    with running.app.connect() as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("CREATE TABLE mine (id int)")


def test_what_the_owner_makes_the_app_may_use_and_nobody_else(running):
    with running.owner.connect() as connection:
        connection.execute("CREATE TABLE visit (id int)")
    with running.app.connect() as connection:
        connection.execute("INSERT INTO visit VALUES (1)")

        assert connection.execute("SELECT id FROM visit").fetchall() == [(1,)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("TRUNCATE visit")


def test_what_was_acknowledged_survives_a_kill(running):
    with running.owner.connect() as connection:
        connection.execute("CREATE TABLE note (id int)")
        for number in range(50):
            connection.execute("INSERT INTO note VALUES (%s)", [number])
        os.kill(running._process.pid, signal.SIGKILL)
    running._process.wait()
    running.start()

    with running.owner.connect() as connection:
        assert connection.execute("SELECT count(*) FROM note").fetchone() == (50,)


def test_passwords_are_for_the_platforms_user_alone(cluster):
    kept = cluster.folder / "passwords.json"

    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(cluster.home.stat().st_mode) == 0o700
    assert not (cluster.folder / "first-password").exists()


@pytest.mark.parametrize("setting", ["fsync = off", "full_page_writes = off", "synchronous_commit = off"])
def test_a_setting_that_could_lose_records_is_refused_before_anything_runs(cluster, setting):
    with (cluster.data / "postgresql.auto.conf").open("a") as file:
        file.write(f"{setting}\n")

    with pytest.raises(ClusterTrouble, match=f"{setting.split()[0]} is off.*Put it right"):
        cluster.prepare()

    assert not cluster.answers()


def test_a_role_that_commits_unsafely_is_refused(running):
    with running.superuser.connect() as connection:
        connection.execute("ALTER ROLE telepraxis_app SET synchronous_commit = off")

    with pytest.raises(ClusterTrouble, match="synchronous_commit is off for telepraxis_app"):
        running.assert_safe()


def test_data_of_a_newer_postgresql_is_left_alone(cluster):
    (cluster.data / "PG_VERSION").write_text("19\n")
    (cluster.folder / "version.json").write_text(json.dumps({"postgresql": 19, "telepraxis": "0.9"}))
    before = sorted(path.name for path in cluster.data.iterdir())

    with pytest.raises(
        ClusterTrouble, match="made by PostgreSQL 19 .Telepraxis 0.9.*Nothing was touched.*DATABASE_URL"
    ):
        cluster.prepare()

    assert sorted(path.name for path in cluster.data.iterdir()) == before


def test_a_half_made_cluster_is_made_again(cluster):
    cluster.data.rename(cluster.folder / "data.draft")

    cluster.prepare()
    cluster.start()

    assert cluster.answers()


def test_one_home_is_held_once(running):
    with pytest.raises(ClusterTrouble, match="already in use by another running Telepraxis"):
        Cluster(running.home).hold()


def test_a_long_path_still_gets_a_socket():
    with data_home() as home:
        cluster = Cluster(home / ("long-" * 20))
        cluster.prepare()
        cluster.start()
        answers = cluster.answers()
        cluster.stop()
        cluster.sockets.rmdir()

    assert answers
    assert len(str(cluster.sockets)) <= 90


def test_two_that_begin_together_share_one_copy_of_the_programs(tmp_path):
    somebody_else = SystemUser("somebody", os.geteuid() + 1, os.getegid() + 1)
    with ThreadPoolExecutor(4) as together:
        found = set(together.map(lambda _: binaries_for(somebody_else, tmp_path), range(4)))

    [programs] = found
    assert (programs / "postgres").exists()
    assert [path.name for path in tmp_path.glob("postgresql-*")] == [programs.parents[2].name]
