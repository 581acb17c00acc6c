"""Calls over a hostile network: an installation and two browsers, each in a network namespace of its own.

The installation runs as a demonstration on its local network (HTTPS, relay over UDP, TCP and TLS). Pages are watched
through getStats in the page itself, so that no click and no question of ours stands between what happens and its time.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from bench.calls import WITHIN_MS, Prepared, prepared
from bench.houses import Served, _installation, kept_home
from tests.browser import FLAGS
from tests.installations import running
from tests.netlink import Link, link

PORT = 8443

# Keeps every connection that the page makes, and notes four times a second what came through.
WATCH = """
(() => {
  const Real = window.RTCPeerConnection;
  const made = [];
  window.watched = { made, notes: [] };
  window.RTCPeerConnection = class extends Real { constructor(...given) { super(...given); made.push(this); } };
  setInterval(async () => {
    const note = { at: Date.now(), audio: 0, frames: 0, concealed: 0, samples: 0, again: 0, trip: 0, width: 0 };
    note.rung = document.querySelector("[data-call]")?.dataset.rung ?? "";
    for (const connection of made) {
      if (connection.connectionState === "closed") continue;
      for (const row of (await connection.getStats()).values()) {
        if (row.type === "outbound-rtp") note.again += row.retransmittedPacketsSent ?? 0;
        if (row.type === "candidate-pair" && row.nominated) note.trip = (row.currentRoundTripTime ?? 0) * 1000;
        if (row.type !== "inbound-rtp") continue;
        if (row.kind === "audio") {
          note.audio += row.packetsReceived; note.concealed += row.concealedSamples ?? 0;
          note.samples += row.totalSamplesReceived ?? 0;
        } else { note.frames += row.framesDecoded; note.width = row.frameWidth ?? 0; }
      }
    }
    const pill = document.querySelector("[data-part=link]");
    note.line = pill?.dataset.state ?? "";
    window.watched.notes.push(note);
    if (window.watched.notes.length > 2400) window.watched.notes.shift();
  }, 250);
})()
"""


@dataclass
class Scene:
    """A running installation on a network of its own, and how to reach it."""

    net: Link
    house: Served
    playwright: object

    def browser(self, name: str):
        """Return a browser at that end of the network."""
        sandbox = [] if os.geteuid() else ["--no-sandbox"]
        flags = [flag for flag in FLAGS if "loopback" not in flag]
        return self.playwright.chromium.launch(
            executable_path=self.net.chromium(name),
            args=[*flags, *sandbox, "--ignore-certificate-errors", "--disable-quic"],
            ignore_default_args=["--mute-audio"],
        )

    def page(self, browser, session: str = "", device: str = ""):
        """Return a watched page of a fresh context, signed in with the session."""
        context = browser.new_context(
            permissions=["camera", "microphone"], viewport={"width": 1280, "height": 800}, ignore_https_errors=True
        )
        context.add_init_script(WATCH)
        cookies = {"sessionid": session, "device": device}
        context.add_cookies([{"name": k, "value": v, "url": self.house.url} for k, v in cookies.items() if v])
        page = context.new_page()
        page.set_default_timeout(WITHIN_MS)
        return page


@contextmanager
def scene_over_link(name: str = "network", playwright=None) -> Iterator[Scene]:
    """Yield the scene; `playwright` is one that runs already."""
    home = kept_home(name)
    with link("patient", "clinician", "server") as net:
        under = tuple(net.command("server"))
        with running("demo", "--empty", "--lan", "--port", str(PORT), "--no-browser", home=home, under=under) as run:
            url = run.until_ready(300)
            house = Served(url, home, run, _installation(home).environment(TELEPRAXIS_URL=url))
            with running_playwright(playwright) as playing:
                yield Scene(net, house, playing)


@contextmanager
def running_playwright(one=None) -> Iterator:
    from playwright.sync_api import sync_playwright

    if one is not None:
        yield one
        return
    with sync_playwright() as started:
        yield started


def visits(scene: Scene, count: int) -> Prepared:
    return prepared(scene.house, count)


BACK = """
since => {
  const lost = ["line_lost", "line_lost_call_on", "away", "reconnecting", "connecting", "alone", ""];
  const notes = window.watched.notes;
  const back = notes.find((note, index) => {
    const before = notes[index - 1], after = notes[index + 1];
    return note.at >= since && before && after && note.audio > before.audio && after.audio > note.audio
      && !lost.includes(note.line) && !lost.includes(after.line);
  });
  return back ? back.at : null;
}
"""


def heard_again(page, since: float, within_s: float = 60) -> float | None:
    """Return when sound came in again and the line stood, as seconds since `since`; None when it did not in time.

    :param since: seconds since the epoch.
    """
    ends = time.monotonic() + within_s
    while time.monotonic() < ends:
        if found := page.evaluate(BACK, since * 1000):
            return max(0.0, found / 1000 - since)
        page.wait_for_timeout(200)
    return None


STANDS = """
() => JSON.stringify({
  states: window.watched.made.map(one => [one.connectionState, one.iceConnectionState, one.signalingState]),
  note: window.watched.notes.at(-1), says: document.querySelector("main").innerText.slice(0, 400),
})
"""


def how_it_stands(page) -> str:
    """Return what the page knows of its call and says to the person, for the message of a failure."""
    return page.evaluate(STANDS)


def heard(page, seconds: float) -> tuple[float, float]:
    """Return (share of the sound that really came, frames a second) over the last seconds."""
    notes = _notes(page, seconds)
    if len(notes) < 2:
        return 0.0, 0.0
    first, last = notes[0], notes[-1]
    samples, passed = last["samples"] - first["samples"], (last["at"] - first["at"]) / 1000
    share = 1 - (last["concealed"] - first["concealed"]) / samples if samples > 0 else 0.0
    return share, max(0, last["frames"] - first["frames"]) / passed


def round_trip_ms(page, seconds: float) -> float:
    """Return the median round trip between the two browsers over the last seconds."""
    return median([note["trip"] for note in _notes(page, seconds)] or [0.0])


def sent_again(page, seconds: float) -> int:
    """Return how many packets the page sent another time in the last seconds."""
    notes = _notes(page, seconds)
    return notes[-1]["again"] - notes[0]["again"]


def _notes(page, seconds: float) -> list[dict]:
    return page.evaluate(
        "since => window.watched.notes.filter(note => note.at >= since)", (time.time() - seconds) * 1000
    )
