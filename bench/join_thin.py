"""From opening the link to two-way sound at 60 kbit/s: nothing cached, the way in taken as fast as one can read it.

The patient's access carries 60 kbit/s in both directions from the start; the clinician waits with the visit open and
admits as soon as the page lets her. Each step is clicked the moment it can be. Sound is two-way when both pages have
heard it in two quarters of a second in a row. The median of five visits counts.
"""

import json
import time
from statistics import median

from bench.calls import fill_card_at_once
from bench.houses import in_django
from bench.over_link import Scene, heard_again, scene_over_link
from tests.netlink import Access

REACH = {"sound_s": "<= 20"}
VISITS = 5
THIN = Access(rate_kbit=60)


def run(say) -> dict[str, float]:
    found = []
    with scene_over_link("join-thin") as scene:
        opened = json.loads(in_django(scene.house, "bench.join_thin:open_links", str(VISITS)).splitlines()[-1])
        doctor = scene.browser("clinician")
        for link, visit, session in opened:
            before = scene.net.passed()["patient"]
            found.append(join(scene, doctor, session, link, visit, say))
            kilobytes = (scene.net.passed()["patient"] - before) / 1000
            say(f"  two-way sound after {found[-1]:.1f} s; {kilobytes:.0f} kB went over the line until then")
        doctor.close()
    return {"sound_s": round(median(found), 2), "sound_s_max": round(max(found), 2)}


def join(scene: Scene, doctor, session: str, link: str, visit: str, say) -> float:
    """Return the seconds from opening the link until both hear each other."""
    clinician = scene.page(doctor, session)
    clinician.goto(f"{scene.house.url}/visit/{visit}/")
    clinician.locator("[data-media=open]").wait_for()
    browser = scene.browser("patient")
    patient = scene.page(browser)
    scene.net.set("patient", THIN)
    try:
        since = time.time()
        way_in(patient, scene.house.url + link, lambda step: say(f"    {time.time() - since:5.1f} s {step}"))
        clinician.get_by_role("button", name="Admit").click()
        say(f"    {time.time() - since:5.1f} s admitted")
        moments = [heard_again(page, since) for page in (patient, clinician)]
        assert None not in moments, "no sound within a minute"
        return max(moments)
    finally:
        scene.net.set("patient")
        browser.close()
        clinician.context.close()


def way_in(patient, address: str, reached) -> None:
    """Take the steps of the way in, each the moment it can be taken."""
    patient.goto(address, wait_until="commit")
    patient.get_by_role("button", name="Continue").click(no_wait_after=True)
    reached("device check passed")
    fill_card_at_once(patient)
    reached("safety card answered")
    patient.get_by_role("region", name="Waiting room").wait_for()
    reached("in the waiting room")


def open_links(count: str, say) -> None:
    """In the installation: found practices with a visit each, and print the join links."""
    from telepraxis.base.tenancy.models import Tenant
    from telepraxis.care.telehealth.tests import clinic as scene

    opened, before = [], Tenant.objects.count()
    for number in range(int(count)):  # a practice each: nobody's answers are remembered from the visit before
        clinic = scene.open_clinic(f"thin-{before}-{number}", "Thin Line Practice")
        opened.append((clinic.link(), str(clinic.visit_id), clinic.clinician_cookie()))
    print(json.dumps(opened))
