"""Ask somebody to pay, by a mail that holds a link and not a word of what it is for."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from telepraxis.base import audit, notify
from telepraxis.base.access import Actor
from telepraxis.base.notify.models import OutgoingMail
from telepraxis.care.scheduling.letters import reader_of

from . import links
from .models import Charge
from .owing import locked, owed_on
from .paying import NothingOwed
from .permissions import may_take


class NoAddress(Exception):
    """Nobody knows a mail address of whoever owes it."""


@transaction.atomic
def send_link(*, charge: Charge, to: str = "", by: Actor, now: datetime) -> OutgoingMail:
    """Mail the link to pay to the patient, or to the address.

    :raises NothingOwed: :raises NoAddress:
    """
    may_take.require(by)
    charge = locked(charge.id)
    if owed_on(charge).minor <= 0:
        raise NothingOwed
    reader = reader_of(charge.patient_id) if charge.patient_id else None
    mail = notify.email(
        to=to or (reader.email if reader else ""),
        template="payments/mail/link",
        context={"name": charge.owed_by, "link": settings.PUBLIC_URL.rstrip("/") + links.path_to(charge)},
        language=reader.language if reader else "en",
        patient=charge.patient_id,
        by_key=f"payments.link:{charge.id}:{int(now.timestamp()) // 60}",  # a double click is one mail
        time_zone=(reader.time_zone or None) if reader else None,
    )
    if mail is None:
        raise NoAddress
    audit.wrote(by, "payments.link_sent", patient=charge.patient_id, entity=("Charge", charge.id))
    return mail
