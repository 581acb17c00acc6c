"""A PostgreSQL of the operator's own, named by DATABASE_URL: two roles, the same walls, the same refusals."""

import pytest

from telepraxis.server.installation import Installation, InstallationTrouble
from telepraxis.server.postgres import Cluster, Login, create_database, roles
from tests.installations import answer_of, data_home, free_port, running

pytestmark = pytest.mark.process


@pytest.fixture(scope="module")
def server():
    """A server that knows nothing of us: an owner who may create roles, and an empty database of hers."""
    with data_home() as home:
        cluster = Cluster(home)
        cluster.prepare()
        cluster.start()
        with cluster.superuser.connect() as connection:
            roles.ensure_role(connection, "clinic_owner", "hers")
            connection.execute("ALTER ROLE clinic_owner CREATEROLE")
            create_database(connection, "clinic", "clinic_owner")
        yield cluster
        cluster.stop()


@pytest.fixture
def owner(server) -> Login:
    return Login("clinic_owner", "hers", "clinic", str(server.sockets))


def test_serves_from_it_as_a_role_that_owns_nothing(owner, server):
    with data_home() as home:
        with running("dev", "--port", str(free_port()), home=home, database_url=owner.url) as clinic:
            url = clinic.until_ready()

            assert answer_of(f"{url}/no-such-page/") == 404
            assert "database" not in {program["name"] for program in clinic.status()["processes"]}
            assert not (home / "postgres").exists()

    with server.superuser.to("clinic").connect() as connection:
        owned = connection.execute("SELECT count(*) FROM pg_class WHERE relowner = 'clinic_app'::regrole").fetchone()
        power = connection.execute(
            "SELECT rolsuper OR rolbypassrls OR rolcreaterole FROM pg_roles WHERE rolname = 'clinic_app'"
        ).fetchone()
    assert (owned, power) == ((0,), (False,))


def test_one_that_could_lose_records_is_refused(owner, server, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", owner.url)
    with server.superuser.connect() as connection:
        connection.execute("ALTER ROLE clinic_owner SET synchronous_commit = off")
    try:
        with data_home() as home, pytest.raises(InstallationTrouble, match="synchronous_commit is off"):
            Installation.at(home, "production").ready_database()
    finally:
        with server.superuser.connect() as connection:
            connection.execute("ALTER ROLE clinic_owner RESET synchronous_commit")
