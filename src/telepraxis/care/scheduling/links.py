"""Signed links to one appointment: who holds one sees when, with whom and how, and may move or cancel. No account."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.urls import reverse

from .models import Appointment

_SALT = "scheduling.appointment"
GOOD_AFTER_END = timedelta(days=7)  # so that a late reader learns what became of it, not that a link is broken


@dataclass(frozen=True)
class AppointmentLink:
    """What a link says."""

    organization_id: UUID
    appointment_id: UUID


class LinkUnusable(Exception):
    """The link is forged or damaged."""


def token_for(appointment: Appointment) -> str:
    """Return the token of an appointment's link; it stays the same for good, also when the appointment moves."""
    said = urlsafe_b64encode(appointment.organization_id.bytes + appointment.id.bytes).decode().rstrip("=")
    return Signer(salt=_SALT).sign(said)


def read(token: str) -> AppointmentLink:
    """Return what the token says.

    :raises LinkUnusable: forged or damaged.
    """
    try:
        said = urlsafe_b64decode(Signer(salt=_SALT).unsign(token) + "=")
    except (BadSignature, ValueError) as reason:
        raise LinkUnusable from reason
    return AppointmentLink(UUID(bytes=said[:16]), UUID(bytes=said[16:]))


def has_ended(appointment: Appointment, now: datetime) -> bool:
    """Tell whether the link shows nothing any more."""
    return now > appointment.ends_at + GOOD_AFTER_END


def path_to(appointment: Appointment, page: str = "linked") -> str:
    """Return the path of the appointment's page by link: `linked`, `linked_move` or `linked_cancel`."""
    return reverse(f"scheduling:{page}", args=[token_for(appointment)])
