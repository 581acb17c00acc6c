"""Firefox in tests, driven by WebDriver BiDi over its own websocket (https://w3c.github.io/webdriver-bidi/).

`running_firefox()` yields a `Firefox`; its `open(address)` a `Tab` with a few deeds: `fill`, `press`, `wait_for`.
Camera and microphone are the browser's fake ones. Without a default route Firefox gathers no path for a call; in a
network namespace without one, `ip route add default dev lo src 127.0.0.1` is enough (facts of this house).
"""

import json
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from websockets.sync.client import connect

from tests.waiting import wait_until

PREFERENCES = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.autoplay.default": 0,
    "media.peerconnection.ice.loopback": True,
    "media.peerconnection.ice.obfuscate_host_addresses": False,
    "intl.accept_languages": "en-GB",
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.reportingpolicy.firstRun": False,
    "app.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "remote.active-protocols": 1,  # BiDi
}
WITHIN_S = 60


class Refused(Exception):
    """Firefox answered a command with an error."""


class Firefox:
    """One browser and its line. Commands are answered in turn; events are not asked for."""

    def __init__(self, line):
        self.line, self.number = line, 0
        self.command("session.new", capabilities={})

    def command(self, method: str, **parameters) -> dict:
        """Send a command and return its result.

        :raises Refused: Firefox says why.
        """
        self.number += 1
        self.line.send(json.dumps({"id": self.number, "method": method, "params": parameters}))
        while (answer := json.loads(self.line.recv(WITHIN_S))).get("id") != self.number:
            pass
        if answer["type"] == "error":
            raise Refused(f"{method}: {answer['error']}: {answer['message']}")
        return answer["result"]

    def open(self, address: str) -> "Tab":
        tab = Tab(self, self.command("browsingContext.create", type="tab")["context"])
        tab.go(address)
        return tab


class Tab:
    """A page; elements are named by CSS selectors, and met as soon as they are there."""

    def __init__(self, firefox: Firefox, context: str):
        self.firefox, self.context = firefox, context

    def go(self, address: str) -> None:
        self.firefox.command("browsingContext.navigate", context=self.context, url=address, wait="complete")

    def evaluate(self, expression: str):
        """Return the value of an expression, which may be a promise, as JSON."""
        asked = self.firefox.command(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await ({expression}) ?? null))()",
            target={"context": self.context},
            awaitPromise=True,
            userActivation=True,
        )
        if asked["type"] == "exception":
            raise Refused(asked["exceptionDetails"]["text"])
        return json.loads(asked["result"]["value"])

    def wait_for(self, expression: str, within_s: float = WITHIN_S) -> None:
        """Wait until the expression is true; a page that is just being left is asked again."""
        wait_until(lambda: self._asked(f"!!(await ({expression}))"), within_s, every_s=0.1)

    def _asked(self, expression: str):
        try:
            return self.evaluate(expression)
        except Refused:
            return None

    def press(self, selector: str) -> None:
        """Click the element, as soon as it is there."""
        quoted = json.dumps(selector)
        self.wait_for(f"document.querySelector({quoted}) && (document.querySelector({quoted}).click(), true)")

    def fill(self, selector: str, text: str) -> None:
        quoted = json.dumps(selector)
        found = f"document.querySelector({quoted})"
        self.wait_for(f"{found} && ({found}.value = {json.dumps(text)}, true)")

    def shot(self, path: Path) -> None:
        from base64 import b64decode

        picture = self.firefox.command("browsingContext.captureScreenshot", context=self.context)["data"]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b64decode(picture))


@contextmanager
def running_firefox() -> Iterator[Firefox]:
    """Yield Debian's Firefox ESR with an empty profile, and end it afterwards."""
    program = shutil.which("firefox-esr")
    assert program, "firefox-esr is missing: run bin/setup as root"
    with tempfile.TemporaryDirectory(prefix="firefox-") as profile:
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
        (Path(profile) / "user.js").write_text("\n".join(lines))
        command = [program, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"]
        running = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        try:
            address = _address_of(running)
            with connect(f"{address}/session", max_size=2**24, open_timeout=WITHIN_S) as line:
                yield Firefox(line)
        finally:
            running.terminate()
            try:
                running.wait(10)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait(10)


def _address_of(running: subprocess.Popen) -> str:
    """Return where Firefox listens; it says so on its error output, which is read to the end in the background."""
    said = ""
    for line in running.stderr:
        said += line
        if found := re.search(r"WebDriver BiDi listening on (ws://\S+)", line):
            threading.Thread(target=running.stderr.read, daemon=True).start()
            return found.group(1)
    raise AssertionError(f"Firefox did not start:\n{said[-2000:]}")
