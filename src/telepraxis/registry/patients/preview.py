"""What two records say, side by side, before anybody merges them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from telepraxis.base import record
from telepraxis.base.record.models import Patient

from .arrivals import ComesIn, arrivals
from .combining import FIELDS, RETIRED, SURVIVOR, value_of
from .document import Details, details_of
from .duplicates import reasons_alike
from .held import Held, held_by
from .identity import lead_on, records_of
from .models import PatientProfile


@dataclass(frozen=True)
class Side:
    """One of the two records."""

    uid: UUID
    row: Patient
    details: Details
    registered_at: datetime | None

    @property
    def name(self) -> str:
        return self.row.name_text


@dataclass(frozen=True)
class Preview:
    """Two records side by side; `different` and `alike` are names of details."""

    survivor: Side
    retired: Side
    different: list[str]
    alike: list[str]
    held: list[Held]
    comers: list[ComesIn]
    why_alike: tuple[str, ...]
    warnings: list[str]
    refusals: list[str]

    @property
    def versions(self) -> str:
        return f"{self.survivor.row.version}-{self.retired.row.version}"

    @property
    def suggests_other_way(self) -> bool:
        """Tell whether the other record has more on it: the chart with more in it should survive."""
        weigh = [sum(line.of(side.uid) for line in self.held) for side in (self.survivor, self.retired)]
        return weigh[1] > weigh[0]


def preview_of(survivor: UUID, retired: UUID, *, now: datetime) -> Preview:
    """Return the two records side by side, in a constant number of queries.

    :raises Patient.DoesNotExist: one of them is not here.
    :raises identity.Merged: one of them was merged already.
    """
    rows = {row.uid: row for row in Patient.objects.filter(uid__in=(survivor, retired))}
    if len(rows) < 2:
        raise Patient.DoesNotExist("Not both of these records are here.")
    begun = dict(PatientProfile.objects.filter(patient__in=rows).values_list("patient_id", "registered_at"))
    for row in rows.values():
        lead_on(row)
    one, other = (_side(rows[uid], begun) for uid in (survivor, retired))
    known = [each for each in FIELDS if value_of(one.details, each) or value_of(other.details, each)]
    different = [each for each in known if value_of(one.details, each) != value_of(other.details, each)]
    held = held_by((survivor, retired), now=now)
    return Preview(
        survivor=one,
        retired=other,
        different=different,
        alike=[each for each in known if each not in different],
        held=held,
        comers=arrivals(records_of(survivor), records_of(retired), today=now.date()),
        why_alike=reasons_alike(one.details, other.details),
        warnings=_warnings(one, other, held),
        refusals=[str(line.refuses) for line in held if line.refuses],
    )


def _side(row: Patient, begun: dict) -> Side:
    return Side(row.uid, row, details_of(record.content_of(row)), begun.get(row.uid))


def _warnings(one: Side, other: Side, held: Sequence[Held]) -> list[str]:
    said = [
        (_("Their birth dates differ."), _differ(one, other, "birth_date")),
        (_("Their genders differ."), _differ(one, other, "gender")),
        (_("One of them has died."), one.row.deceased != other.row.deceased),
        (_("Not both records are in use."), not (one.row.active and other.row.active)),
    ]
    return [sentence for sentence, holds in said if holds] + [str(line.warns) for line in held if line.warns]


def _differ(one: Side, other: Side, field: str) -> bool:
    values = [value_of(side.details, field) for side in (one, other)]
    return None not in values and values[0] != values[1]


__all__ = ["RETIRED", "SURVIVOR", "Preview", "Side", "preview_of"]
