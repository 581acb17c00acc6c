"""Whether something may have been withheld from an answer: documents whose labels are not open to the bearer."""

import time
from collections.abc import Iterable
from uuid import UUID

from telepraxis.base.fhir import parameters
from telepraxis.base.fhir.asking import Query
from telepraxis.base.fhir.asking.query import PointedAt, Through, Words
from telepraxis.base.record.labels import NEVER_CLOSED

from .asked import Asked
from .database import Database

REMEMBERED_S = 0.5
MOST_REMEMBERED = 10_000
IN_USE = "SELECT labels FROM labels_in_use() AS labels"
OF_PATIENTS = (
    "SELECT count(*) FROM withheld_of(ARRAY("
    "SELECT uid FROM record_patient WHERE organization_id = current_organization() AND logical_id = ANY(%s)))"
)


class Withholding:
    """Which labels there are in each organization, as of half a second ago, for one process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._in_use: dict[UUID, tuple[float, list[int]]] = {}

    async def from_search(self, asked: Asked, query: Query) -> bool:
        """Tell whether the search may have met something that is closed to the bearer."""
        if not _asks_of_closed(query):
            return False
        reaches = [asked.grant.reach(type, "s") for type in query.types]
        charts = [reach.patients for reach in reaches if reach is not None]
        within = None if None in charts else frozenset().union(*charts)
        if not await self.is_possible(asked, within):
            return False
        named = None if query.includes else _patients_named(query)
        return await self.from_patients(asked, named) if named else True

    async def is_possible(self, asked: Asked, patients: frozenset[UUID] | None = None) -> bool:
        """Tell whether anything in the organization is closed to the bearer; not where all `patients` are open."""
        sight = asked.grant.actor.sight
        if sight.sees_all or (patients is not None and patients <= sight.opened):
            return False
        return any(labels & ~sight.clearance for labels in await self._labels_in_use(asked))

    async def from_patients(self, asked: Asked, logical_ids: Iterable[str]) -> bool:
        """Tell whether something in the charts of these patients is closed to the bearer."""
        [[(count,)]] = await self._database.ask_all(asked.whom, (OF_PATIENTS, [list(logical_ids)]))
        return count > 0

    async def _labels_in_use(self, asked: Asked) -> list[int]:
        until, labels = self._in_use.get(asked.organization_id, (0.0, []))
        if until < time.monotonic():
            began = time.monotonic()
            [rows] = await self._database.ask_all(asked.whom, (IN_USE, []))
            labels = [each for (each,) in rows]
            if len(self._in_use) >= MOST_REMEMBERED:
                self._in_use.clear()
            self._in_use[asked.organization_id] = (began + REMEMBERED_S, labels)
        return labels


def _asks_of_closed(query: Query) -> bool:
    """Whether the question has to do with anything but who and where."""
    if query.includes or any(type not in NEVER_CLOSED for type in query.types):
        return True
    return any(isinstance(each.match, Through | PointedAt) for each in query.criteria)


def _patients_named(query: Query) -> list[str] | None:
    """Return the patients whose charts alone are asked for, None where it is not those of named ones."""
    if len(query.types) != 1:
        return None
    places = tuple(place.id for place in parameters.patient_places(query.types[0]))
    for each in query.criteria:
        match = each.match
        if isinstance(match, Words) and not each.negated and match.is_exact and places and match.places == places:
            if all(key.startswith("Patient/") for key in match.equal):
                return [key.removeprefix("Patient/") for key in match.equal]
    return None
