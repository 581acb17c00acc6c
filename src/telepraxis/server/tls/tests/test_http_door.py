import http.client
import socket

import pytest

from telepraxis.server.tls import TlsRefused
from telepraxis.server.tls.http_door import HttpDoor, listening_socket, open_door


@pytest.fixture
def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def ask(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", path)
    answer = connection.getresponse()
    return answer.status, answer.getheader("location"), answer.read()


def test_answers_the_challenge_and_sends_all_else_to_https(free_port):
    door = HttpDoor("https://clinic.example")
    door.answers["token-1"] = "token-1.thumb"

    with open_door(door, "127.0.0.1", free_port):
        assert ask(free_port, "/.well-known/acme-challenge/token-1") == (200, None, b"token-1.thumb")
        assert ask(free_port, "/.well-known/acme-challenge/other")[0] == 404
        assert ask(free_port, "/join/x%20y?a=1") == (308, "https://clinic.example/join/x%20y?a=1", b"")
        assert ask(free_port, "//evil.example/")[1].startswith("https://clinic.example/")


def test_a_taken_port_is_said_with_the_next_step():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        with pytest.raises(TlsRefused, match="Stop the other web server there"):
            listening_socket("127.0.0.1", taken.getsockname()[1])
