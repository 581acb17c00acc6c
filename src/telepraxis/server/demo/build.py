"""Build the demonstration clinic in one transaction: it is there whole, or not at all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from telepraxis.base import tenancy
from telepraxis.base.access import Actor, Role
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.record.models import Patient, Practitioner
from telepraxis.base.tenancy.models import Tenant
from telepraxis.care.encounters.models import Visit
from telepraxis.care.scheduling import hours, offering
from telepraxis.care.scheduling.models import Modality, Service
from telepraxis.registry.accounts import demo, people
from telepraxis.registry.accounts.models import Account
from telepraxis.registry.consents.texts import adopt_starter_texts
from telepraxis.registry.organizations import profile, sites
from telepraxis.registry.organizations.founding import found_organization
from telepraxis.registry.patients import proxies, registration
from telepraxis.registry.practitioners.enrolment import NewLicence, enrol
from telepraxis.registry.practitioners.portraits import set_portrait

from .confidential import restrict_something
from .contributions import add_and_ask
from .decided import decide_ahead
from .diary import Calendar, Entry
from .money import charge_and_pay
from .ordered import order_medicines
from .people import COLLEAGUES, Colleague, Invented, patients
from .pharmacies import open_pharmacies
from .places import Place, place_where_it_is_mid_morning
from .portraits import portrait
from .prescriptions import prescribe
from .results import bring_results
from .stocked import stock_the_practice
from .today import play_today
from .visits import fill_diary

SLUG = "quayside"
PATIENTS = 300
GRIDS = {15: 20, 20: 30, 40: 60}  # a visit's minutes -> how often one begins


@dataclass
class Clinic:
    """What is being built, for the steps that follow."""

    tenant: Tenant
    place: Place
    now: datetime
    by: Actor
    pharmacies: dict[str, Tenant]
    practitioners: dict[str, Practitioner] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    services: dict[str, Service] = field(default_factory=dict)
    patients: list[Patient] = field(default_factory=list)
    to_sign: list[tuple[Entry, Visit]] = field(default_factory=list)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.place.zone)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def actor(self, key: str) -> Actor:
        """Return the colleague as they act in the clinic."""
        colleague = next(one for one in COLLEAGUES if one.key == key)
        return Actor(
            organization_id=self.tenant.id,
            account_id=self.accounts[key].id,
            name=self.accounts[key].name,
            roles=frozenset(Role(role) for role in colleague.roles),
            practitioner_id=self.practitioners[key].uid if key in self.practitioners else None,
        )


def is_built() -> bool:
    """Tell whether the demonstration clinic is here."""
    return Tenant.objects.filter(slug=SLUG).exists()


def is_of_today(*, now: datetime) -> bool:
    """Tell whether the clinic was built within the last ten hours, so that its day still looks like today."""
    tenant = Tenant.objects.get(slug=SLUG)
    with tenancy.serving(tenant.id):
        built_at = AuditEvent.objects.order_by("at").values_list("at", flat=True).first()
    return built_at is not None and now - built_at < timedelta(hours=10)


def build_demonstration(*, now: datetime, say: Callable[[str], None] = lambda step: None) -> Tenant:
    """Build the clinic as of `now` and offer its roles at the demonstration's door; `say` hears each step."""
    place = place_where_it_is_mid_morning(now)
    with transaction.atomic(), _new_clinic(place, now, open_pharmacies(place, now, say)) as clinic:
        for step, work in STEPS.items():
            say(step)
            work(clinic)
    return clinic.tenant


@contextmanager
def _new_clinic(place: Place, now: datetime, pharmacies: dict[str, Tenant]) -> Iterator[Clinic]:
    tenant = found_organization(
        slug=SLUG,
        name="Quayside Practice",
        time_zone=place.zone,
        jurisdiction=place.jurisdiction,
        phone=f"{place.phone_prefix} 000",
        email="desk@quayside.example",
        now=now - timedelta(days=400),
    )
    with tenancy.serving(tenant.id):
        yield Clinic(tenant, place, now, Actor.system(tenant.id), pharmacies)


def _describe(clinic: Clinic) -> None:
    place, by, now = clinic.place, clinic.by, clinic.now
    adopt_starter_texts(by=by, now=now)
    profile.amend_profile(
        name="Quayside Practice",
        time_zone=place.zone,
        jurisdiction=place.jurisdiction,
        street="1 Quay Lane",
        city=place.town,
        postal_code="4100",
        phone=f"{place.phone_prefix} 000",
        email="desk@quayside.example",
        out_of_hours_text="We answer messages from 08:00. At night, call the emergency number if a life is in danger.",
        by=by,
        now=now,
    )
    for name, town, number in (("Quayside", place.town, "010"), (place.second_town, place.second_town, "020")):
        sites.open_site(
            name=name, city=town, time_zone=place.zone, phone=f"{place.phone_prefix} {number}", by=by, now=now
        )
    profile.finish_set_up(by=by, now=now)


def _employ(clinic: Clinic) -> None:
    for number, colleague in enumerate(COLLEAGUES):
        if colleague.specialty:
            clinic.practitioners[colleague.key] = _enrol(clinic, colleague, number)
        practitioner = clinic.practitioners.get(colleague.key)
        clinic.accounts[colleague.key] = people.create_staff_account(
            email=f"{colleague.key}@quayside.example",
            name=f"{colleague.title} {colleague.name}".strip(),
            roles={Role(role) for role in colleague.roles},
            practitioner=practitioner.uid if practitioner else None,
            time_zone=clinic.place.zone,
            by=clinic.by,
            now=clinic.now,
        )


