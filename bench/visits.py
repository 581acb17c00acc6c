"""A hundred visits over ten kinds of network, each from the waiting room to "Finish visit".

The patient's access is of that kind before the call begins; in the middle of a visit something happens where the kind
says so. A visit counts when it was finished, and both heard each other in its last six seconds (at least half of the
sound really came, on both sides). Nobody clicks anything but "Admit" and "Finish visit".
"""

from collections.abc import Callable
from dataclasses import dataclass

from bench.calls import Prepared, wait_in_room
from bench.network import Call, move, rest
from bench.over_link import Scene, heard, scene_over_link, visits
from tests.netlink import Access

REACH = {"finished_with_sound": ">= 0.99"}
VISITS = 100
FIRST_HALF_S, SECOND_HALF_S, LAST_S = 5, 10, 6


def dark(call: Call) -> None:
    """Let nothing through for eight seconds."""
    call.scene.net.set("patient", Access(cut=True))
    rest(call, 8)
    call.scene.net.set("patient")


@dataclass(frozen=True)
class Kind:
    """A network, and what happens on it in the middle of the visit."""

    name: str
    access: Access
    happens: Callable[[Call], object] | None = None


KINDS = (
    Kind("cable", Access(rate_kbit=20_000, delay_ms=8)),
    Kind("crowded wifi", Access(rate_kbit=4_000, delay_ms=10, jitter_ms=40, loss=0.02, burst=2)),
    Kind("4G", Access(rate_kbit=6_000, delay_ms=35, jitter_ms=15, loss=0.005)),
    Kind("3G", Access(rate_kbit=700, delay_ms=70, jitter_ms=30, loss=0.01)),
    Kind("edge of the cell", Access(rate_kbit=150, delay_ms=150, jitter_ms=40, loss=0.02, burst=2)),
    Kind("one bar", Access(rate_kbit=60, delay_ms=60)),
    Kind("satellite, rain", Access(rate_kbit=2_000, delay_ms=300, loss=0.1, burst=3)),
    Kind("strict firewall", Access(only_tcp_ports=(8443, 5349), delay_ms=20)),
    Kind("tunnel", Access(), dark),
    Kind("from wifi to mobile", Access(rate_kbit=3_000, delay_ms=25), move),
)


def run(say) -> dict[str, float]:
    with scene_over_link("visits") as scene:
        ready = visits(scene, VISITS)
        browsers = [scene.browser("patient"), scene.browser("clinician")]
        with_sound, worst = 0, {}
        for number, visit in enumerate(ready.visits):
            kind = KINDS[number % len(KINDS)]
            went = hold(scene, ready, visit, kind, browsers)
            with_sound += went >= 0.5
            worst[kind.name] = min(went, worst.get(kind.name, 1.0))
            say(f"  visit {number + 1:3}, {kind.name}: {'finished, sound' if went >= 0 else 'not finished'} {went:.2f}")
        for browser in browsers:
            browser.close()
    return {"finished_with_sound": with_sound / VISITS, "sound_worst": round(min(worst.values()), 3)}


def hold(scene: Scene, ready: Prepared, visit: str, kind: Kind, browsers: list) -> float:
    """Hold one visit; return the share of the sound at its end, the worse of both directions; -1 when it failed."""
    patient = scene.page(browsers[0], ready.patient, ready.device)
    clinician = scene.page(browsers[1], ready.clinician)
    call = Call(scene, ready, visit, patient, clinician, browsers)
    try:
        wait_in_room(patient, clinician, scene.house, visit)
        scene.net.set("patient", kind.access)
        clinician.get_by_role("button", name="Admit").click()
        rest(call, FIRST_HALF_S)
        if kind.happens:
            kind.happens(call)
        rest(call, SECOND_HALF_S)
        sound = min(heard(page, LAST_S)[0] for page in call.pages)
        clinician.get_by_role("button", name="Finish visit").click()
        patient.get_by_text("The visit is over").wait_for(timeout=60_000)
        return sound
    except Exception as problem:
        print(f"{kind.name}: {problem}")
        return -1.0
    finally:
        scene.net.set("patient")
        for page in call.pages:
            page.context.close()
