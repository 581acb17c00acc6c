"""The bridge on a real server: each edge of HTTP that a clinic's browser, proxy or bad network brings."""

import threading
from hashlib import sha256

import pytest

from telepraxis.server.bridge import Bridge
from telepraxis.server.tests.real_server import ask, connect, get, post, serving_on_loopback
from tests.waiting import wait_until


def plainly(start_response, text: str, status: str = "200 OK") -> list[bytes]:
    body = text.encode()
    start_response(status, [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))])
    return [body]


def tell_environ(environ, start_response):
    names = (
        "REQUEST_METHOD",
        "SCRIPT_NAME",
        "PATH_INFO",
        "QUERY_STRING",
        "CONTENT_LENGTH",
        "HTTP_COOKIE",
        "HTTP_X_ONE",
    )
    return plainly(start_response, "\n".join(f"{name}={environ.get(name, '-')}" for name in names))


def tell_body(environ, start_response):
    body = environ["wsgi.input"].read()
    return plainly(start_response, f"{environ['CONTENT_LENGTH']} {len(body)} {sha256(body).hexdigest()}")


def told(body: bytes) -> dict[str, str]:
    return dict(line.split("=", 1) for line in body.decode().split("\n"))


def test_answers_a_page():
    with serving_on_loopback(Bridge(tell_environ)) as port:
        status, headers, body = ask(port, get("/day/?date=2026-11-23", headers="X-One: 1\r\n"))

    assert (status, headers["content-length"]) == (200, str(len(body)))
    assert told(body) == {
        "REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": "/day/", "QUERY_STRING": "date=2026-11-23",
        "CONTENT_LENGTH": "0", "HTTP_COOKIE": "-", "HTTP_X_ONE": "1",
    }  # fmt: skip


def test_head_has_the_headers_of_get_and_no_body():
    with serving_on_loopback(Bridge(tell_environ)) as port:
        _, of_get, body = ask(port, get("/"))
        status, of_head, nothing = ask(port, get("/", "HEAD"))

    assert (status, nothing) == (200, b"")
    assert int(of_head["content-length"]) == int(of_get["content-length"]) + 1  # HEAD is one letter longer than GET


