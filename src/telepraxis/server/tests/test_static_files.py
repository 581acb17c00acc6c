"""Static files over the wire: small, kept for as long as their name is true, and nothing beside them."""

import gzip
import json

import pytest

from telepraxis.server.static_files import CollectedFiles, compress_beforehand, send_static
from telepraxis.server.tests.real_server import ask, get, serving_on_loopback

STYLE = b"body { color: black }\n" * 100


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "static"
    (root / "ui" / "built").mkdir(parents=True)
    (root / "ui" / "mark.svg").write_bytes(b"<svg/>")
    (root / "ui" / "mark.0a1b2c3d4e5f.svg").write_bytes(b"<svg/>")
    (root / "ui" / "built" / "app-27d65644cf.css").write_bytes(STYLE)
    (root / "staticfiles.json").write_text(json.dumps({"paths": {"ui/mark.svg": "ui/mark.0a1b2c3d4e5f.svg"}}))
    (tmp_path / "keys.json").write_text("secret")
    compress_beforehand(root)
    return root


@pytest.fixture
def port(root):
    files = CollectedFiles(root, "/static/")

    async def application(scope, receive, send):
        await send_static(files, scope, send)

    with serving_on_loopback(application) as port:
        yield port


def test_sends_the_smaller_variant_to_who_takes_it(port):
    status, headers, body = ask(port, get("/static/ui/built/app-27d65644cf.css", headers="Accept-Encoding: gzip\r\n"))

    assert (status, headers["content-encoding"], headers["vary"]) == (200, "gzip", "accept-encoding")
    assert headers["content-type"] == "text/css; charset=utf-8"
    assert gzip.decompress(body) == STYLE
    assert int(headers["content-length"]) == len(body)


def test_sends_the_plain_file_to_who_does_not(port):
    _, headers, body = ask(port, get("/static/ui/built/app-27d65644cf.css"))

    assert body == STYLE
    assert "content-encoding" not in headers


@pytest.mark.parametrize("name", ["ui/built/app-27d65644cf.css", "ui/mark.0a1b2c3d4e5f.svg"])
def test_what_is_named_by_its_content_is_kept_for_a_year(port, name):
    assert ask(port, get(f"/static/{name}"))[1]["cache-control"] == "public, max-age=31536000, immutable"


def test_anything_else_is_asked_for_again_and_then_not_sent_twice(port):
    _, headers, _ = ask(port, get("/static/ui/mark.svg"))
    status, again, body = ask(port, get("/static/ui/mark.svg", headers=f"If-None-Match: {headers['etag']}\r\n"))

    assert (headers["cache-control"], status, body) == ("no-cache", 304, b"")


def test_a_download_that_broke_off_goes_on_where_it_stopped(port):
    name, squeezed = "/static/ui/built/app-27d65644cf.css", "Accept-Encoding: gzip\r\n"
    _, whole, content = ask(port, get(name, headers=squeezed))
    rest = f"{squeezed}Range: bytes=10-\r\nIf-Range: "

    status, headers, body = ask(port, get(name, headers=f"{rest}{whole['etag']}\r\n"))
    assert (status, body, headers["etag"]) == (206, content[10:], whole["etag"])
    assert headers["content-range"] == f"bytes 10-{len(content) - 1}/{len(content)}"

    _, plain, _ = ask(port, get(name))
    for since in (plain["etag"], '"another"'):  # what the reader has is not the beginning of this variant
        status, _, body = ask(port, get(name, headers=f"{rest}{since}\r\n"))
        assert (status, body) == (200, content)
    for asked in ("bytes=999999-", "bytes=-5", "bytes=0-", "lines=1-"):
        status, _, body = ask(port, get(name, headers=f"{squeezed}Range: {asked}\r\n"))
        assert (status, body) == (200, content)


def test_head_sends_no_body(port):
    status, headers, body = ask(port, get("/static/ui/mark.svg", "HEAD"))

    assert (status, headers["content-length"], body) == (200, "6", b"")


@pytest.mark.parametrize("path", ["/static/../keys.json", "/static/%2e%2e/keys.json", "/static/", "/static/nothing"])
def test_nothing_else_can_be_asked_for(port, path):
    status, _, body = ask(port, get(path))

    assert (status, body) == (404, b"")
