"""Two practices with everybody in them, and one object of each kind at Quayside for the paths to name."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from telepraxis.base import tenancy
from telepraxis.base.access import Actor, Role
from telepraxis.base.tenancy.models import Tenant
from tests.matrix.exchanged import exchanged
from tests.matrix.named import named
from tests.matrix.promise import STAFF_ROLES, Persona
from tests.people import colleague, patient_with_account, signed_in_client

ZONE = ZoneInfo("Europe/Lisbon")


@dataclass
class World:
    """Who tries the doors (persona -> cookies) and what the paths name (argument -> value)."""

    quayside: Tenant
    hillcrest: Tenant
    visitors: dict[Persona, dict] = field(default_factory=dict)
    arguments: dict[str, object] = field(default_factory=dict)


def build_world(now: datetime) -> World:
    """Build both practices as of `now`; call it inside a test's transaction, outside any organization."""
    world = World(_found("quayside", now), _found("hillcrest", now))
    world.visitors[Persona("anonymous", "anonymous")] = {}
    with tenancy.serving(world.quayside.id):
        _people_quayside(world, now)
    with tenancy.serving(world.hillcrest.id):
        _people_hillcrest(world, now)
    return world


def _found(slug: str, now: datetime) -> Tenant:
    from telepraxis.registry.organizations.founding import found_organization

    return found_organization(
        slug=slug, name=slug.title(), time_zone="Europe/Lisbon", jurisdiction="PT", now=now - timedelta(days=100)
    )


def _people_quayside(world: World, now: datetime) -> None:
    from telepraxis.registry.accounts import memberships
    from telepraxis.registry.accounts.models import Account

    by = Actor.system(world.quayside.id)
    ines = _enrol("Carvalho", by, now)
    for role in STAFF_ROLES:
        practitioner = ines if role == "physician" else _enrol(role.title(), by, now) if role == "nurse" else None
        actor = _staff(role, by, practitioner)
        _let_in(world, Persona(f"{role} of Quayside", role), actor)
    left = _staff("physician", by, _enrol("Leaver", by, now), "left")
    _let_in(world, Persona("a physician who has left", "physician", relation="ended"), left)
    memberships.end(account=Account.objects.get(pk=left.account_id), by=by, now=now)
    amara, bruno = _patient("Amara", by, now), _patient("Bruno", by, now)
    _let_in(world, Persona("Amara, the patient", "patient", relation="own"), amara)
    _let_in(world, Persona("Bruno, another patient", "patient", relation="other"), bruno)
    _proxies(world, amara, by, now)
    world.arguments |= named(ines, amara, by, now) | exchanged(world.hillcrest, by, now)
    world.arguments |= {"organization": world.quayside.id, "slug": "quayside", "other": bruno.patient_id}
    world.arguments |= {"merge": _merge(by, now)}


def _people_hillcrest(world: World, now: datetime) -> None:
    by = Actor.system(world.hillcrest.id)
    for role in STAFF_ROLES:
        practitioner = _enrol(role.title(), by, now) if role in ("physician", "nurse") else None
        actor = _staff(role, by, practitioner, "hillcrest")
        _let_in(world, Persona(f"{role} of Hillcrest", role, organization="hillcrest"), actor)
    carla = _patient("Carla", by, now)
    _let_in(world, Persona("Carla, a patient of Hillcrest", "patient", organization="hillcrest", relation="own"), carla)


def _enrol(family: str, by: Actor, now: datetime):
    from telepraxis.registry.practitioners.enrolment import NewLicence, enrol

    licence = NewLicence(jurisdiction="PT", number="OM 1", valid_from=date(2010, 1, 1))
    return enrol(
        given="Dr", family=family, specialty_code="family-medicine", time_zone="Europe/Lisbon", licences=[licence],
        by=by, now=now,
    )  # fmt: skip


def _staff(role: str, by: Actor, practitioner, mark: str = "quayside") -> Actor:
    uid = practitioner.uid if practitioner else None
    return colleague(f"{role}@{mark}.test", f"{role} {mark}", {Role(role)}, by, practitioner=uid)


def _patient(given: str, by: Actor, now: datetime) -> Actor:
    from telepraxis.registry.patients.registration import register

    row = register(
        given=given, family="Okonjo", birth_date=date(1990, 1, len(given)), gender="female",
        email=f"{given.lower()}@patients.test", language="en", jurisdiction="PT", by=by, now=now,
    )  # fmt: skip
    return patient_with_account(row, by)


def _merge(by: Actor, now: datetime):
    """Return the id of a merge of two further records."""
    from telepraxis.registry.patients import merging
    from telepraxis.registry.patients.registration import register

    records = [register(given=given, family="Marchetti", by=by, now=now, birth_date=None) for given in ("Elena", "Ugo")]
    survivor, retired = (row.uid for row in records)
    return merging.merge(survivor=survivor, retired=retired, reason="Registered twice", by=by, now=now).id


def _proxies(world: World, amara: Actor, by: Actor, now: datetime) -> None:
    """Let in four people who act or acted for Amara, or who act for nobody any more."""
    from telepraxis.registry.accounts.models import Account
    from telepraxis.registry.accounts.people import account_for_proxy
    from telepraxis.registry.patients import proxies

    yesterday, last_year = now - timedelta(days=1), now - timedelta(days=365)
    for relation in ("valid", "expired", "revoked"):
        account = account_for_proxy(email=f"{relation}@proxies.test", name=f"{relation} proxy", by=by, now=now)
        appointed = proxies.appoint(
            patient=amara.patient_id,
            account=Account.objects.get(pk=account.pk),
            authority="patients_wish",
            scope=["book", "visit", "record"],
            starts_on=last_year.date(),
            until=yesterday.date() if relation == "expired" else None,
            by=by,
            now=last_year,
        )
        if relation == "revoked":
            proxies.revoke(proxy=appointed, by=by, now=yesterday)
        actor = Actor(organization_id=by.organization_id, account_id=account.pk, roles=frozenset({Role.PROXY}))
        _let_in(world, Persona(f"a proxy of Amara, {relation}", "proxy", relation=relation), actor)
        world.arguments["proxy"] = world.arguments.get("proxy") or appointed.pk


def _let_in(world: World, persona: Persona, actor: Actor) -> None:
    client = signed_in_client(actor)
    world.visitors[persona] = {name: morsel.value for name, morsel in client.cookies.items()}
