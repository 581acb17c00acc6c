"""How long a prescription is good for and how often it may be repeated, by schedule and by where the patient is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.registry.organizations.jurisdictions import jurisdiction as known_jurisdiction

from .models import Validity
from .permissions import may_set_prescribing
from .refusals import NotSo

SCHEDULES = ("", "II", "III", "IV", "V")


@dataclass(frozen=True)
class Rule:
    """Days from the day of issue, and how often beyond the first; None: as often as the prescriber says."""

    days: int
    most_repeats: int | None = None


# Schedule II is never refilled (21 CFR 1306.12(a)), III and IV at most five times within six months (1306.22(a)).
DEFAULTS = {
    "": Rule(365),
    "II": Rule(30, 0),
    "III": Rule(180, 5),
    "IV": Rule(180, 5),
    "V": Rule(180, 5),
}
FEDERAL = {"II": 0, "III": 5, "IV": 5}


def rules_for(jurisdiction: str) -> dict[str, Rule]:
    """Return the rule of each schedule there: the practice's own for the place, its country, everywhere, or ours.

    One query.
    """
    places = ["", jurisdiction.partition("-")[0], jurisdiction]
    found = dict(DEFAULTS)
    rows = Validity.objects.filter(jurisdiction__in=set(places))
    for row in sorted(rows, key=lambda each: places.index(each.jurisdiction)):
        found[row.schedule] = Rule(row.days, row.most_repeats)
    return found


def expires_at(rule: Rule, issued_at: datetime) -> datetime:
    """Return the moment from which nobody may hand out what was issued then."""
    return issued_at + timedelta(days=rule.days)


@transaction.atomic
def set_validity(
    *, jurisdiction: str, schedule: str, days: int, most_repeats: int | None = None, by: Actor, now: datetime
) -> Validity:
    """Set for how long a prescription is good and how often it is repeated there; `jurisdiction` "" is everywhere.

    :raises UnknownJurisdiction: nobody knows the code. :raises NotSo: the law of the place allows less.
    """
    may_set_prescribing.require(by)
    if jurisdiction:
        known_jurisdiction(by.organization_id, jurisdiction)
    if schedule not in SCHEDULES or not 1 <= days <= 1095:
        raise NotSo(_("Choose a schedule, and between one day and three years."))
    if jurisdiction.partition("-")[0] == "US" and schedule in FEDERAL:
        if (most_repeats is None or most_repeats > FEDERAL[schedule]) or (FEDERAL[schedule] and days > 183):
            raise NotSo(_("Federal law allows fewer repeats or days for this schedule (21 CFR 1306)."))
    row, _is_new = Validity.objects.update_or_create(
        organization_id=by.organization_id,
        jurisdiction=jurisdiction,
        schedule=schedule,
        defaults={"days": days, "most_repeats": most_repeats},
    )
    audit.wrote(by, "medications.validity_set", entity=("Validity", row.id), reason=f"{jurisdiction} {schedule} {days}")
    return row
