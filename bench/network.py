"""One visit on a hostile network: away and back, thin, lossy, without UDP, on slow machines; hands off after "Admit".

The patient's access is impaired in both directions; the clinician's and the server's stay clean. A thin line holds
300 ms (at least four packets) before it drops. Sound is 1 - concealedSamples/totalSamplesReceived, the worse of both
directions, over 20 s after 10 s to settle. Recovered means: both hear each other again and their lines to the server
stand; counted from the moment the network is back, at a quarter of a second's grain.
"""

import os
import signal
import subprocess
import time
from dataclasses import dataclass

from bench.calls import Prepared, wait_in_room
from bench.houses import in_django
from bench.over_link import Scene, heard, heard_again, how_it_stands, round_trip_ms, scene_over_link, visits
from tests.netlink import Access

REACH = {
    "recover_s_max": "<= 3",
    "clicks_needed": "= 0",
    "visits_split": "= 0",
    "audio_300k": ">= 0.97",
    "audio_60k": ">= 0.95",
    "audio_loss5": ">= 0.97",
    "audio_loss15": ">= 0.9",
    "video_fps_300k": ">= 8",
    "udp_blocked_joined": "= 1",
}
AWAY_S = (5, 15, 35, 60)
NETWORKS = {
    "300k": Access(rate_kbit=300),
    "60k": Access(rate_kbit=60),
    "loss5": Access(loss=0.05),
    "loss15": Access(loss=0.15, burst=3, delay_ms=300),
}
SETTLE_S, WINDOW_S, CALM_S = 10, 20, 12
BACK_WITHIN_S = 40


@dataclass
class Call:
    """Two people in a visit, and how often somebody had to click to bring it back."""

    scene: Scene
    ready: Prepared
    visit: str
    patient: object
    clinician: object
    browsers: list
    clicks: int = 0

    @property
    def pages(self) -> tuple:
        return self.patient, self.clinician

    def back(self, since: float) -> float:
        """Return after how many seconds both heard each other again; who had to help is counted."""
        moments = [heard_again(page, since, BACK_WITHIN_S) for page in self.pages]
        if None in moments:
            self.clicks += 1
            for page in self.pages:
                page.reload()
            moments = [heard_again(page, since, BACK_WITHIN_S) for page in self.pages]
        return max(moment if moment is not None else BACK_WITHIN_S * 2 for moment in moments)


def run(say) -> dict[str, float]:
    with scene_over_link() as scene:
        ready = visits(scene, 2)
        call = begin(scene, ready, ready.visits[0])
        figures = {"recover_s_max": max(away(call, seconds, say) for seconds in AWAY_S)}
        figures |= others_ways_back(call, say)
        for name, access in NETWORKS.items():
            figures |= on_network(call, name, access, say)
        figures |= on_slow_machines(call, say)
        end(call)
        figures["udp_blocked_joined"] = without_udp(scene, ready, say)
        figures["clicks_needed"] = call.clicks
        figures["visits_split"] = float(in_django(scene.house, "bench.network:count_split", *ready.visits).split()[-1])
    return {key: figures[key] for key in (*REACH, *(key for key in figures if key not in REACH))}


def begin(scene: Scene, ready: Prepared, visit: str) -> Call:
    browsers = [scene.browser("patient"), scene.browser("clinician")]
    patient = scene.page(browsers[0], ready.patient, ready.device)
    clinician = scene.page(browsers[1], ready.clinician)
    wait_in_room(patient, clinician, scene.house, visit)
    since = time.time()
    clinician.get_by_role("button", name="Admit").click()
    call = Call(scene, ready, visit, patient, clinician, browsers)
    for page in call.pages:
        if heard_again(page, since, 60) is None:
            raise AssertionError("the call did not begin: " + " | ".join(how_it_stands(one) for one in call.pages))
    rest(call, CALM_S)
    return call


def rest(call: Call, seconds: float) -> None:
    call.patient.wait_for_timeout(seconds * 1000)


def end(call: Call) -> None:
    for browser in call.browsers:
        browser.close()


def away(call: Call, seconds: int, say) -> float:
    net = call.scene.net
    net.set("patient", Access(cut=True))
    rest(call, seconds)
    net.set("patient")
    back = call.back(time.time())
    say(f"  away {seconds:2} s: both hear each other again after {back:.2f} s")
    rest(call, CALM_S)
    return back