def _enrol(clinic: Clinic, colleague: Colleague, number: int) -> Practitioner:
    row = enrol(
        title=colleague.title,
        given=colleague.given,
        family=colleague.family,
        gender=colleague.gender,
        specialty_code=colleague.specialty,
        languages=colleague.languages,
        licences=[
            NewLicence(
                jurisdiction=clinic.place.jurisdiction,
                number=f"{clinic.place.jurisdiction} {48_213 + 1_117 * number}",
                valid_from=clinic.today - timedelta(days=365 * 9),
                valid_until=clinic.today + timedelta(days=365 * 2),
            )
        ],
        time_zone=clinic.place.zone,
        by=clinic.by,
        now=clinic.now,
    )
    picture = portrait(colleague.key, colleague.gender).encode()
    set_portrait(practitioner=row.uid, content=picture, by=clinic.by, now=clinic.now)
    week = [
        hours.WeekRule(weekday, starts * 30, ends * 30) for weekday in range(5) for starts, ends in ((17, 25), (27, 35))
    ]
    hours.set_week(practitioner=row.uid, rules=week, by=clinic.by, now=clinic.now)
    return row


def _offer(clinic: Clinic) -> None:
    everyway = (Modality.VIDEO, Modality.IN_PERSON, Modality.PHONE)
    named = {
        "family-medicine": ("Family doctor", 15, 3500, everyway),
        "paediatrics": ("Children's doctor", 20, 4000, everyway),
        "dermatology": ("Skin", 15, 4500, everyway),
        "psychiatry": ("Mind and mood", 40, 8000, everyway),
        "cardiology": ("Heart", 20, 6000, everyway),
        "nursing": ("Nurse", 15, 1500, (Modality.IN_PERSON, Modality.PHONE, Modality.VIDEO)),
    }
    for specialty, (name, minutes, price, modalities) in named.items():
        clinic.services[specialty] = offering.offer_service(
            name=name,
            minutes=minutes,
            grid_minutes=GRIDS[minutes],
            buffer_after_minutes=5,
            horizon_days=91,
            price_minor=price,
            currency=clinic.place.currency,
            modalities=modalities,
            practitioners=[clinic.practitioners[one.key].uid for one in COLLEAGUES if one.specialty == specialty],
            by=clinic.by,
            now=clinic.now,
        )


def _register(clinic: Clinic) -> None:
    known: list = []
    for one in patients(PATIENTS, clinic.today):
        days_known = min(380, (clinic.today - one.born).days - 20)
        registered_at = clinic.now - timedelta(days=days_known)
        row = registration.register(**_details(clinic, one), by=clinic.by, now=registered_at, despite_duplicates=known)
        known.append(row.uid)
        clinic.patients.append(row)


def _details(clinic: Clinic, one: Invented) -> dict:
    prefix = clinic.place.phone_prefix
    return {
        "given": one.given,
        "family": one.family,
        "birth_date": one.born,
        "gender": one.gender,
        "phone": f"{prefix} {1000 + one.number}",
        "email": one.email if clinic.today.year - one.born.year >= 16 else "",
        "language": one.language,
        "interpreter_language": one.interpreter,
        "needs": one.needs,
        "jurisdiction": clinic.place.jurisdiction,
        "time_zone": clinic.place.zone,
        "address": {"street": one.street, "city": clinic.place.town, "postal_code": "4100"},
        "emergency_contact": {
            "name": f"{'Chidi Okonjo' if one.number == 0 else 'Next of kin'}",
            "relation": "family",
            "phone": f"{prefix} {2000 + one.number}",
        },
    }


def _let_patients_in(clinic: Clinic) -> None:
    """Give Amara an account, with which she also acts for her son; a few others have one too."""
    for number in (0, 2, 3, 4, 5):
        row = clinic.patients[number]
        clinic.accounts[f"patient {number}"] = people.account_for_patient(
            email=row.email or f"patient.{number}@patients.example",
            name=row.name_text,
            patient=row.uid,
            time_zone=clinic.place.zone,
            by=clinic.by,
            now=clinic.now,
        )
    proxies.appoint(
        patient=clinic.patients[1].uid,
        account=clinic.accounts["patient 0"],
        authority="parental",
        scope=["book", "visit", "record"],
        relation="mother",
        by=clinic.by,
        now=clinic.now,
    )


def _fill(clinic: Clinic) -> None:
    calendars = [
        Calendar(one.key, one.specialty, one.minutes, GRIDS[one.minutes]) for one in COLLEAGUES if one.specialty
    ]
    fill_diary(clinic, calendars)


def _open_the_door(clinic: Clinic) -> None:
    doors = (
        ("patient 0", "Patient", "/"),
        ("ines", "Physician", "/day/"),
        ("samuel", "Physician", "/day/"),
        ("freya", "Nurse", "/day/"),
        ("rui", "Front desk", "/desk/"),
        ("grace", "Manager", "/setup/"),
        ("tomasz", "Privacy officer", "/audit/"),
        ("noor", "System administrator", "/operator/"),
    )
    for order, (key, label, landing) in enumerate(doors):
        demo.offer(clinic.accounts[key], label=label, landing=landing, order=order)


STEPS: dict[str, Callable[[Clinic], None]] = {
    "The practice, its two sites and its texts": _describe,
    "Colleagues with licences, portraits and hours": _employ,
    "Services": _offer,
    "300 patients": _register,
    "Accounts": _let_patients_in,
    "Three months behind and ahead": _fill,
    "Today, in full swing": play_today,
    "What is restricted": restrict_something,
    "What patients add and ask": add_and_ask,
    "Results of the morning": bring_results,
    "What was decided ahead": decide_ahead,
    "What is prescribed": prescribe,
    "What is ordered at the pharmacy": order_medicines,
    "What things cost and who has paid": charge_and_pay,
    "What is in stock": stock_the_practice,
    "The door": _open_the_door,
}
