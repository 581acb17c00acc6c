"""Video is lost, and the visit goes on by phone: from the click to the ring, in the same encounter, heard both ways.

A real provider and a real telephone (Kamailio, baresip) beside the installation's own Janus, all on this machine.
"""

import json
import tempfile
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from bench.calls import browser, page_of, prepared, wait_in_room
from bench.houses import Served, in_django, served
from tests.exchange import PRACTICE, TRUNK_SECRET, TRUNK_USER, Provider, Telephone
from tests.waiting import wait_until

REACH = {"same_encounter": "= 1", "sound_both_ways": "= 1", "click_to_ring_ms": "<= 1500"}
CALLS = 5
TONE, TELEPHONE_HERTZ = 700, 440
WITHIN_S = 60  # generous: other work may share the machine

MICROPHONE = """
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    if (wanted.video) return open(wanted);
    const context = new AudioContext(), tone = context.createOscillator(), out = context.createMediaStreamDestination();
    tone.frequency.value = HERTZ;
    tone.connect(out);
    tone.start();
    return out.stream;
  };
  // The click and the ring fall on two pages: both are read from the one clock of the machine.
  document.addEventListener("submit", ({ target }) => {
    if (target.querySelector("[name=by][value=phone]")) sessionStorage.clicked = Date.now();
  }, true);
  new MutationObserver(() => {
    const state = document.querySelector("[data-phone]")?.dataset.state;
    if (["ringing", "talking"].includes(state) && !sessionStorage.rang) sessionStorage.rang = Date.now();
  }).observe(document, { subtree: true, attributes: true, attributeFilter: ["data-state"] });
""".replace("HERTZ", str(TONE))

LOUDEST = """
async () => {
  const audio = document.querySelector("audio[data-part=sound]");
  if (!audio?.srcObject) return 0;
  const context = new AudioContext(), analyser = context.createAnalyser();
  analyser.fftSize = 8192;
  context.createMediaStreamSource(audio.srcObject).connect(analyser);
  await new Promise(done => setTimeout(done, 700));
  const heard = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(heard);
  const best = heard.indexOf(Math.max(...heard)), loud = heard[best] > -60;
  const hertz = best * context.sampleRate / analyser.fftSize;
  await context.close();
  return loud ? hertz : 0;
}
"""


def run(say) -> dict[str, float]:
    waits, same, heard = [], 0, 0
    with (
        served("phone") as house, tempfile.TemporaryDirectory(prefix="exchange-") as folder,
        running(Provider(Path(folder))) as provider, running(Telephone(provider, Path(folder))) as telephone,
        browser() as chromium,
    ):  # fmt: skip
        ready = prepared(house, CALLS + 1)
        in_django(house, "bench.phone:set_up", provider.address)
        wait_until(lambda: facts(house, ready.visits[0])["line"] == "registered", WITHIN_S, 0.5)
        for number, visit in enumerate(ready.visits):
            wait, is_same, is_heard = one_visit(chromium, house, ready, visit, telephone)
            counted = "" if number else "  (not counted)"
            say(
                f"  {number}: rings after {wait:5.0f} ms, same encounter {is_same}, heard both ways {is_heard}{counted}"
            )
            if number:  # the first warms browser and server up
                waits.append(wait)
                same, heard = same + is_same, heard + is_heard
    return {
        "same_encounter": same / CALLS,
        "sound_both_ways": heard / CALLS,
        "click_to_ring_ms": round(median(waits), 1),
        "click_to_ring_ms_max": round(max(waits), 1),
    }


@contextmanager
def running(program):
    try:
        yield program
    finally:
        program.end()


def one_visit(chromium, house: Served, ready, visit: str, telephone: Telephone) -> tuple[float, bool, bool]:
    """Return (ms from the click to the ring, whether it is the same encounter, whether both hear each other)."""
    patient = page_of(chromium, house.url, ready.patient, ready.device)
    clinician = page_of(chromium, house.url, ready.clinician)
    clinician.add_init_script(MICROPHONE)
    try:
        wait_in_room(patient, clinician, house, visit)
        clinician.get_by_role("button", name="Admit").click()
        clinician.wait_for_function("() => document.querySelector('video[data-participant]')?.videoWidth > 0")
        before = facts(house, visit)
        patient.context.set_offline(True)  # the patient's data are gone
        clinician.get_by_role("button", name="Go on by phone").click()
        clinician.locator("[data-phone][data-state=talking]").wait_for()
        heard = hears(lambda: telephone.loudness(TONE) > 0.5) and hears(
            lambda: abs(clinician.evaluate(LOUDEST) - TELEPHONE_HERTZ) < 30
        )
        wait = clinician.evaluate("() => sessionStorage.rang - sessionStorage.clicked")
        clinician.get_by_role("button", name="Hang up").click()
        clinician.locator("[data-phone][data-state=ended]").wait_for()
        after = facts(house, visit)
        same = before["encounter"] == after["encounter"] and after["modality"] == "phone"
        return wait, same and after["calls"] == 1, heard
    finally:
        patient.context.close()
        clinician.context.close()


def hears(listen) -> bool:
    try:
        wait_until(listen, WITHIN_S)
    except AssertionError:
        return False
    return True


def facts(house: Served, visit: str) -> dict:
    return json.loads(in_django(house, "bench.phone:tell", visit).splitlines()[-1])


# In the installation


def set_up(registrar: str, say) -> None:
    from pathlib import Path

    from django.conf import settings
    from django.utils import timezone

    from telepraxis.base import tenancy
    from telepraxis.base.access import Actor
    from telepraxis.base.tenancy.models import Tenant
    from telepraxis.care.telephony import trunks

    tenant = Tenant.objects.get(slug="bench-calls")
    with tenancy.serving(tenant.id):
        trunks.set_up(
            registrar=registrar, user=TRUNK_USER, secret=TRUNK_SECRET, shown_number=PRACTICE, allowed_prefixes=[],
            refused_prefixes=[], max_minutes=60, calls_per_hour=1000, by=Actor.system(tenant.id), now=timezone.now(),
        )  # fmt: skip
    Path(settings.JANUS_WANTED).touch()


def tell(visit_id: str, say) -> None:
    from telepraxis.base import tenancy
    from telepraxis.base.tenancy.models import Tenant
    from telepraxis.care.encounters.models import Visit
    from telepraxis.care.telephony.models import PhoneCall, Trunk

    with tenancy.serving(Tenant.objects.get(slug="bench-calls").id):
        visit, trunk = Visit.objects.get(id=visit_id), Trunk.objects.first()
        told = {
            "line": trunk.state if trunk else "",
            "encounter": str(visit.encounter_id),
            "modality": visit.modality,
            "calls": PhoneCall.objects.filter(visit=visit).count(),
        }
    print(json.dumps(told))