def test_head_of_a_stream_makes_none_of_it():
    made = []

    def stream(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return (made.append(1) or b"x" for _ in range(3))

    with serving_on_loopback(Bridge(stream)) as port:
        status, headers, body = ask(port, get("/", "HEAD"))

    assert (status, body, made) == (200, b"", [])
    assert "content-length" not in headers


@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
def test_an_answer_that_may_have_no_body_has_none(status):
    with serving_on_loopback(Bridge(lambda environ, start: (start(status, []), [b"never"])[1])) as port:
        answered, headers, body = ask(port, get("/"))

    assert (answered, body) == (int(status[:3]), b"")
    assert headers.get("content-length", "0") == "0"


@pytest.mark.parametrize(
    "asked, path",
    [
        ("/pacientes/Jo%C3%A3o/", "/pacientes/João/".encode()),
        ("/%E6%82%A3%E8%80%85", "/患者".encode()),
        ("/broken-%FF%C3", b"/broken-\xff\xc3"),
        ("/a%2Fb%20c%3Fd", b"/a/b c?d"),
    ],
)
def test_a_path_arrives_byte_for_byte(asked, path):
    with serving_on_loopback(Bridge(tell_environ)) as port:
        _, _, body = ask(port, get(asked))

    assert told(body)["PATH_INFO"].encode("latin-1") == path


def test_below_a_root_path_the_page_sees_only_its_own_part():
    with serving_on_loopback(Bridge(tell_environ), root_path="/clinic") as port:
        _, _, body = ask(port, get("/day/"))

    assert (told(body)["SCRIPT_NAME"], told(body)["PATH_INFO"]) == ("/clinic", "/day/")


def test_cookies_in_two_headers_are_all_read():
    with serving_on_loopback(Bridge(tell_environ)) as port:
        _, _, body = ask(port, get("/", headers="Cookie: a=1\r\nCookie: b=2\r\nX-One: 1\r\nX-One: 2\r\n"))

    assert (told(body)["HTTP_COOKIE"], told(body)["HTTP_X_ONE"]) == ("a=1; b=2", "1,2")


def test_a_header_with_an_underscore_cannot_pass_for_another():
    with serving_on_loopback(Bridge(tell_environ)) as port:
        _, _, body = ask(port, get("/", headers="X_One: forged\r\n"))

    assert told(body)["HTTP_X_ONE"] == "-"


def test_the_length_is_what_was_counted():
    chunks = b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
    with serving_on_loopback(Bridge(tell_body)) as port:
        _, _, body = ask(port, post("/", chunks, "Transfer-Encoding: chunked\r\n"))

    assert body.decode() == f"11 11 {sha256(b'hello world').hexdigest()}"


def test_a_large_upload_arrives_whole():
    upload = b"0123456789abcdef" * (1024 * 1024 // 2)  # 8 MB: beyond what is kept in memory
    with serving_on_loopback(Bridge(tell_body)) as port:
        _, _, body = ask(port, post("/", upload))

    assert body.decode() == f"{len(upload)} {len(upload)} {sha256(upload).hexdigest()}"


def test_an_upload_announced_too_large_is_refused_before_it_comes():
    asked = []
    with serving_on_loopback(Bridge(lambda *request: asked.append(1), upload_limit=1000)) as port:
        status, _, body = ask(port, post("/", b"", "Content-Length: 1001\r\n"))

    assert (status, asked) == (413, [])
    assert b"Please send a smaller file" in body


def test_an_upload_that_grows_too_large_is_refused():
    asked = []
    chunk = b"400\r\n" + b"x" * 1024 + b"\r\n"
    with serving_on_loopback(Bridge(lambda *request: asked.append(1), upload_limit=1000)) as port:
        status, _, _ = ask(port, post("/", chunk, "Transfer-Encoding: chunked\r\n"))

    assert (status, asked) == (413, [])


def test_an_upload_that_falls_silent_is_given_up():
    with serving_on_loopback(Bridge(tell_body, silence_s=0.2)) as port:
        status, _, body = ask(port, post("/", b"half", "Content-Length: 8\r\n"))

    assert status == 408
    assert b"Nothing was changed" in body


def test_stalled_uploads_hold_no_page_thread():
    with serving_on_loopback(Bridge(tell_environ, threads=1)) as port:
        stalled = [connect(port) for _ in range(5)]
        for connection in stalled:
            connection.sendall(post("/", b"half", "Content-Length: 8\r\n"))

        status, _, _ = ask(port, get("/"))
        for connection in stalled:
            connection.close()

    assert status == 200


def test_a_rush_in_one_lane_leaves_the_other_pages_their_threads():
    go_on, inside = threading.Event(), []

    def book_slowly(environ, start_response):
        if environ["REQUEST_METHOD"] == "POST":
            inside.append(1)
            go_on.wait(10)
        return plainly(start_response, "done")

    with serving_on_loopback(Bridge(book_slowly, threads=1, lanes=[(r"/(c/[^/]+/)?book/", 2)])) as port:
        racers = [threading.Thread(target=ask, args=(port, post("/c/quayside/book/confirm/", b""))) for _ in range(6)]
        for racer in racers:
            racer.start()
        wait_until(lambda: len(inside) == 2)

        page = ask(port, get("/book/"))[0]
        go_on.set()
        for racer in racers:
            racer.join(10)

    assert (page, len(inside)) == (200, 6)


def test_beyond_the_queue_a_plain_page_says_what_to_do():
    go_on, inside = threading.Event(), []

    def slowly(environ, start_response):
        inside.append(1)
        go_on.wait(10)
        return plainly(start_response, "done")

    with serving_on_loopback(Bridge(slowly, threads=1, queue=0)) as port:
        first = threading.Thread(target=ask, args=(port, get("/")))
        first.start()
        wait_until(lambda: inside)
        status, headers, body = ask(port, get("/"))
        go_on.set()
        first.join(10)

    assert (status, headers["retry-after"], inside) == (503, "3", [1])
    assert b"Please try again in a few seconds" in body


def test_a_page_that_fails_answers_a_plain_page():
    def fail(environ, start_response):
        raise ValueError("a secret")

    with serving_on_loopback(Bridge(fail)) as port:
        status, _, body = ask(port, get("/"))

    assert status == 500
    assert b"secret" not in body


def test_a_stream_arrives_in_order_and_is_closed():
    closed = []

    def stream(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/csv")])
        try:
            for number in range(1000):
                yield b"%d\n" % number
        finally:
            closed.append(1)

    with serving_on_loopback(Bridge(stream, threads=1)) as port:
        with connect(port) as connection:
            connection.sendall(get("/"))
            answer = b""
            while chunk := connection.recv(65536):
                answer += chunk

    assert closed == [1]
    lines = [part for part in answer.partition(b"\r\n\r\n")[2].split(b"\r\n")[1::2]]
    assert b"".join(lines) == b"".join(b"%d\n" % number for number in range(1000))


def test_a_stream_ends_when_its_reader_goes():
    closed = threading.Event()

    def endless(environ, start_response):
        start_response("200 OK", [("Content-Type", "application/octet-stream")])
        try:
            while True:
                yield b"x" * 65536
        finally:
            closed.set()

    with serving_on_loopback(Bridge(endless)) as port:
        connection = connect(port)
        connection.sendall(get("/"))
        assert connection.recv(100)
        connection.close()

        assert closed.wait(10)


def test_streams_hold_no_page_thread():
    with serving_on_loopback(Bridge(stream_or_page, threads=1)) as port:
        reader = connect(port)
        reader.sendall(get("/stream"))
        assert reader.recv(100)

        status, _, _ = ask(port, get("/"))
        reader.close()

    assert status == 200


def stream_or_page(environ, start_response):
    if environ["PATH_INFO"] != "/stream":
        return plainly(start_response, "page")
    start_response("200 OK", [("Content-Type", "application/octet-stream")])
    return iter(lambda: b"x" * 65536, b"")
