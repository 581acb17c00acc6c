"""What a patient has said on the way to a booking."""

from datetime import datetime
from uuid import UUID

from telepraxis.base.access import Actor

from .models import BookingDraft, Service


def begin_draft(
    *, service: Service, patient: UUID | None, reason: str, opened_by: str, by: Actor, now: datetime
) -> BookingDraft:
    """Keep service and reason until the booking is confirmed, for whoever opened it alone."""
    draft = BookingDraft(
        organization_id=by.organization_id,
        opened_by=opened_by,
        service=service,
        patient_id=patient,
        reason=reason,
        opened_at=now,
    )
    draft.save(force_insert=True)
    return draft


def draft_of(draft_id: UUID, opened_by: str, *, lock: bool = False) -> BookingDraft:
    """Return the draft; `lock` has a second press of the button wait for the first.

    :raises BookingDraft.DoesNotExist: somebody else's, or thrown away after a day.
    """
    drafts = BookingDraft.objects.select_related("service")
    if lock:
        drafts = drafts.select_for_update(of=("self",))
    return drafts.get(id=draft_id, opened_by=opened_by)
