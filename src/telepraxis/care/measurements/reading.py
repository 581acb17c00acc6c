"""What was measured: the latest of each kind, the history of one, what a visit brought."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.utils import timezone

from telepraxis.base import record
from telepraxis.base.record.models import Observation
from telepraxis.registry.patients.identity import RECORDS, persons_of, uids_of

from .birth import CODES, Gestation, gestation_in
from .correcting import was_added_by_patient
from .document import values_of
from .kinds import BY_CODE, BY_NAME, HEAD, HEIGHT, KINDS, WEIGHT, Kind
from .ranges import Flag, flag_of

STANDS = ("final", "amended", "corrected", "preliminary")
NEWEST = f"""
    SELECT newest.uid, newest.code, newest.effective_at, newest.doc
    FROM {RECORDS} AS one(uid) CROSS JOIN unnest(%s::varchar[]) AS wanted(code) CROSS JOIN LATERAL (
        SELECT * FROM {Observation._meta.db_table} AS observation
        WHERE patient_id = one.uid AND observation.code = wanted.code AND status = ANY(%s::varchar[])
            AND deleted_at IS NULL AND effective_at IS NOT NULL
        ORDER BY effective_at DESC, observation.uid DESC LIMIT %s
    ) AS newest
"""


class Row(NamedTuple):
    """As much of an Observation's row as a measurement is read from."""

    uid: UUID
    code: str
    effective_at: datetime | None
    doc: str


@dataclass(frozen=True)
class Measured:
    """One measurement, readable. Values are in the unit in which the kind is kept."""

    uid: UUID
    kind: Kind
    values: tuple[Decimal, ...]
    at: datetime
    way: str
    device: str
    who: str
    by_patient: bool
    as_read: str

    @property
    def day(self) -> date:
        """The day it was taken, by the reader's clock."""
        return timezone.localtime(self.at).date()

    @property
    def type(self) -> str:
        return "Observation"

    @property
    def what(self) -> str:
        """What a screen reader hears beside a button: "Blood pressure 135/82"."""
        return f"{self.kind.label} {self.text}"

    @property
    def text(self) -> str:
        return self.kind.written(self.values)

    @property
    def unit(self) -> str:
        return self.kind.unit.shown

    def flag(self, born: date | None, gender: str = "") -> Flag | None:
        """Return what is unusual about it for somebody born that day."""
        return flag_of(self.kind, self.values, born, self.day, gender)


def latest_of(patient: UUID) -> list[Measured]:
    """Return the newest measurement of each kind, in the usual order of the kinds. One query."""
    rows = _standing(patient).order_by("code", "-effective_at", "-uid").distinct("code")
    found = {one.kind.name: one for one in _measured(rows)}
    return [found[kind.name] for kind in KINDS if kind.name in found]


def history_of(patient: UUID, kind: Kind, *, limit: int = 60) -> list[Measured]:
    """Return the measurements of one kind, the newest first. One query."""
    return _measured(_standing(patient).filter(code=kind.code).order_by("-effective_at", "-uid")[:limit])


def recent_of(patient: UUID, *, limit: int = 400) -> dict[str, list[Measured]]:
    """Return {kind: its measurements, newest first} from the newest of all kinds together. One query."""
    recent: dict[str, list[Measured]] = {kind.name: [] for kind in KINDS}
    for one in _measured(_standing(patient).order_by("-effective_at", "-uid")[:limit]):
        recent[one.kind.name].append(one)
    return {name: measured for name, measured in recent.items() if measured}


def newest_of(patient: UUID, *, each: int = 12) -> dict[str, list[Measured]]:
    """Return {kind: its newest measurements, the newest first}, so many of each kind, however long ago. One query."""
    found: dict[str, list[Measured]] = {kind.name: [] for kind in KINDS}
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, [[patient], [patient], list(BY_CODE), list(STANDS), each])
        rows = [Row(*row) for row in cursor.fetchall()]
    for one in sorted(_measured(rows), key=lambda one: (one.at, one.uid), reverse=True):
        if len(found[one.kind.name]) < each:
            found[one.kind.name].append(one)
    return {name: measured for name, measured in found.items() if measured}


def growth_of(patient: UUID) -> dict[str, list[Measured]]:
    """Return {kind: its measurements, newest first} of what tells of growth, all of it. One query."""
    found: dict[str, list[Measured]] = {kind.name: [] for kind in (WEIGHT, HEIGHT, HEAD)}
    codes = [BY_NAME[name].code for name in found]
    for one in _measured(_standing(patient).filter(code__in=codes).order_by("-effective_at", "-uid")):
        found[one.kind.name].append(one)
    return found


def gestation_of(patient: UUID, born: date) -> Gestation | None:
    """Return how long the pregnancy had lasted at birth, as it was said last; None where nobody did. One query."""
    rows = Observation.objects.filter(patient_id__in=uids_of(patient), code__in=CODES, status__in=STANDS)
    rows = rows.order_by("-effective_at", "-uid")
    return gestation_in((record.content_of(each) for each in rows), born)


def since(moment: datetime, patients: Iterable[UUID]) -> dict[UUID, list[Measured]]:
    """Return {patient: what was measured since then, the newest first}, in all records of theirs. Two queries."""
    found: dict[UUID, list[Measured]] = {patient: [] for patient in patients}
    whose = persons_of(found)
    rows = Observation.objects.filter(
        patient_id__in=whose, code__in=BY_CODE, status__in=STANDS, effective_at__gte=moment
    )
    for row in rows.order_by("-effective_at", "-uid"):
        if (one := _one(row)) is not None:
            for patient in whose[row.patient_id]:
                found[patient].append(one)
    return found


def of_encounter(encounter: UUID | None) -> list[Measured]:
    """Return what was measured in an encounter, the newest first. One query."""
    if encounter is None:
        return []
    rows = Observation.objects.filter(encounter_id=encounter, code__in=BY_CODE, status__in=STANDS)
    return _measured(rows.order_by("-effective_at", "-uid"))


def _standing(patient: UUID):
    return Observation.objects.filter(patient_id__in=uids_of(patient), code__in=BY_CODE, status__in=STANDS)


def _measured(rows) -> list[Measured]:
    found = (_one(row) for row in rows)
    return [one for one in found if one is not None]


def _one(row: Observation | Row) -> Measured | None:
    document, kind = record.content_of(row), BY_CODE[row.code]
    values = values_of(document, kind)
    if not values or row.effective_at is None:
        return None
    performers = document.get("performer") or [{}]
    notes = document.get("note") or [{}]
    return Measured(
        uid=row.uid,
        kind=kind,
        values=values,
        at=row.effective_at,
        way=_way(document),
        device=document.get("device", {}).get("display", ""),
        who=performers[0].get("display", ""),
        by_patient=was_added_by_patient(document),
        as_read=notes[0].get("text", ""),
    )


def _way(document: dict) -> str:
    codings = document.get("method", {}).get("coding") or [{}]
    return codings[0].get("code", "")
