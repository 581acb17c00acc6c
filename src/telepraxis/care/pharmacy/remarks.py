"""Pharmacist and prescriber write to each other beside a prescription. The words stand in documents."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from telepraxis.base import audit, record, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.base.record import labels
from telepraxis.base.record.models import Patient
from telepraxis.base.uuid7 import uuid7
from telepraxis.care.medications.papers import labels_of
from telepraxis.commons.mailbox.reading import Message

from . import claims, orders, post
from .bodies import Said
from .events import RemarkWritten
from .models import Claim, Order, Remark
from .permissions import may_dispense, may_remark_as_prescriber
from .refusals import NotSo, ReasonNeeded

LONGEST = 2000
TO_PHARMACY, TO_PRESCRIBER = "pharmacy", "prescriber"


@transaction.atomic
def write(*, order: UUID | None = None, claim: UUID | None = None, words: str, by: Actor, now: datetime) -> Remark:
    """Say something to the other side of an order, or of a claim.

    :raises ReasonNeeded: nothing is said. :raises NotSo: the claim was not granted. :raises NotReachable: as it says.
    """
    side = orders.locked(order) if order else claims.locked(claim)
    (may_remark_as_prescriber if order else may_dispense).require(by, side.patient_id)
    if not words.strip():
        raise ReasonNeeded
    if side.patient_id is None:
        raise NotSo(_("Nobody is there to read it before the claim is granted."))
    words = words.strip()[:LONGEST]
    row = keep(**_of(side), words=words, author=by.name, by=by, now=now)
    fields = {"words": words, "author": by.name, "to": TO_PHARMACY if order else TO_PRESCRIBER}
    post.send("pharmacy.remark", side, fields=fields, by=by, now=now)
    return row


@transaction.atomic
def read(*, remarks: list[UUID], by: Actor, now: datetime) -> int:
    """Note that what came was read; the first reader counts. Return how many were new."""
    new = list(Remark.objects.select_for_update().filter(pk__in=remarks, is_ours=False, read_at=None))
    for row in new:
        (may_remark_as_prescriber if row.order_id else may_dispense).require(by, row.patient_id)
        row.read_at, row.read_by = now, by.name[:200]
        row.save(update_fields=["read_at", "read_by"])
        audit.wrote(by, "pharmacy.remark_read", patient=row.patient_id, entity=("Remark", row.id))
    return len(new)


def came(
    *, order: Order | None = None, claim: Claim | None = None, message: Message, said: Said, now: datetime
) -> None:
    """Keep what the other side said."""
    side = order or claim
    words = said.text("words", LONGEST).strip()
    if not words or side.patient_id is None or Remark.objects.filter(message=message.message).exists():
        return
    author = said.text("author", 120)
    name = f"{author}, {message.sender_name}" if author else message.sender_name
    by = Actor.system(side.organization_id)
    keep(**_of(side), words=words, author=name, message=message.message, by=by, now=now)


def _of(side: Order | Claim) -> dict:
    return {"order": side} if isinstance(side, Order) else {"claim": side}


def keep(
    *,
    order: Order | None = None,
    claim: Claim | None = None,
    words: str,
    author: str,
    message: UUID | None = None,
    by: Actor,
    now: datetime,
) -> Remark:
    """Keep a remark, ours or (with `message`) theirs, closed like what it is about."""
    side = order or claim
    with tenancy.seeing_everything():
        logical_id = Patient.objects.values_list("logical_id", flat=True).get(uid=side.patient_id)
        about = [each.document.logical_id for each in side.lines.select_related("document") if each.document_id]
        doc = {
            "resourceType": "Communication",
            "id": str(uuid7()),
            "status": "completed",
            "subject": {"reference": f"Patient/{logical_id}"},
            "about": [{"reference": f"MedicationRequest/{each}"} for each in about],
            "sent": now.isoformat(),
            "sender": {"display": author},
            "payload": [{"contentString": words}],
        }
        if order is not None and (closed := labels_of(order.prescription)):
            doc = labels.with_labels(doc, closed)
        kept = record.write("Communication", {key: value for key, value in doc.items() if value}, by=by, now=now)
        row = Remark.objects.create(
            organization_id=side.organization_id, order=order, claim=claim, patient_id=side.patient_id, document=kept,
            is_ours=message is None, author=author[:200], author_account=by.account_id, message=message, said_at=now,
        )  # fmt: skip
    audit.wrote(by, "pharmacy.remarked", patient=side.patient_id, entity=("Communication", kept.logical_id))
    if message is not None:
        tell(RemarkWritten(remark=row.id, patient=side.patient_id, at=now))
    return row
