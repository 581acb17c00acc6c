"""What the privacy officer looks at: emergency openings, patients' wishes, who is cleared for what."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.audit.wording import words_of
from telepraxis.base.record import openings
from telepraxis.base.record.labels import EVERYTHING, each
from telepraxis.base.record.models import Opening, Patient
from telepraxis.registry.accounts import memberships
from telepraxis.registry.accounts.models import Account, Membership
from telepraxis.registry.patients.identity import records_of, uids_of

from .labelling import SAID
from .models import Wish
from .permissions import may_watch

REVIEWED_SHOWN = 50
LOOKS_SHOWN = 200
SILENT = ("record.opened_break_glass", "record.opening_ended")  # told by the opening itself


class CommentMissing(ValueError):
    """A review says what was found."""

    def __init__(self):
        super().__init__(_("Write what you found."))


@dataclass(frozen=True)
class Opened:
    """One emergency opening, in however many records of the person."""

    first: Opening
    who: str
    patient: Patient
    all_ids: list[UUID] = field(default_factory=list)

    def is_standing(self, now: datetime) -> bool:
        return openings.is_standing(self.first, now)

    @property
    def over_at(self) -> datetime:
        return min(filter(None, (self.first.ended_at, self.first.until)))


@dataclass(frozen=True)
class Look:
    """Something done in the chart while it was open; equal ones in a row count as one."""

    at: datetime
    what: str
    writes: bool
    times: int


def to_review() -> int:
    """Return how much waits for the officer: openings nobody reviewed, wishes nobody answered. Two queries."""
    waiting = Opening.objects.filter(kind=Opening.Kind.BREAK_GLASS, reviewed_at=None)
    opened = waiting.values("account_id", "opened_at", "reason").distinct().count()
    return opened + Wish.objects.filter(answered_at=None).count()


def openings_waiting() -> list[Opened]:
    """Return the openings that nobody has reviewed, the newest first. Two queries."""
    return _grouped(_broken().filter(reviewed_at=None))


def openings_reviewed() -> list[Opened]:
    """Return the openings reviewed last. Two queries."""
    return _grouped(_broken().exclude(reviewed_at=None).order_by("-reviewed_at", "id")[:REVIEWED_SHOWN])


def opening_named(opening: UUID) -> Opened:
    """Return one opening with its siblings in the person's other records.

    :raises Opening.DoesNotExist: there is none.
    """
    one = _broken().get(id=opening)
    same = _broken().filter(account_id=one.account_id, opened_at=one.opened_at, reason=one.reason)
    return _grouped(same)[0]


def openings_of(patient: UUID) -> list[Opened]:
    """Return who opened this person's record in an emergency, the newest first. Two queries."""
    return _grouped(_broken().filter(patient__in=uids_of(patient)))


def looks_during(opened: Opened) -> list[Look]:
    """Return what the one who opened did in this chart while it was open, in words. Two queries."""
    events = AuditEvent.objects.filter(
        organization_id=opened.first.organization_id,
        account_id=opened.first.account_id,
        patient_id__in=records_of(opened.patient.uid),
        at__range=(opened.first.opened_at, opened.over_at),
    ).exclude(action__in=SILENT)
    found: list[Look] = []
    last = None
    for event in events.order_by("at", "id")[:LOOKS_SHOWN]:
        key = (event.action, event.entity_id)
        if key == last:
            found[-1] = Look(found[-1].at, found[-1].what, found[-1].writes, found[-1].times + 1)
        else:
            found.append(Look(event.at, str(words_of(event.action).office), event.kind == "write", 1))
        last = key
    return found


@transaction.atomic
def review(*, opened: Opened, justified: bool, comment: str, by: Actor, now: datetime) -> None:
    """Note what the officer found: whether it was justified, and what follows. The patient reads that it was reviewed.

    :raises CommentMissing: nothing was written.
    :raises openings.AlreadyReviewed: somebody has.
    """
    may_watch.require(by)
    if not comment.strip():
        raise CommentMissing
    for opening in opened.all_ids:
        openings.review(opening=opening, justified=justified, comment=comment, by=by, now=now)


def wishes_waiting() -> list[Wish]:
    """Return the wishes without an answer, the oldest first. One query."""
    return list(
        Wish.objects.filter(answered_at=None).select_related("patient").defer("patient__doc").order_by("asked_at")
    )


def wishes_answered() -> list[Wish]:
    """Return the wishes answered last. One query."""
    answered = Wish.objects.exclude(answered_at=None).select_related("patient").defer("patient__doc")
    return list(answered.order_by("-answered_at")[:REVIEWED_SHOWN])


@dataclass(frozen=True)
class Cleared:
    """What one colleague is cleared for, and who said so last."""

    member: Membership
    words: list[str]
    said_by: str
    said_at: datetime | None

    @property
    def has_all(self) -> bool:
        return self.member.clearances & EVERYTHING == EVERYTHING


def clearances() -> list[Cleared]:
    """Return every colleague with what they are cleared for, by name. Two queries."""
    told: dict[str, AuditEvent] = {}
    events = AuditEvent.objects.filter(organization_id=tenancy.served_organization(), action="accounts.cleared")
    for event in events.order_by("at", "id"):
        told[event.entity_id] = event
    return [_cleared(member, told.get(str(member.id))) for member in memberships.colleagues()]


def words_for(labels: int) -> list[str]:
    """Return labels in plain words, in a fixed order."""
    return [str(SAID[label]) for label in each(labels)]


def _cleared(member: Membership, event: AuditEvent | None) -> Cleared:
    said = (event.actor_name, event.at) if event else ("", None)
    return Cleared(member, words_for(member.clearances), *said)


def _broken():
    return (
        Opening.objects.filter(kind=Opening.Kind.BREAK_GLASS)
        .select_related("patient")
        .defer("patient__doc")
        .order_by("-opened_at", "id")
    )


def _grouped(found) -> list[Opened]:
    groups: dict[tuple, list[Opening]] = {}
    for opening in found:
        groups.setdefault((opening.account_id, opening.opened_at, opening.reason), []).append(opening)
    names = dict(Account.objects.filter(pk__in={key[0] for key in groups}).values_list("pk", "name"))
    return [_opened(rows, names) for rows in groups.values()]


def _opened(rows: list[Opening], names: dict[UUID, str]) -> Opened:
    patient = min((row.patient for row in rows), key=lambda each: (each.merged_into != "", str(each.uid)))
    return Opened(rows[0], names.get(rows[0].account_id, rows[0].opened_by_name), patient, [row.id for row in rows])
