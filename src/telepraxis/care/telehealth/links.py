"""Join links: a signed address that lets the patient into one visit without an account.

A link names its organization and its appointment or visit, nothing else: no person, no clinical fact. It works until
two hours after the planned end, which stands in the database, so that a moved appointment keeps its link. Its signature
carries the second in which it was made: when links are taken back, all that were made before are dead.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from telepraxis.base import audit, live, notify
from telepraxis.base.access import Actor
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.permissions import may_run_visit
from telepraxis.care.encounters.visits import refuse_when_over

from .models import BirthDateTry, JoinedDevice, LinkRevocation

GOOD_AFTER_END = timedelta(hours=2)
UNBOOKED_LENGTH = timedelta(minutes=30)  # a visit that nobody booked is planned for this long
TRIES = 5
MOST_DEVICES = 20  # on which one visit's link may be opened: more is no patient
_SALT = "telehealth.join"


class LinkForged(Exception):
    """The link was not made here, or was damaged on the way."""


class LinkExpired(Exception):
    """The visit's planned end lies more than two hours back."""


class LinkCancelled(Exception):
    """The visit was cancelled."""


class LinkRevoked(Exception):
    """The practice has taken this link back; a newer one may have been sent."""


class TooManyDevices(Exception):
    """The link was opened in more browsers than one patient has."""


class LinkUsedUp(Exception):
    """The visit took place and is over."""


class TooManyTries(Exception):
    """The birth date was given wrongly too often on other devices."""


class WrongBirthDate(Exception):
    """It is not the patient's; `left` tries remain."""

    def __init__(self, left: int):
        super().__init__(f"{left} tries left")
        self.left = left


@dataclass(frozen=True)
class JoinLink:
    """What a link says: an organization, and an appointment or a visit in it."""

    organization_id: UUID
    appointment_id: UUID | None = None
    visit_id: UUID | None = None
    issued_at: datetime | None = None


class _SignedAt(signing.TimestampSigner):
    """Signs as of a given second: a link that replaces others must be younger than their end."""

    def __init__(self, at: datetime):
        super().__init__(salt=_SALT)
        self.at = at

    def timestamp(self) -> str:
        return signing.b62_encode(int(self.at.timestamp()))


def join_token(
    *,
    organization_id: UUID,
    appointment_id: UUID | None = None,
    visit_id: UUID | None = None,
    issued_at: datetime | None = None,
) -> str:
    """Return the token of a link to the appointment's visit, or to a visit that was never booked."""
    kind, subject = ("a", appointment_id) if appointment_id else ("v", visit_id)
    said = [organization_id.hex, kind, subject.hex]
    return _SignedAt(issued_at).sign_object(said) if issued_at else signing.dumps(said, salt=_SALT)


def join_link(*, organization_id: UUID, appointment_id: UUID | None = None, visit_id: UUID | None = None) -> str:
    """Return the whole address, for a mail or a message."""
    return address_of(join_token(organization_id=organization_id, appointment_id=appointment_id, visit_id=visit_id))


def address_of(token: str) -> str:
    """Return the whole address of a join link's token."""
    return settings.PUBLIC_URL.rstrip("/") + reverse("telehealth:join", args=[token])


def read(token: str) -> JoinLink:
    """Return what the token says; older signing keys of the installation still count.

    :raises LinkForged: no key of ours signed this.
    """
    try:
        organization, kind, subject = signing.loads(token, salt=_SALT)
        name = {"a": "appointment_id", "v": "visit_id"}[kind]
        issued_at = datetime.fromtimestamp(signing.b62_decode(token.rsplit(":", 2)[1]), UTC)
        return JoinLink(organization_id=UUID(organization), issued_at=issued_at, **{name: UUID(subject)})
    except (signing.BadSignature, ValueError, KeyError, TypeError) as reason:
        raise LinkForged from reason


def refuse_unless_good(visit: Visit, planned_end: datetime, *, issued_at: datetime | None, now: datetime) -> None:
    """Pass while the visit's link works.

    :raises LinkRevoked: it was made before all links of the visit were taken back.
    :raises LinkCancelled: the visit will not take place.
    :raises LinkUsedUp: it is over.
    :raises LinkExpired: it is too late.
    """
    if _is_revoked(visit, issued_at):
        raise LinkRevoked
    if visit.status == Visit.Status.CANCELLED:
        raise LinkCancelled
    if visit.status == Visit.Status.FINISHED:
        raise LinkUsedUp
    if now > planned_end + GOOD_AFTER_END and visit.status != Visit.Status.IN_PROGRESS:
        raise LinkExpired


