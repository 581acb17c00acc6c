"""From "Admit" to the first remote frame, cameras open, beside a bare two-page WebRTC call: 30 pairs, taken in turn."""

from statistics import median

from bench.calls import Prepared, browser, house_of_calls, page_of, prepared, wait_in_room

REACH = {"added_ms": "<= 150"}
PAIRS = 30

# A call with nothing around it: two pages with open cameras, signals by BroadcastChannel, timed from the click on.
BARE = """
async ({ calls, name }) => {
  const media = await navigator.mediaDevices.getUserMedia({
    audio: true, video: { width: { ideal: 960 }, height: { ideal: 540 }, frameRate: { ideal: 24, max: 30 } } });
  const line = new BroadcastChannel(name);
  window.bare = { media, line };
  const open = () => {
    const connection = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
    for (const track of media.getTracks()) connection.addTrack(track, media);
    connection.onicecandidate = ({ candidate }) => line.postMessage(JSON.stringify({ candidate }));
    connection.ontrack = ({ streams, track }) => {
      if (track.kind !== "video") return;
      const video = document.createElement("video");
      video.autoplay = video.muted = true;
      video.srcObject = streams[0];
      document.body.append(video);
      video.requestVideoFrameCallback(now => { window.bare.firstFrame = performance.now(); });
    };
    return connection;
  };
  let connection = calls ? null : open();
  const early = [];  // a path may be told before the answer that it belongs to: one that is lost costs a second
  line.onmessage = async ({ data }) => {
    const { description, candidate } = JSON.parse(data);
    if (description) {
      await connection.setRemoteDescription(description);
      for (const kept of early.splice(0)) await connection.addIceCandidate(kept);
      if (description.type === "offer") {
        await connection.setLocalDescription();
        line.postMessage(JSON.stringify({ description: connection.localDescription }));
      }
    } else if (!connection?.remoteDescription) early.push(candidate ?? undefined);
    else await connection.addIceCandidate(candidate ?? undefined);
  };
  if (calls) {
    const button = document.createElement("button");
    button.textContent = "Call";
    button.onclick = async () => {
      window.bare.clicked = performance.now();
      connection = open();
      await connection.setLocalDescription();
      line.postMessage(JSON.stringify({ description: connection.localDescription }));
    };
    document.body.append(button);
  }
}
"""

# In the clinician's page: the moment of the click, and of the first frame that was shown.
WATCH = """
() => {
  window.seen = {};
  document.addEventListener("click", event => {
    if (event.target.closest("[data-do=admit]")) window.seen.clicked = performance.now();
  }, true);
  const watch = new MutationObserver(() => {
    const video = document.querySelector("video[data-participant]");
    if (!video) return;
    watch.disconnect();
    video.requestVideoFrameCallback(() => { window.seen.firstFrame = performance.now(); });
  });
  watch.observe(document.body, { childList: true, subtree: true });
}
"""


def run(say) -> dict[str, float]:
    bare, ours = [], []
    with house_of_calls() as house, browser() as chromium:
        ready = prepared(house, PAIRS + 1)
        for number, visit in enumerate(ready.visits):
            one = bare_call(chromium, house, f"bare-{number}")
            other = our_call(chromium, house, ready, visit)
            counted = "" if number else "  (not counted)"
            say(f"  pair {number:2}: bare {one:5.0f} ms, from Admit {other:5.0f} ms{counted}")
            if number:  # the first pair warms browser and server up
                bare.append(one)
                ours.append(other)
    return {
        "added_ms": round(median(ours) - median(bare), 1),
        "median_ms": round(median(ours), 1),
        "bare_median_ms": round(median(bare), 1),
    }


def bare_call(chromium, house, name: str) -> float:
    context = chromium.new_context(permissions=["camera", "microphone"], viewport={"width": 1280, "height": 800})
    try:
        two, one = context.new_page(), context.new_page()  # the one that is watched in front: others are drawn rarely
        for page, calls in ((two, False), (one, True)):
            page.goto(f"{house.url}/healthz")
            page.evaluate(BARE, {"calls": calls, "name": name})
        one.get_by_role("button", name="Call").click()
        one.wait_for_function("() => window.bare.firstFrame")
        return one.evaluate("() => window.bare.firstFrame - window.bare.clicked")
    finally:
        context.close()


def our_call(chromium, house, ready: Prepared, visit: str) -> float:
    patient, clinician = (
        page_of(chromium, house.url, ready.patient, ready.device),
        page_of(chromium, house.url, ready.clinician),
    )
    try:
        wait_in_room(patient, clinician, house, visit)
        clinician.evaluate(WATCH)
        clinician.get_by_role("button", name="Admit").click()
        clinician.wait_for_function("() => window.seen.firstFrame")
        return clinician.evaluate("() => window.seen.firstFrame - window.seen.clicked")
    finally:
        patient.context.close()
        clinician.context.close()
