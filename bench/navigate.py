"""From the visit to the chart, to the schedule and back during a call: the longest time without a new remote frame.

Of each round the longest gap counts; `media_gap_ms` is the median of five rounds, because other work on shared cores
makes gaps of its own; the very longest is told as well, and the one while nobody moved.
"""

from statistics import median

from bench.calls import browser, house_of_calls, page_of, prepared, wait_in_room

REACH = {"media_gap_ms": "<= 200"}
ROUNDS = 5

# Every frame that is shown, by the time the browser presented it; and sound that had to be made up.
WATCH = """
() => {
  const video = document.querySelector("video[data-participant]");
  window.shownAt = [];
  const note = (now, { presentationTime }) => {
    window.shownAt.push(presentationTime);
    video.requestVideoFrameCallback(note);
  };
  video.requestVideoFrameCallback(note);
  window.sameVideo = video;
}
"""
LONGEST = """
() => {
  if (document.querySelector("video[data-participant]") !== window.sameVideo) return Infinity;
  const frames = window.shownAt.splice(0);
  return frames.slice(1).reduce((longest, at, index) => Math.max(longest, at - frames[index]), 0);
}
"""


def run(say) -> dict[str, float]:
    rounds = []
    with house_of_calls() as house, browser() as chromium:
        ready = prepared(house, 1)
        patient, clinician = (
            page_of(chromium, house.url, ready.patient, ready.device),
            page_of(chromium, house.url, ready.clinician),
        )
        wait_in_room(patient, clinician, house, ready.visits[0])
        clinician.get_by_role("button", name="Admit").click()
        clinician.wait_for_function("() => document.querySelector('video[data-participant]')?.currentTime > 5")
        clinician.evaluate(WATCH)
        clinician.wait_for_function("() => window.shownAt.length > 90")
        still = clinician.evaluate(LONGEST)
        say(f"  sitting still: {still:.0f} ms")
        for number in range(ROUNDS):
            gaps = []
            for place in ("Chart", "Schedule", "Note"):
                clinician.get_by_role("link", name=place, exact=True).first.click()
                clinician.wait_for_function("() => window.shownAt.length > 45")
                gaps.append(clinician.evaluate(LONGEST))
                say(f"  round {number + 1}, to {place}: {gaps[-1]:.0f} ms")
            rounds.append(max(gaps))
    return {
        "media_gap_ms": round(median(rounds), 1),
        "worst_gap_ms": round(max(rounds), 1),
        "still_gap_ms": round(still, 1),
    }
