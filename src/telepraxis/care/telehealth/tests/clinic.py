"""A whole small clinic for scenes in the browser: Quayside, with Dr Inês Carvalho, Amara Okonjo, and their visit."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.test import Client
from django.utils import timezone

from telepraxis.base import tenancy
from telepraxis.base.access import Actor, Role
from telepraxis.base.tenancy.models import Tenant
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.models import Visit
from telepraxis.registry.accounts import hats, people
from telepraxis.registry.accounts.models import Account
from telepraxis.registry.organizations.founding import found_organization
from telepraxis.registry.patients import registration
from telepraxis.registry.practitioners.enrolment import NewLicence, enrol
from tests.signing_in import sign_in_client

from .. import links, safety
from ..models import SafetyCard

BORN = date(1991, 3, 14)


@dataclass
class Clinic:
    """Ids and accounts of the people in the scene; `visit` is Amara's by video, planned for now."""

    tenant: Tenant
    ines: UUID
    amara: UUID
    dr_ines: Account
    amara_account: Account
    visit_id: UUID

    @property
    def system(self) -> Actor:
        return Actor.system(self.tenant.id)

    def serving(self):
        return tenancy.serving(self.tenant.id)

    def visit(self) -> Visit:
        with self.serving():
            return Visit.objects.select_related("patient", "practitioner").get(id=self.visit_id)

    def link(self) -> str:
        return "/join/" + links.join_token(organization_id=self.tenant.id, visit_id=self.visit_id) + "/"

    def clinician_cookie(self) -> str:
        client = Client()
        sign_in_client(client, self.dr_ines, self.tenant, hat=hats.STAFF)
        return client.cookies["sessionid"].value

    def patient_cookie(self) -> str:
        client = Client()
        sign_in_client(client, self.amara_account, self.tenant, hat=hats.PATIENT)
        return client.cookies["sessionid"].value

    def as_amara(self) -> Actor:
        return Actor(
            organization_id=self.tenant.id,
            account_id=self.amara_account.id,
            name="Amara Okonjo",
            roles=frozenset({Role.PATIENT}),
            patient_id=self.amara,
        )

    def as_ines(self) -> Actor:
        return Actor(
            organization_id=self.tenant.id,
            account_id=self.dr_ines.id,
            name="Dr Inês Carvalho",
            roles=frozenset({Role.PHYSICIAN}),
            practitioner_id=self.ines,
        )

    def next_visit(self) -> None:
        """Amara has another visit; from here on the scene is about that one."""
        now = timezone.now()
        with self.serving():
            visit = visits.open_visit(
                patient=self.amara, practitioner=self.ines, modality="video", planned_at=now, by=self.system, now=now
            )
        self.visit_id = visit.id

    def answer_card(self, **answers) -> SafetyCard:
        """Amara has filled in her safety card a moment ago."""
        said = complete_answers(**answers)
        with self.serving():
            text = safety.consent_text(self.visit(), said.jurisdiction, "en", timezone.now())
            return safety.answer(visit=self.visit(), answers=said, text=text, by=self.as_amara(), now=timezone.now())


def complete_answers(**answers) -> safety.Answers:
    said = {
        "jurisdiction": "PT",
        "place": "14 Ropewalk Street, Port Alder",
        "callback_phone": "+351 910 555 014",
        "company": "alone",
        "consents": True,
    }
    return safety.Answers(**said | answers)


def open_clinic(slug: str = "quayside", name: str = "Quayside Practice") -> Clinic:
    """Found the practice and open the visit, committed where the test's database commits."""
    now = timezone.now()
    tenant = found_organization(
        slug=slug, name=name, time_zone="Europe/Lisbon", jurisdiction="PT", phone="+351 210 555 010", now=now
    )
    system = Actor.system(tenant.id)
    with tenancy.serving(tenant.id):
        ines = enrol(
            given="Inês",
            family="Carvalho",
            title="Dr",
            specialty_code="394814009",
            specialty_text="Family doctor",
            time_zone="Europe/Lisbon",
            licences=[
                NewLicence(
                    jurisdiction="PT",
                    number="OM 48 213",
                    valid_from=date(2015, 1, 1),
                    register_url="https://ordemdosmedicos.pt/",
                )
            ],
            by=system,
            now=now,
        )
        amara = registration.register(
            given="Amara", family="Okonjo", birth_date=BORN, phone="+351910555014", email=f"amara@{slug}.example",
            jurisdiction="PT", emergency_contact={"name": "Chidi", "relation": "brother", "phone": "+351910555027"},
            by=system, now=now,
        )  # fmt: skip
        visit = visits.open_visit(
            patient=amara.uid,
            practitioner=ines.uid,
            modality="video",
            planned_at=now + timedelta(minutes=5),
            by=system,
            now=now,
        )
    dr_ines = people.create_staff_account(
        email=f"ines@{slug}.example", name="Dr Inês Carvalho", roles={Role.PHYSICIAN}, practitioner=ines.uid,
        by=system, now=now,
    )  # fmt: skip
    account = people.account_for_patient(
        email=f"amara@{slug}.example", name="Amara Okonjo", patient=amara.uid, by=system, now=now
    )
    return Clinic(tenant, ines.uid, amara.uid, dr_ines, account, visit.id)
