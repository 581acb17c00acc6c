"""How many things a hand does to prescribe, counted in a real browser as tests/hand.py counts them.

`run` prescribes on a real installation, beside a visit, from the tab to the signature with a code from the
app: a known medicine, then a basket of three. What was signed is read from the database afterwards; a prescription
that lacks anything is no result.
"""

import json
import time
from datetime import UTC, datetime

from bench import houses

REACH = {"known_interactions": "<= 6", "basket_interactions": "<= 20"}
SLUG = "quayside"


def run(say) -> dict[str, int]:
    """Return known_interactions and basket_interactions."""
    from playwright.sync_api import sync_playwright

    from tests.browser import DESKTOP, person_in, start_browser
    from tests.hand import watched
    from tests.prescribing_by_hand import KNOWN, THREE, prescribe

    found = {}
    with houses.served("prescribing", fill="bench.charting:fill", version=str(time.time())) as served:
        house = json.loads(houses.in_django(served, "bench.prescribing_steps:scene").strip().splitlines()[-1])
        with sync_playwright() as playwright:
            browser = start_browser(playwright)
            context = person_in(browser, **DESKTOP)
            name, _, value = house["cookie"].partition("=")
            context.add_cookies([{"name": name, "value": value, "url": served.url}])
            hand, page = watched(context), context.new_page()
            for what, lines in (("known_interactions", KNOWN), ("basket_interactions", THREE)):
                page.goto(f"{served.url}/visit/{house['visit']}/")
                page.locator("html[data-ready]").wait_for(state="attached")
                before = hand.interactions
                prescribe(page, lines, _next_code())
                found[what] = hand.interactions - before
                for number, step in enumerate(hand.steps[before:], 1):
                    say(f"{what} {number:3d}  {step}")
            browser.close()
        say(houses.in_django(served, "bench.prescribing_steps:check").strip())
    return found


_used: set[str] = set()


def _next_code() -> str:
    """Return a code of the app that was not used yet; each is good once, and the next comes after half a minute."""
    import pyotp

    from tests.prescribing_by_hand import SECRET

    while (code := pyotp.TOTP(SECRET).now()) in _used:
        time.sleep(1)
    _used.add(code)
    return code


# What runs in a Django process of the installation.


def scene(say) -> None:
    """Print as JSON the visit that is on and the cookie of the physician, whose app is set up."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP
    from django.conf import settings
    from django.test import Client

    from telepraxis.base import tenancy
    from telepraxis.base.access import Actor
    from telepraxis.base.tenancy.models import Tenant
    from telepraxis.care.encounters import presences, visits
    from telepraxis.care.encounters.models import Visit
    from telepraxis.care.scheduling.models import Appointment
    from telepraxis.registry.accounts.models import Account
    from telepraxis.registry.practitioners.licences import add_licence
    from tests.common_visit_record import set_the_scene
    from tests.prescribing_by_hand import SECRET
    from tests.signing_in import sign_in_client

    practice, client, now = Tenant.objects.get(slug=SLUG), Client(), datetime.now(UTC)
    with tenancy.serving(practice.id):
        system = Actor.system(practice.id)
        made = set_the_scene(system, now)
        since = now.date().replace(year=now.year - 3, day=1)
        add_licence(
            practitioner=made.ines.practitioner_id, jurisdiction="PT", number="OM 1", valid_from=since, by=system,
            now=now,
        )  # fmt: skip
        waiting = Appointment.objects.filter(patient_id=made.patient).latest("starts_at")
        visit = visits.visit_for(appointment=waiting, by=made.ines, now=now)
        presences.start_talking(visit=visit, by=made.ines, now=now)
        visit = Visit.objects.get(pk=visit.pk)
    account = Account.objects.get(id=made.ines.account_id)
    sign_in_client(client, account, practice)
    Authenticator.objects.filter(user=account).delete()
    TOTP.activate(account, SECRET)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    print(json.dumps({"visit": str(visit.id), "cookie": cookie}))


def check(say) -> None:
    """Fail unless two prescriptions are signed, of one and of three medicines."""
    from telepraxis.base import tenancy
    from telepraxis.base.tenancy.models import Tenant
    from telepraxis.care.medications.models import Prescription

    with tenancy.serving(Tenant.objects.get(slug=SLUG).id):
        counts = list(Prescription.objects.order_by("issued_at").values_list("line_count", flat=True))
    if counts != [1, 3]:
        raise RuntimeError(f"signed {counts}, not one medicine and then three")
    print("signed: one medicine, then three in one basket")