def _is_revoked(visit: Visit, issued_at: datetime | None) -> bool:
    """Tell whether a link made at that time was taken back; of one whose time nobody wrote down, any taking back is."""
    found = LinkRevocation.objects.filter(visit=visit)
    return (found.filter(revoked_at__gte=issued_at) if issued_at else found).exists()


@transaction.atomic
def revoke(*, visit: Visit, by: Actor, now: datetime) -> str:
    """Take back every join link of the visit and whoever came in by one; return the address of a new link, mailed too.

    :raises VisitIsOver: nothing is left to be opened.
    """
    visit = Visit.objects.locked(visit)
    may_run_visit.require(by, visit)
    refuse_when_over(visit)
    LinkRevocation.objects.create(
        organization_id=visit.organization_id, visit=visit, revoked_at=now, revoked_by=by.name
    )
    audit.wrote(by, "telehealth.links_revoked", patient=visit.patient_id, entity=("Visit", visit.id))
    live.rights_changed(live.group(visit.organization_id, "visit", visit.id))
    token = join_token(organization_id=visit.organization_id, visit_id=visit.id, issued_at=now + timedelta(seconds=1))
    address = address_of(token)
    notify.email(
        to=visit.patient.email,
        template="telehealth/mail/new_link",
        context={"name": visit.patient.name_text, "clinician": visit.practitioner.name_text, "join_link": address},
        language=visit.patient.language,
        patient=visit.patient_id,
        by_key=f"new-link:{visit.id}:{now.timestamp()}",
    )
    return address


@transaction.atomic
def open_on(
    *, visit: Visit, device_id: UUID, device_name: str, issued_at: datetime | None = None, by: Actor, now: datetime
) -> JoinedDevice:
    """Note that the link was opened in this browser, and return its row. Opening alone binds the link to nobody.

    :raises TooManyDevices: twenty browsers have opened it before.
    """
    row = JoinedDevice.objects.filter(visit=visit, device_id=device_id).first()
    if row is None:
        if JoinedDevice.objects.filter(visit=visit).count() >= MOST_DEVICES:
            raise TooManyDevices
        row, _is_new = JoinedDevice.objects.get_or_create(
            organization_id=visit.organization_id,
            visit=visit,
            device_id=device_id,
            defaults={"device_name": device_name, "opened_at": now, "link_issued_at": issued_at},
        )
        audit.wrote(by, "telehealth.link_opened", patient=visit.patient_id, entity=("Visit", visit.id))
    elif issued_at and (row.link_issued_at is None or issued_at > row.link_issued_at):
        row.link_issued_at = issued_at
        row.save(update_fields=["link_issued_at"])
    return row


def must_confirm(row: JoinedDevice) -> bool:
    """Tell whether this browser must give the birth date: another one went on with the link before it."""
    if row.took_at or row.birth_date_confirmed_at:
        return False
    return JoinedDevice.objects.filter(visit_id=row.visit_id, took_at__isnull=False).exists()


def take(*, row: JoinedDevice, now: datetime) -> None:
    """Bind the link to this browser: somebody acted in it (a mail scanner only opens)."""
    if row.took_at is None:
        row.took_at = now
        row.save(update_fields=["took_at"])


def confirm_birth_date(*, row: JoinedDevice, birth_date, by: Actor, now: datetime) -> None:
    """Let a second device in when the birth date is the patient's. A wrong one is counted, and stays counted.

    :raises TooManyTries: no try is left for this visit's link.
    :raises WrongBirthDate: it is somebody else's.
    """
    visit = Visit.objects.locked(row.visit)
    used = BirthDateTry.objects.filter(visit=visit).count()
    if used >= TRIES:
        raise TooManyTries
    if birth_date is None or birth_date != visit.patient.birth_date:
        BirthDateTry.objects.create(organization_id=visit.organization_id, visit=visit, device_id=row.device_id, at=now)
        audit.wrote(by, "telehealth.birth_date_wrong", patient=visit.patient_id, entity=("Visit", visit.id))
        if used + 1 >= TRIES:
            raise TooManyTries
        raise WrongBirthDate(TRIES - used - 1)
    row.birth_date_confirmed_at, row.took_at = now, row.took_at or now
    row.save(update_fields=["birth_date_confirmed_at", "took_at"])
    audit.wrote(by, "telehealth.birth_date_confirmed", patient=visit.patient_id, entity=("Visit", visit.id))


def second_device_of(visit: Visit) -> JoinedDevice | None:
    """Return the newest second device that confirmed the birth date, for the clinician to see. One query."""
    found = JoinedDevice.objects.filter(visit=visit, birth_date_confirmed_at__isnull=False)
    return found.order_by("-birth_date_confirmed_at").first()