def others_ways_back(call: Call, say) -> dict[str, float]:
    """Return after how long a closed lid, a reload, another network, a browser crash and a second device are in."""
    deeds = {
        "lid": close_lid, "reload": reload, "moved": move, "crash": crash,
        "second_device": second_device,
    }  # fmt: skip
    found = {}
    for name, deed in deeds.items():
        since = deed(call) or time.time()
        found[f"{name}_s"] = round(call.back(since), 2)
        say(f"  {name}: both hear each other after {found[f'{name}_s']:.2f} s")
        rest(call, CALM_S)
    return found


def close_lid(call: Call) -> None:
    """Stop the patient's whole browser for half a minute, as a closed lid does."""
    numbers = call.scene.net.processes_in("patient")
    for number in numbers:
        os.kill(number, signal.SIGSTOP)
    time.sleep(30)
    for number in numbers:
        os.kill(number, signal.SIGCONT)


def reload(call: Call) -> None:
    call.patient.reload(wait_until="commit")


def move(call: Call) -> None:
    """Go over to another network: another address, the old one is gone."""
    net, space = call.scene.net, call.scene.net.namespace("patient")
    before = net.addresses["patient"]
    after = "10.77.0.101" if before != "10.77.0.101" else "10.77.0.102"
    net.rename("patient", after)
    device = net.device("patient")
    for command in (
        ("address", "flush", "dev", device),
        ("address", "add", f"{after}/24", "dev", device),
        ("route", "add", "default", "via", "10.77.0.254", "dev", device),
    ):
        subprocess.run(["ip", "-n", space, *command], check=True, capture_output=True)


def crash(call: Call) -> float:
    """Kill the patient's browser, and open the same address in a fresh one. Return when that one was asked."""
    address = call.patient.url
    for number in call.scene.net.processes_in("patient"):
        try:
            os.kill(number, signal.SIGKILL)
        except ProcessLookupError:
            continue
    return arrive(call, address)


def second_device(call: Call) -> float:
    """Open the visit on another device of the patient's; the first is still there."""
    first = call.browsers[0]
    since = arrive(call, call.patient.url)
    call.browsers.append(first)
    return since


def arrive(call: Call, address: str) -> float:
    call.browsers[0] = call.scene.browser("patient")
    call.patient = call.scene.page(call.browsers[0], call.ready.patient, call.ready.device)
    since = time.time()
    call.patient.goto(address)
    return since


def on_network(call: Call, name: str, access: Access, say) -> dict[str, float]:
    call.scene.net.set("patient", access)
    rest(call, SETTLE_S + WINDOW_S)
    there, here = (heard(page, WINDOW_S) for page in call.pages)
    trip = max(round_trip_ms(page, WINDOW_S) for page in call.pages)
    call.scene.net.set("patient")
    sound, fps = min(there[0], here[0]), min(there[1], here[1])
    pictures = f"{there[1]:.0f} and {here[1]:.0f} frames a second"
    say(f"  {name}: sound {there[0]:.3f} and {here[0]:.3f}, {pictures}, round trip {trip:.0f} ms")
    rest(call, CALM_S)
    return {f"audio_{name}": round(sound, 4), f"video_fps_{name}": round(fps, 1), f"trip_{name}_ms": round(trip)}


def on_slow_machines(call: Call, say) -> dict[str, float]:
    sessions = [page.context.new_cdp_session(page) for page in call.pages]
    for session in sessions:
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    rest(call, SETTLE_S + WINDOW_S)
    sound = min(heard(page, WINDOW_S)[0] for page in call.pages)
    for session in sessions:
        session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    say(f"  processors slowed fourfold: sound {sound:.3f}")
    return {"audio_cpu4": round(sound, 4)}


def without_udp(scene: Scene, ready: Prepared, say) -> float:
    scene.net.set("patient", Access(udp_blocked=True))
    try:
        call = begin(scene, ready, ready.visits[1])
    except AssertionError:
        return 0.0
    finally:
        scene.net.set("patient")
    say("  without UDP: both hear each other")
    end(call)
    return 1.0


def count_split(*visits: str, say) -> None:
    """In the installation: print how many of the visits are not one visit with one encounter."""
    from telepraxis.base import tenancy
    from telepraxis.base.tenancy.models import Tenant
    from telepraxis.care.encounters.models import Visit

    with tenancy.serving(Tenant.objects.get(slug="bench-calls").id):
        begun = Visit.objects.filter(id__in=visits, status=Visit.Status.IN_PROGRESS, encounter__isnull=False)
        whole = len(set(begun.values_list("encounter_id", flat=True)))
        more = Visit.objects.filter(opened_at__gte=Visit.objects.get(id=visits[0]).opened_at).count() - len(visits)
    print(len(visits) - whole + more)
