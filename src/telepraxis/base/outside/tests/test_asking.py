"""Another server is asked: it answers, keeps silent, leads elsewhere, gives too much, or lies where nobody may look."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from telepraxis.base import outside


class Other(BaseHTTPRequestHandler):
    """A server of somebody else."""

    heard: list[tuple[str, str, bytes]] = []

    def do_GET(self):
        if self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "/keys")
            self.end_headers()
            return
        if self.path == "/silent":
            self.server.let_go.wait(20)
            return
        body = b"x" * 70_000 if self.path == "/endless" else b'{"keys": []}'
        self.send_response(404 if self.path == "/missing" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self):
        said = self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append((self.path, self.headers["Content-Type"], said))
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        """A test's output is its result."""


@pytest.fixture
def other():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Other)
    server.let_go = threading.Event()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    Other.heard.clear()
    yield f"http://127.0.0.1:{server.server_port}"
    server.let_go.set()
    server.shutdown()
    server.server_close()


def test_returns_what_is_there_and_what_is_not(other):
    assert outside.get(f"{other}/keys") == outside.Answer(200, b'{"keys": []}')
    assert outside.get(f"{other}/missing").status == 404


def test_sends_bytes_of_a_kind(other):
    assert outside.post(f"{other}/messages/", b"{}", kind="application/json") == outside.Answer(202, b"")
    assert Other.heard == [("/messages/", "application/json", b"{}")]


@pytest.mark.parametrize("path", ["/elsewhere", "/endless", "/silent"])
def test_is_neither_led_on_nor_filled_nor_kept_waiting(other, path):
    with pytest.raises(outside.OutOfReach):
        outside.get(f"{other}{path}", patience_s=0.3)


@pytest.mark.parametrize(
    "url",
    [
        "http://pharmacy.example/keys", "https://127.0.0.1/keys", "https://10.1.2.3/keys", "https://[::1]/keys",
        "https://169.254.169.254/latest", "file:///etc/passwd", "https:///keys", "http://localhost:1/keys",
    ],
)  # fmt: skip
def test_in_production_only_public_addresses_over_https_are_asked(settings, url):
    settings.MODE = "production"
    with pytest.raises(outside.OutOfReach):
        outside.get(url)
