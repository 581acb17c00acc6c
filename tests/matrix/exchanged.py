"""What the paths of messages between organizations name: an enquiry, a partner, a message that was given up."""

from datetime import datetime

from telepraxis.base.access import Actor
from telepraxis.base.tenancy.models import Tenant


def exchanged(partner: Tenant, by: Actor, now: datetime) -> dict:
    from telepraxis.commons.mailbox import sending
    from telepraxis.commons.mailbox.models import Enquiry, Outgoing

    asked = Enquiry.objects.create(
        organization_id=by.organization_id, address="https://pharmacy.example/messages/harbour/", asked_at=now,
        asked_by="Marta Nunes",
    )  # fmt: skip
    message = sending.send(to=partner.id, kind="greeting", body={}, by=by, now=now)
    message.state, message.ended_at = Outgoing.State.FAILED, now
    message.save(update_fields=["state", "ended_at"])
    return {"enquiry_id": asked.id, "partner_id": message.partner_id, "message_id": message.id}
