"""Write the sheet, and hand the patient on to the clinician with it."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from telepraxis.base import audit, record
from telepraxis.base.access import Actor
from telepraxis.base.record.models import Practitioner
from telepraxis.care.encounters import rooming
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.visits import look_again
from telepraxis.care.measurements.reading import of_encounter

from .document import nurse_note
from .models import Intake
from .permissions import may_write_intake

MOST_MEDICINES = 60
Medicine = tuple[str, str]  # name; dose and how often, as the patient says


class NothingAndSomething(ValueError):
    """The patient takes nothing, and yet medicines are listed."""


@transaction.atomic
def save(
    *,
    visit: Visit,
    reason: str,
    medicines: Sequence[Medicine],
    takes_nothing: bool,
    remarks: str,
    by: Actor,
    now: datetime,
) -> Intake:
    """Keep what the nurse has written so far. Saved unchanged it changes nothing.

    :raises NothingAndSomething: "takes no medicines" is ticked beside a list.
    :raises NotWithNurse: the patient is not with a nurse just now.
    :raises WithAnotherNurse: they are with a colleague.
    """
    visit = Visit.objects.locked(visit)
    may_write_intake.require(by, visit)
    _refuse_unless_with(by, visit)
    listed = [{"name": name.strip(), "how": how.strip()} for name, how in medicines if name.strip() or how.strip()]
    if takes_nothing and listed:
        raise NothingAndSomething
    sheet = Intake.objects.filter(visit=visit).first() or Intake(organization_id=visit.organization_id, visit=visit)
    written = (_plain(reason), listed[:MOST_MEDICINES], takes_nothing, _plain(remarks))
    if sheet.saved_at and written == _written(sheet):
        return sheet
    sheet.reason, sheet.medicines, _takes_nothing, sheet.remarks = written
    sheet.takes_nothing_said_at = (sheet.takes_nothing_said_at or now) if takes_nothing else None
    sheet.nurse_name, sheet.saved_at = by.name, now
    sheet.save()
    audit.wrote(by, "rooming.intake_saved", patient=visit.patient_id, entity=("Visit", visit.id))
    look_again(visit)
    return sheet


def _written(sheet: Intake) -> tuple:
    return sheet.reason, sheet.medicines, sheet.takes_nothing_said_at is not None, sheet.remarks


def _plain(text: str) -> str:
    return text.replace("\x00", "").replace("\r\n", "\n").strip()


def _refuse_unless_with(by: Actor, visit: Visit) -> None:
    if not visit.is_with_nurse:
        raise rooming.NotWithNurse(visit)
    if visit.nurse_account_id != by.account_id:
        raise rooming.WithAnotherNurse(visit)


@transaction.atomic
def ready_for_clinician(*, visit: Visit, by: Actor, now: datetime) -> Visit:
    """Hand the patient on: the sheet becomes a nurse note of the record, and the visit is ready.

    :raises NotWithNurse: the patient is not with a nurse just now.
    :raises WithAnotherNurse: they are with a colleague.
    :raises VisitHasBegun: the clinician has them already.
    :raises VisitIsOver: it has ended or was cancelled.
    """
    was_with_nurse = Visit.objects.locked(visit).is_with_nurse
    visit = rooming.ready_for_clinician(visit=visit, by=by, now=now)
    sheet = Intake.objects.select_related("note").filter(visit=visit).first()
    if sheet is not None and was_with_nurse:
        _write_note(sheet, visit, by, now)
    return visit


def _write_note(sheet: Intake, visit: Visit, by: Actor, now: datetime) -> None:
    author = Practitioner.objects.filter(uid=by.practitioner_id).first() if by.practitioner_id else None
    document = nurse_note(sheet, visit, of_encounter(visit.encounter_id), author, now)
    if not document["section"]:
        return
    sheet.note = record.write("Composition", document, by=by, now=now)
    sheet.save(update_fields=["note"])
    audit.wrote(by, "rooming.note_written", patient=visit.patient_id, entity=("Composition", sheet.note.logical_id))
