"""A common visit, charted by one physician in a real browser on a real installation: how many things a hand does.

`interactions`: from the day's page to the signed note, as tests/hand.py counts them (a click, a key or chord, a run of
typing in one field: one each). `seconds` is how long the machine took over it, typing included. What was charted is
read from the database afterwards; a visit that lacks anything is no result.
"""

import json
import time
from datetime import UTC, datetime

from bench import houses

REACH = {"interactions": "<= 25"}
SLUG = "quayside"


def run(say) -> dict[str, float]:
    from playwright.sync_api import sync_playwright

    from tests.browser import DESKTOP, person_in, start_browser
    from tests.common_visit import chart_it
    from tests.hand import watched

    with houses.served("charting", fill="bench.charting:fill", version=str(time.time())) as served:
        house = json.loads(houses.in_django(served, "bench.charting:scene").strip().splitlines()[-1])
        with sync_playwright() as playwright:
            browser = start_browser(playwright)
            context = person_in(browser, **DESKTOP)
            name, _, value = house["cookie"].partition("=")
            context.add_cookies([{"name": name, "value": value, "url": served.url}])
            hand, page, begun = watched(context), context.new_page(), time.perf_counter()
            chart_it(page, served.url)
            took = time.perf_counter() - begun
            browser.close()
        for number, step in enumerate(hand.steps, 1):
            say(f"{number:3d}  {step}")
        say(houses.in_django(served, "bench.charting:check", house["patient"]).strip())
    return {"interactions": hand.interactions, "seconds": round(took, 1)}


# What runs in a Django process of the installation.


def fill(say) -> None:
    """Found the practice; who is there comes when the visit is to begin."""
    from telepraxis.registry.organizations.founding import found_organization

    found_organization(
        slug=SLUG, name="Quayside Practice", time_zone="Europe/Lisbon", jurisdiction="PT", now=datetime.now(UTC)
    )


def scene(say) -> None:
    """Print as JSON the patient who waits and the cookie of the physician."""
    from django.conf import settings
    from django.test import Client

    from telepraxis.base import tenancy
    from telepraxis.base.access import Actor
    from telepraxis.base.tenancy.models import Tenant
    from telepraxis.registry.accounts.models import Account
    from tests.common_visit_record import set_the_scene
    from tests.signing_in import sign_in_client

    practice, client = Tenant.objects.get(slug=SLUG), Client()
    with tenancy.serving(practice.id):
        made = set_the_scene(Actor.system(practice.id), datetime.now(UTC))
    sign_in_client(client, Account.objects.get(id=made.ines.account_id), practice)
    cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
    print(json.dumps({"patient": str(made.patient), "cookie": cookie}))


def check(patient: str, say) -> None:
    """Compare what stands in the record with what was to be charted; fail where it differs."""
    from uuid import UUID
    from zoneinfo import ZoneInfo

    from django.utils import timezone

    from telepraxis.base import tenancy
    from telepraxis.base.tenancy.models import Tenant
    from tests.common_visit import expected
    from tests.common_visit_record import said_of

    with tenancy.serving(Tenant.objects.get(slug=SLUG).id), timezone.override(ZoneInfo("Europe/Lisbon")):
        said, wanted = said_of(UUID(patient)), expected(timezone.localdate())
    wrong = {name: said[name] for name in wanted if said[name] != wanted[name]}
    if wrong:
        raise RuntimeError(f"not charted as it was to be: {wrong}")
    print("all of it stands in the record: " + ", ".join(wanted))
