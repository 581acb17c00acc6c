"""Controlled substances (21 CFR 1306 and 1311): every control, and all of it off until an audit is on record.

Nobody here claims that this program was audited: the operator records that an auditor from outside did so for their
installation (1311.300), a second person confirms it, and after two years at most it counts no more.
"""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.uuid7 import uuid7

from .lines import Line
from .models import ControlledAudit
from .permissions import may_record_audit
from .prescribers import is_dea_number, prescriber_of
from .refusals import NotSo

COUNTS_FOR = timedelta(days=2 * 365)  # 21 CFR 1311.300
KNOWN = frozenset({"password"})  # what one knows, and what one has: two of different kinds are asked (1311.115)
HAD = frozenset({"totp", "webauthn"})
# The sentence that 21 CFR 1311.140 wants on the screen while the factors are asked for.
STATEMENT = (
    "By completing the two-factor authentication protocol at this time, you are legally signing the prescription(s) "
    "and authorizing the transmission of the above information to the pharmacy for dispensing. The two-factor "
    "authentication protocol may only be completed by the practitioner whose name and DEA registration number appear "
    "above."
)


@transaction.atomic
def record_audit(
    *, auditor: str, report: str, audited_on: date, valid_until: date | None = None, by: Actor, now: datetime
) -> ControlledAudit:
    """Write down that prescribing of controlled substances here was audited; it counts once a second person confirms.

    :raises NotSo: the auditor or the report is not named, or the days cannot be.
    """
    may_record_audit.require(by)
    last = valid_until or audited_on + COUNTS_FOR
    if not auditor.strip() or not report.strip() or by.account_id is None:
        raise NotSo(_("Name the auditor, and where the report lies."))
    if audited_on > now.date() or not audited_on < last <= audited_on + COUNTS_FOR:
        raise NotSo(_("An audit lies in the past and counts for two years at most."))
    row = ControlledAudit(
        id=uuid7(),
        organization_id=by.organization_id,
        auditor=auditor.strip()[:200],
        report=report.strip()[:200],
        audited_on=audited_on,
        valid_until=last,
        recorded_by=by.name,
        recorded_by_account=by.account_id,
        recorded_at=now,
    )
    row.save(force_insert=True)
    audit.wrote(by, "medications.audit_recorded", entity=("ControlledAudit", row.id))
    return row


@transaction.atomic
def confirm_audit(*, audit_id: UUID, by: Actor, now: datetime) -> ControlledAudit:
    """Confirm it as a second person. :raises NotSo: it is one's own, or was withdrawn."""
    may_record_audit.require(by)
    row = ControlledAudit.objects.select_for_update().get(pk=audit_id)
    if row.withdrawn_at is not None or row.recorded_by_account == by.account_id or by.account_id is None:
        raise NotSo(_("A second person confirms this."))
    row.confirmed_by, row.confirmed_by_account, row.confirmed_at = by.name, by.account_id, now
    row.save(update_fields=["confirmed_by", "confirmed_by_account", "confirmed_at"])
    audit.wrote(by, "medications.audit_confirmed", entity=("ControlledAudit", row.id))
    return row


@transaction.atomic
def withdraw_audit(*, audit_id: UUID, by: Actor, now: datetime) -> ControlledAudit:
    """Say that it counts no more, at once and alone."""
    may_record_audit.require(by)
    row = ControlledAudit.objects.select_for_update().get(pk=audit_id)
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_by = now, by.name
        row.save(update_fields=["withdrawn_at", "withdrawn_by"])
        audit.wrote(by, "medications.audit_withdrawn", entity=("ControlledAudit", row.id))
    return row


def audit_that_holds(on: date) -> ControlledAudit | None:
    """Return the audit that counts on this day. One query."""
    held = ControlledAudit.objects.filter(confirmed_at__isnull=False, withdrawn_at=None)
    return held.filter(audited_on__lte=on, valid_until__gte=on).order_by("-valid_until").first()


def is_strong(factors: frozenset[str]) -> bool:
    """Tell whether two factors of different kinds were given: what one knows, and what one has."""
    return bool(factors & KNOWN) and bool(factors & HAD)


def refusals(lines: list[Line], *, author: UUID, address: str, jurisdiction: str, on: date) -> tuple[str, ...]:
    """Return why these lines are not signed although they are complete; () where nothing is controlled. Two queries."""
    if not any(line.is_controlled for line in lines):
        return ()
    said = []
    if not all(line.is_controlled for line in lines):
        said.append(_("Controlled substances are signed apart, on a prescription of their own."))
    if audit_that_holds(on) is None:
        said.append(_("Prescribing of controlled substances is off: no audit is on record (21 CFR 1311.300)."))
    prescriber = prescriber_of(author)
    if prescriber is None or not prescriber.may_prescribe_controlled:
        said.append(_("Two people have not yet granted you controlled substances."))
    elif jurisdiction.partition("-")[0] == "US" and not is_dea_number(prescriber.dea_number):
        said.append(_("Your DEA registration number is not valid."))
    if not address:
        said.append(_("The patient's address has to stand on it (21 CFR 1306.05)."))
    return tuple(said)
