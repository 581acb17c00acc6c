"""What happens to a prescription after it was signed: cancelled, asked about, answered. The doors for all of it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from telepraxis.base import record, tenancy
from telepraxis.base.access import Actor

from . import networks
from .answering import answer, open_request, settle, take_up, withdraw
from .asking import ask, ask_change, ask_renewal
from .ending import end_lines, lines_of, locked
from .models import PrescribedLine, Request, Status
from .permissions import may_cancel, may_report_fills
from .refusals import NotSo, ReasonNeeded
from .request_document import words_in

__all__ = ["answer", "answer_cancel", "ask_change", "ask_renewal", "cancel", "take_up", "withdraw"]


@transaction.atomic
def cancel(
    *, prescription: UUID, row: UUID | None = None, reason: str, by: Actor, now: datetime
) -> tuple[Request, ...]:
    """Cancel a prescription or one line of it, and return what a pharmacy has yet to confirm; () when it is done.

    What a pharmacy is getting ready may be handed out at this moment: it is asked to give it back.

    :raises ReasonNeeded: nobody says why. :raises NotSo: nothing of it is active.
    """
    whole = locked(prescription)
    may_cancel.require(by, whole.patient_id)
    if not reason.strip():
        raise ReasonNeeded
    lines = [line for line in lines_of(whole) if line.status == Status.ACTIVE and row in (None, line.pk)]
    if not lines:
        raise NotSo(_("Nothing of this prescription is active any more."))
    claimed = [line for line in lines if line.is_claimed]
    with tenancy.seeing_everything():  # a line that is closed to the prescriber is asked back with the others
        asked = tuple(ask(_whole(line), Request.What.CANCEL, reason, by=by, now=now) for line in claimed)
    end_cancelled(whole, [line for line in lines if not line.is_claimed], reason.strip(), by, now)
    networks.announce(whole, what=networks.What.CANCEL, by=by, now=now)
    return asked


def _whole(line: PrescribedLine) -> PrescribedLine:
    return PrescribedLine.objects.select_related("prescription", "document").get(pk=line.pk)


def end_cancelled(whole, lines: list[PrescribedLine], reason: str, by: Actor, now: datetime) -> None:
    """Cancel lines; of which something was handed out the rest is stopped."""
    for line in lines:
        status = "stopped" if line.handed_out else "cancelled"
        end_lines(whole, [line], Status.CANCELLED, doc_status=status, why=reason, by=by, now=now)


@transaction.atomic
def answer_cancel(*, request: UUID, confirmed: bool, words: str = "", by: Actor, now: datetime) -> Request:
    """Say as the pharmacy that it gives the line back, or that it was handed out already.

    :raises NotSo: it was answered, or asks something else. :raises ReasonNeeded: denied without a word.
    """
    asked = open_request(request)
    may_report_fills.require(by, asked.patient_id)
    if asked.what != Request.What.CANCEL:
        raise NotSo(_("This asks something else."))
    if not confirmed and not words.strip():
        raise ReasonNeeded
    settle(asked, Request.State.APPROVED if confirmed else Request.State.DENIED, words=words, by=by, now=now)
    if confirmed:
        reason = _reason(asked)
        end_cancelled(locked(asked.prescription_id), [asked.line], reason, by, now)
    return asked


def _reason(asked: Request) -> str:
    return words_in(record.content_of(asked.document)) or _("Cancelled by the prescriber")
