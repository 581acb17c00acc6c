"""Is this prescription genuine, and what is left of it? Asked by any pharmacist, without an account.

The answer says nothing of the patient and names no medicine: whoever holds the token has read both in it already.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.access.pace import Paces
from telepraxis.registry.signatures import verifying

from .models import PrescribedLine, Prescription, Status
from .signing import NUMBER_LENGTH, SIGNS, TOKEN

BY_ADDRESS = Paces(rate=0.5, burst=30)  # one counter with a queue of people
BY_NUMBER = Paces(rate=1 / 120, burst=5)  # birth dates are few: a number is not tried through
ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


class TooMany(Exception):
    """This address, or about this number, was asked too often in the last minutes."""


class SignedElsewhere(Exception):
    """The token is genuine and another organization's: ask there. `organization` is its id, `name` its name."""

    def __init__(self, organization: UUID, name: str):
        self.organization, self.name = organization, name
        super().__init__(name)


@dataclass(frozen=True)
class LineStanding:
    """Of one line: how often it may still be handed out, from when, and whether a pharmacy is getting it ready."""

    position: int
    status: str
    remaining: int
    supplies: int
    next_due_on: date | None
    is_claimed: bool


@dataclass(frozen=True)
class Standing:
    """What a prescription answers. `status` is one of Status."""

    number: str
    status: str
    issued_at: datetime
    expires_at: datetime
    ended_at: datetime | None
    practice: str
    has_paper: bool
    lines: tuple[LineStanding, ...]


@transaction.atomic
def ask(*, text: str, birth_date: date | None = None, by: Actor, now: datetime) -> Standing | None:
    """Return how a prescription of this organization stands, None where there is none like that.

    `text` is a token as it was scanned, or the number; with a number the patient's birth date has to be right.

    :raises TooMany: ask again in some minutes. :raises SignedElsewhere: another organization signed it.
    :raises verifying.NotAccepted: the token is forged, altered, revoked ...; its words say so.
    """
    if not BY_ADDRESS.allows(by.organization_id, by.address):
        raise TooMany
    number = tidy(text)
    found = _by_number(number, birth_date, by) if number else _by_token(text, by, now)
    if found is None:
        return None
    audit.looked(by, "medications.status_asked", patient=found.patient_id, entity=("Prescription", found.id))
    return standing(found, now)


def tidy(typed: str) -> str:
    """Return the number as it is kept, what people mishear put right; "" of what cannot be one."""
    number = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(ALIKE)
    return number if len(number) == NUMBER_LENGTH and set(number) <= set(SIGNS) else ""


def _by_number(number: str, birth_date: date | None, by: Actor) -> Prescription | None:
    if not BY_NUMBER.allows(by.organization_id, number):
        raise TooMany
    if birth_date is None:
        return None
    found = Prescription.objects.filter(number=number, patient__birth_date=birth_date)
    return found.select_related("organization").first()


def _by_token(text: str, by: Actor, now: datetime) -> Prescription | None:
    try:
        verified = verifying.token(text, kind=TOKEN, now=now)
    except verifying.Expired as over:  # genuine: its standing is asked all the same
        verified = over.verified
    if verified is None:
        return None
    if verified.organization != by.organization_id:
        raise SignedElsewhere(verified.organization, verified.organization_name)
    return Prescription.objects.select_related("organization").filter(number=verified.payload.get("n", "")).first()


def standing(found: Prescription, now: datetime) -> Standing:
    """Return how it stands at this moment, though the hour that ends it has not come yet. One query.

    Lines that are closed to the reader are counted too: which medicine they are is not said.
    """
    is_over = found.status == Status.ACTIVE and now >= found.expires_at
    with tenancy.seeing_everything():
        rows = list(PrescribedLine.objects.filter(prescription=found).order_by("position"))
    return Standing(
        number=found.shown_number,
        status=Status.EXPIRED if is_over else found.status,
        issued_at=found.issued_at,
        expires_at=found.expires_at,
        ended_at=found.ended_at,
        practice=found.organization.name,
        has_paper=found.paper_id is not None,
        lines=tuple(
            LineStanding(
                row.position,
                Status.EXPIRED if is_over and row.status == Status.ACTIVE else row.status,
                0 if is_over else row.remaining,
                row.supplies,
                row.next_due_on,
                row.is_claimed,
            )
            for row in rows
        ),
    )
