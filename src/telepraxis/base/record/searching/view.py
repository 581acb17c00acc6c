"""What a question may see, and the tables it may name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from uuid import UUID

from telepraxis.base.access.grants import Reach
from telepraxis.base.fhir.asking import Criterion, criteria_of
from telepraxis.base.fhir.parameters import compartment, main_dates, patient_places, types

from .. import models


@dataclass(frozen=True, slots=True)
class Table:
    """Where the documents of a type stand: `patient` is the column of the chart they belong to, "" without one.

    `shares` says that other types stand there too.
    """

    name: str
    shares: bool
    patient: str


@dataclass(frozen=True)
class View:
    """One organization, within the reach of who asks. `reach_of` answers None for a type that is out of reach."""

    organization_id: UUID
    reach_of: Callable[[str], Reach | None]
    now: datetime
    unfiltered: bool = False

    @cached_property
    def _aliases(self) -> list[int]:
        return [0]

    def alias(self) -> str:
        """Return a name for one more table of the statement."""
        self._aliases[0] += 1
        return f"t{self._aliases[0]}"

    @cached_property
    def within_filters(self) -> "View":
        """The same view for what the filters themselves ask: they are not filtered in turn."""
        return View(self.organization_id, self.reach_of, self.now, unfiltered=True)

    def filters(self, type: str) -> list[tuple[Criterion, ...]]:
        """Return the alternatives of which a document of this type must meet one whole; [] for no limit."""
        reach = self.reach_of(type)
        if self.unfiltered or reach is None or not reach.filters or not all(reach.filters):
            return []
        return [criteria_of(type, each, now=self.now) for each in reach.filters]

    def patients(self, type: str) -> list[UUID] | None:
        """Return the charts that a document of this type must belong to, None for no limit."""
        reach = self.reach_of(type)
        return sorted(reach.patients) if reach and reach.patients is not None and is_of_patients(type) else None


@cache
def table_of(type: str) -> Table:
    """Return the table of a type of R4: the only way a type's name becomes part of a statement."""
    if type not in types():
        raise KeyError(type)
    model = models.table_of(type)
    columns = {field.column for field in model._meta.concrete_fields}
    patient = "uid" if type == "Patient" else "patient_id" if "patient_id" in columns else ""
    return Table(f'"{model._meta.db_table}"', model is models.Resource, patient)


@cache
def is_of_patients(type: str) -> bool:
    """Whether documents of this type belong to charts, or to several people's: only those within reach are seen."""
    return type == "Patient" or bool(patient_places(type) or compartment("Patient", type))


@cache
def only_date(type: str) -> int | None:
    """Return the place that alone decides the column `at` of this type, None where several do, or none."""
    dates = main_dates(type)
    return dates[0].id if len(dates) == 1 else None
