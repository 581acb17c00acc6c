"""A running clinic for clients that others wrote: a whole installation on loopback, its people, a patient, two apps."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

from tests.installations import data_home, free_port, running

PASSWORD, APP_SECRET = "a boat for every tide", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@dataclass(frozen=True)
class Clinic:
    """Quayside Practice. `base` is the address of its API, `token` that of a service which may do everything.

    Amara Okonjo, 68 kg, and Tomasz Wilk are its patients (by their logical ids), Dr Inês Carvalho signs in as
    ines@quayside.test, or with one click; Growth Chart (by its client id) is an app on `app_port`.
    """

    url: str
    base: str
    token: str
    amara: str
    tomasz: str
    growth_chart: str
    app_port: int


@contextmanager
def running_clinic() -> Iterator[Clinic]:
    from bench.houses import Served, in_django
    from telepraxis.server.installation import Installation

    app_port = free_port()
    with (
        data_home() as home,
        running("demo", "--empty", "--port", str(free_port()), "--no-browser", home=home) as run,
    ):
        url = run.until_ready(300)
        installation = Installation.at(home, "demo")
        installation.recall()
        served = Served(url, home, run, installation.environment(TELEPRAXIS_URL=url))
        made = json.loads(in_django(served, "tests.clients.house:furnish", str(app_port)).splitlines()[-1])
        yield Clinic(url=url, base=f"{url}/fhir/quayside", app_port=app_port, **made)


def furnish(app_port: str, say) -> None:
    """Make the practice, in a Django process of the installation, and print what a test must know of it."""
    from allauth.mfa.totp.internal.auth import TOTP

    from telepraxis.base import tenancy
    from telepraxis.base.access import Actor, Role
    from telepraxis.registry.accounts import demo, people
    from telepraxis.registry.accounts.models import Account
    from telepraxis.registry.apps import registering
    from telepraxis.registry.apps.grants import issue_system_token
    from telepraxis.registry.organizations.founding import found_organization
    from telepraxis.registry.practitioners.enrolment import NewLicence, enrol
    from tests.people import colleague

    now = datetime.now(UTC)
    practice = found_organization(
        slug="quayside", name="Quayside Practice", time_zone="Europe/Lisbon", jurisdiction="PT", now=now
    )
    system = Actor.system(practice.id)
    with tenancy.serving(practice.id):
        doctor = enrol(
            title="Dr", given="Inês", family="Carvalho", specialty_code="family-medicine", languages=["en"],
            licences=[NewLicence(jurisdiction="PT", number="OM 41872", valid_from=date(2009, 9, 1))],
            time_zone="Europe/Lisbon", by=system, now=now,
        )  # fmt: skip
        ines = colleague("ines@quayside.test", "Dr Inês Carvalho", {Role.PHYSICIAN}, system, practitioner=doctor.uid)
        account = Account.objects.get(pk=ines.account_id)
        people.set_password(account=account, password=PASSWORD)
        TOTP.activate(account, APP_SECRET)
        demo.offer(account, label="Physician", landing="/day/", order=1)
        app = registering.register(
            registering.Particulars(
                name="Growth Chart", kind="public", proof="none", for_patients=False,
                scopes="launch launch/patient openid fhirUser patient/Patient.rs patient/Observation.rs".split(),
                redirect_uris=[f"http://localhost:{app_port}/app.html"],
                launch_uri=f"http://localhost:{app_port}/launch.html",
            ),
            by=system, now=now,
        ).app  # fmt: skip
        amara = _registered("Amara", "Okonjo", date(1991, 3, 12), "female", system, now)
        _weighed(amara, 68, system, now)
        said = {
            "token": issue_system_token(scopes=["system/*.cruds"], by=system, now=now, name="Other systems"),
            "amara": amara,
            "tomasz": _registered("Tomasz", "Wilk", date(1955, 2, 2), "male", system, now),
            "growth_chart": app.client_id,
        }
    print(json.dumps(said))


def _registered(given: str, family: str, birth_date: date, gender: str, by, now: datetime) -> str:
    from telepraxis.registry.patients.registration import register

    row = register(
        given=given, family=family, birth_date=birth_date, gender=gender, jurisdiction="PT", by=by, now=now
    )  # fmt: skip
    return row.logical_id


def _weighed(patient: str, kilograms: int, by, now: datetime) -> None:
    from telepraxis.base.record.keepers import keeper_of

    weight = {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
        "subject": {"reference": f"Patient/{patient}"},
        "effectiveDateTime": "2026-11-02T09:30:00Z",
        "valueQuantity": {"value": kilograms, "unit": "kg"},
    }
    keeper_of("Observation").keep(weight, if_version=None, by=by, now=now)
