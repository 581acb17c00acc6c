"""The root application: each connection reaches whom it belongs to, strangers reach nobody."""

import asyncio

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from telepraxis.base.ui import built
from telepraxis.server.tests.real_server import ask, get, serving_on_loopback


@pytest.fixture(scope="module")
def port():
    from telepraxis.server.asgi import application

    with serving_on_loopback(application) as port:
        yield port


def status_of_socket(port: int, path: str, origin: str) -> int:
    async def open_socket() -> int:
        try:
            async with connect(f"ws://127.0.0.1:{port}{path}", origin=origin):
                return 101
        except InvalidStatus as refusal:
            return refusal.response.status_code

    return asyncio.run(open_socket())


def test_says_that_it_takes_requests(port):
    status, headers, body = ask(port, get("/healthz"))

    assert (status, body, headers["cache-control"]) == (200, b"ok", "no-store")


def test_static_files_are_answered_without_django(port):
    status, headers, body = ask(port, get(built.address("icons.svg")))

    assert (status, headers["content-type"]) == (200, "image/svg+xml")
    assert "x-request-id" not in headers


@pytest.mark.django_db(transaction=True)
def test_a_page_that_is_not_there_is_djangos_to_refuse(port):
    status, headers, _ = ask(port, get("/no-such-page/"))

    assert status == 404
    assert "x-request-id" in headers


def test_a_host_that_is_not_ours_is_refused(port):
    assert ask(port, b"GET /no-such-page/ HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")[0] == 400


@pytest.mark.django_db(transaction=True)  # who is refused is told so over the layer, which listens to the database
@pytest.mark.parametrize("origin", ["http://localhost", "http://evil.example"])
def test_a_socket_that_is_not_there_opens_for_nobody(port, origin):
    assert status_of_socket(port, "/live/no-such-socket/", origin) == 403
