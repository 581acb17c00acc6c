"""Somebody acting in an organization."""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

from telepraxis.base.tenancy.sight import EVERYTHING, Sight


class Role(StrEnum):
    """What a person is in an organization; one person may be several."""

    PATIENT = "patient"
    PROXY = "proxy"
    PHYSICIAN = "physician"
    NURSE = "nurse"
    FRONT_DESK = "front_desk"
    BILLER = "biller"
    LABORATORY = "laboratory"
    PHARMACIST = "pharmacist"
    DISPATCHER = "dispatcher"
    MANAGER = "manager"
    PRIVACY_OFFICER = "privacy_officer"
    SYSTEM_ADMINISTRATOR = "system_administrator"


STAFF = frozenset(Role) - {Role.PATIENT, Role.PROXY}
CLINICIANS = frozenset({Role.PHYSICIAN, Role.NURSE})


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who acts, where, as what, and how they came in. Made anew for each request; never kept."""

    organization_id: UUID
    account_id: UUID | None = None
    name: str = ""
    roles: frozenset[Role] = frozenset()
    practitioner_id: UUID | None = None
    patient_id: UUID | None = None
    same_person: frozenset[UUID] = field(default_factory=frozenset)  # further records of theirs, merged into that one
    acts_for: frozenset[UUID] = field(default_factory=frozenset)  # with all records of these persons
    clearance: int = 0  # labels of sensitive documents that are open to them (base/record/labels.py)
    opened: frozenset[UUID] = field(default_factory=frozenset)  # patients whose every document is
    opened_as_parent: frozenset[UUID] = field(default_factory=frozenset)  # children: but what is kept from parents
    guest_of: UUID | None = None  # the one thing into which an invitation has let this actor
    via: str = "session"  # session, link, guest, public, system
    time_zone: str = ""  # in which the actor reads times; "" for the organization's
    address: str = ""
    request_id: str = ""

    @classmethod
    def system(cls, organization_id: UUID) -> "Actor":
        """Return the installation itself, acting on a schedule or at set-up."""
        return cls(organization_id=organization_id, name="Telepraxis", via="system", clearance=EVERYTHING.clearance)

    @classmethod
    def visitor(cls, organization_id: UUID, *, address: str = "", request_id: str = "") -> "Actor":
        """Return somebody who has not signed in, on a public page of an organization."""
        return cls(organization_id=organization_id, via="public", address=address, request_id=request_id)

    def by_link(self, *, patient_id: UUID, name: str) -> "Actor":
        """Return the actor that a signed link makes of a visitor: this patient, for this link's purpose."""
        return replace(
            self,
            patient_id=patient_id,
            opened=frozenset({patient_id}),
            name=name,
            roles=frozenset({Role.PATIENT}),
            via="link",
        )

    def as_guest(self, *, name: str, account_id: UUID | None, guest_of: UUID | None) -> "Actor":
        """Return the actor that an invitation makes: a name and, once let in, one thing; no role."""
        return Actor(
            organization_id=self.organization_id,
            account_id=account_id,
            name=name,
            via="guest",
            guest_of=guest_of,
            time_zone=self.time_zone,
            address=self.address,
            request_id=self.request_id,
        )

    @property
    def sight(self) -> Sight:
        """What a transaction sees that does something for this actor."""
        return Sight(self.clearance, self.opened, self.opened_as_parent)

    @property
    def is_system(self) -> bool:
        return self.via == "system"

    @property
    def is_staff(self) -> bool:
        return bool(self.roles & STAFF)

    @property
    def is_clinician(self) -> bool:
        return bool(self.roles & CLINICIANS)

    def has(self, *roles: Role) -> bool:
        """Tell whether the actor has at least one of these roles."""
        return bool(self.roles & frozenset(roles))

    @property
    def own_records(self) -> frozenset[UUID]:
        """The actor's own record as a patient, with those that were merged with it; empty for everybody else."""
        return self.same_person | {self.patient_id} if self.patient_id else frozenset()

    def is_patient(self, patient_id: UUID | None) -> bool:
        """Tell whether this is the actor's own record, or one that was merged with it."""
        return patient_id is not None and (patient_id == self.patient_id or patient_id in self.same_person)

    def is_or_acts_for(self, patient_id: UUID) -> bool:
        """Tell whether the actor is this patient, or may act for them today."""
        return self.is_patient(patient_id) or patient_id in self.acts_for
