"""The media relay as production configures it: what it speaks, whom it serves, and where it leads nobody."""

import socket
import ssl
import subprocess
from datetime import UTC, datetime

import pytest

from telepraxis.server import turn
from telepraxis.server.tls import local_authority
from tests.installations import free_port
from tests.waiting import wait_until

from .turn_client import TurnClient

pytestmark = pytest.mark.media

INNER = [
    "10.0.0.5", "127.0.0.1", "172.16.8.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "198.18.0.1",
]  # fmt: skip
OUTER = "203.0.113.7"


@pytest.fixture
def certificate(tmp_path):
    return local_authority.certificate_for(tmp_path / "home", ["127.0.0.1"], now=datetime.now(UTC))


@pytest.fixture
def relay(tmp_path, certificate):
    """A real coturn with the configuration of production, on this machine's loopback."""
    tls = turn.OverTls(certificate, certificate, "127.0.0.1", free_port(), 443)
    made = turn.configure(tmp_path, host="127.0.0.1", addresses=["127.0.0.1"], peers="public", tls=tls)
    running = subprocess.Popen(made.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(made.answers, 10)
        yield made, tls
    finally:
        running.terminate()
        running.wait(5)


@pytest.fixture
def client(relay):
    made, _ = relay
    asking = TurnClient(made.address, made.secret)
    assert asking.allocate() == 0
    yield asking
    asking.close()


@pytest.mark.parametrize("inner", INNER)
def test_it_leads_nobody_into_an_inner_network(client, inner):
    assert client.permit(inner) == 403


def test_it_leads_to_the_world(client):
    assert client.permit(OUTER) == 0


def test_a_credential_that_nobody_gave_opens_nothing(relay):
    made, _ = relay
    stranger = TurnClient(made.address, "another secret")

    assert stranger.allocate() == 401
    stranger.close()


def test_it_speaks_tls_with_the_installations_certificate(relay):
    made, tls = relay
    context = ssl._create_unverified_context()

    with socket.create_connection(("127.0.0.1", tls.port), 5) as plain, context.wrap_socket(plain) as secure:
        shown = ssl.DER_cert_to_PEM_cert(secure.getpeercert(binary_form=True))
        version = secure.version()

    assert shown.split()[2] in tls.certificate.read_text().replace("\n", " ").split()
    assert version in ("TLSv1.2", "TLSv1.3")


def test_browsers_are_told_of_udp_tcp_and_tls(relay):
    made, _ = relay
    port = made.address[1]

    assert made.urls == [
        f"turn:127.0.0.1:{port}?transport=udp",
        f"turn:127.0.0.1:{port}?transport=tcp",
        "turns:127.0.0.1:443?transport=tcp",
    ]


def test_an_operator_gives_it_an_address_and_a_name_of_its_own(certificate):
    told = turn.over_tls(
        certificate, None, "clinic.example",
        {"TELEPRAXIS_RELAY_ADDRESS": "203.0.113.9", "TELEPRAXIS_RELAY_NAME": "relay.clinic.example"},
    )  # fmt: skip

    assert told == turn.OverTls(certificate, certificate, "relay.clinic.example", 443, 443)


def test_shared_with_the_web_by_name_browsers_are_told_443(certificate):
    told = turn.over_tls(certificate, None, "clinic.example", {"TELEPRAXIS_RELAY_TLS_TOLD_PORT": "443"})

    assert (told.port, told.told_port) == (5349, 443)


def test_without_a_certificate_it_speaks_no_tls(tmp_path):
    made = turn.configure(tmp_path, host="127.0.0.1", addresses=["127.0.0.1"], peers="loopback")

    assert turn.over_tls(None, None, "127.0.0.1", {}) is None
    assert "no-tls" in (tmp_path / "turnserver.conf").read_text().splitlines()
    assert not any(url.startswith("turns:") for url in made.urls)


def test_a_new_certificate_is_taken_up_while_it_runs(tmp_path, relay):
    folder = tmp_path / "turn"
    folder.mkdir()
    (folder / turn.PID).write_text(wait_until(lambda: (tmp_path / turn.PID).read_text().strip()))
    made, _ = relay

    assert turn.take_new_certificate(tmp_path) is True
    assert made.answers()
    (folder / turn.PID).write_text("1")
    assert turn.take_new_certificate(tmp_path) is False
