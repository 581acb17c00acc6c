"""A real browser for the tests marked `browser`: the machine's own Chromium, phone and desktop, axe, pictures, weights.

`phone` and `desktop` are fresh contexts (`phone.new_page()`); camera and microphone are the browser's fake devices.
`axe(page)` fails with what a screen reader user would meet; `shot(page, "name")` writes var/shots/name.png when asked
to (--pictures); `weigh(context, url)` measures what a first view costs on the wire; `bare_site` serves pages that need
no database.
"""

import os
import shutil
import threading
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest

HOUSE = Path(__file__).parents[1]
SHOTS = HOUSE / "var" / "shots"
AXE = HOUSE / "node_modules" / "axe-core" / "axe.min.js"
AT_REST = """() => document.getAnimations()
    .filter(each => each.effect.getComputedTiming().endTime < Infinity)
    .forEach(each => each.finish())"""
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FLAGS = [
    "--use-fake-device-for-media-stream=fps=30",
    "--use-fake-ui-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection",
]
PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1440, "height": 900}}


def chromium_path() -> str | None:
    """The machine's Chromium; None lets Playwright take its own."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def playwright():
    """Playwright keeps a loop in this thread, which Django takes for async code unless told otherwise."""
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright):
    started = start_browser(playwright)
    yield started
    started.close()


def start_browser(playwright):
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    return playwright.chromium.launch(
        executable_path=chromium_path(), args=[*FLAGS, *sandbox], ignore_default_args=["--mute-audio"]
    )


@pytest.fixture
def new_context(browser):
    """Make contexts with Playwright's own settings; all are closed after the test."""
    made = []

    def make(**settings):
        made.append(person_in(browser, **settings))
        return made[-1]

    yield make
    for context in made:
        context.close()


def person_in(browser, **settings):
    return browser.new_context(locale="en-GB", permissions=["camera", "microphone"], **settings)


@pytest.fixture
def new_machine(playwright):
    """Make contexts, each in a Chromium of its own: the fake camera of one stops when a third page opens it."""
    made = []

    def make(**settings):
        made.append(start_browser(playwright))
        return person_in(made[-1], **settings)

    yield make
    for each in made:
        each.close()


@pytest.fixture
def phone(new_context):
    return new_context(**PHONE)


@pytest.fixture
def desktop(new_context):
    return new_context(**DESKTOP)


@pytest.fixture
def axe():
    """`axe(page)`: axe finds nothing; `axe(page, without=["region"])` leaves rules out, say beside why."""
    return assert_accessible


def assert_accessible(page, without: list[str] | None = None) -> None:
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text())
    page.evaluate(AT_REST)  # a colour on its way from one theme to the other is nobody's
    options = {
        "runOnly": RULES,
        "rules": {rule: {"enabled": False} for rule in without or []},
        "resultTypes": ["violations"],  # all that it passed, element by element, takes longer to bring than to find
    }
    found = page.evaluate("options => axe.run(document, options).then(all => all.violations)", options)
    lines = [
        f"{problem['id']} ({problem['impact']}): {problem['help']}\n"
        + "\n".join(
            f"    {node['target']} {node['html'][:160]}\n    {node['failureSummary']}" for node in problem["nodes"][:4]
        )
        for problem in found
    ]
    assert not lines, f"{page.url}\n" + "\n".join(lines)


@pytest.fixture
def shot(pytestconfig):
    """`shot(page, "name")`: a picture to look at, with --pictures; in a check nobody looks."""
    return take_shot if pytestconfig.getoption("--pictures") else lambda page, name, whole=True: None


def take_shot(page, name: str, *, whole: bool = True) -> Path:
    SHOTS.mkdir(parents=True, exist_ok=True)
    path = SHOTS / f"{name}.png"
    page.evaluate(AT_REST)
    page.screenshot(path=path, full_page=whole)
    return path


def sideways(page) -> int:
    """Pixels by which the page is wider than the window; 0 is right."""
    return page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")


def widest(page) -> str:
    """The smallest thing that reaches beyond the window, as tag and class, for who has to mend it."""
    return page.evaluate(
        """() => [...document.body.querySelectorAll("*")]
            .filter(e => e.getBoundingClientRect().right > document.documentElement.clientWidth
                && getComputedStyle(e).position !== "fixed" && !e.closest("svg"))
            .map(e => [e.getBoundingClientRect().width, `${e.tagName.toLowerCase()}.${e.className}`])
            .reduce((least, each) => each[0] < least[0] ? each : least, [Infinity, "a fixed element"])[1]"""
    )


def transferred(page, url: str) -> dict[str, int]:
    """Go there and add up what came over the wire: bytes by kind of resource, headers included, and "all"."""
    wire, kinds, sums, under_way = page.context.new_cdp_session(page), {}, defaultdict(int), set()
    wire.send("Network.enable")
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    wire.on("Network.requestWillBeSent", lambda told: under_way.add(told["requestId"]))
    wire.on("Network.loadingFailed", lambda told: under_way.discard(told["requestId"]))
    wire.on("Network.responseReceived", lambda told: kinds.__setitem__(told["requestId"], told["type"]))
    finished = []
    wire.on("Network.loadingFinished", lambda told: finished.append((told["requestId"], told["encodedDataLength"])))
    page.goto(url, wait_until="load")
    _wait_until_quiet(page, lambda: under_way <= {request_id for request_id, _ in finished})
    for request_id, size in finished:
        sums[kinds.get(request_id, "Other")] += int(size)
        sums["all"] += int(size)
    wire.detach()
    return dict(sums)


def _wait_until_quiet(page, everything_came: Callable[[], bool], *, within_ms: int = 15_000) -> None:
    """Return when nothing is under way, and a moment later still nothing: what scripts fetch at once counts as well."""
    quiet_ms, step_ms = 0, 50
    for _ in range(within_ms // step_ms):
        page.wait_for_timeout(step_ms)
        quiet_ms = quiet_ms + step_ms if everything_came() else 0
        if quiet_ms >= 3 * step_ms:
            return
    raise AssertionError(f"{page.url} still loads after {within_ms} ms")


@pytest.fixture
def weigh():
    """`weigh(context, url)["all"]`: bytes of a first view, nothing cached."""

    def measure(context, url: str) -> dict[str, int]:
        page = context.new_page()
        try:
            return transferred(page, url)
        finally:
            page.close()

    return measure


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        """A test's output is its result, not an access log."""


class _Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


@pytest.fixture(scope="session")
def bare_site():
    """Address of a server for pages that need no database (kit, errors), with static files, in demonstration mode."""
    from django.conf import settings
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.wsgi import get_wsgi_application
    from django.test.utils import override_settings

    with override_settings(TELEPRAXIS_MODE="demo", ALLOWED_HOSTS=[*settings.ALLOWED_HOSTS, "127.0.0.1"]):
        application = StaticFilesHandler(get_wsgi_application())
        server = make_server("127.0.0.1", 0, application, server_class=_Threads, handler_class=_Quiet)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
