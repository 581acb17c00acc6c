"""The entry that a question, a correction or an arrival is about: found by type and uid, said in plain words.

What is withheld from the reader is not found here, and so neither is what was written about it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from telepraxis.base import record
from telepraxis.base.fhir import json_text
from telepraxis.base.record.authors import is_by_patient
from telepraxis.base.record.models import TYPES, Practitioner, Resource
from telepraxis.base.record.references import reference_in
from telepraxis.base.ui.times import written_date_text
from telepraxis.care.entries.kind import Kind as ListKind
from telepraxis.care.entries.kind import is_in_error
from telepraxis.care.entries.kinds import KINDS as LISTS
from telepraxis.care.incoming.lines import date_written, line_of, words_of
from telepraxis.care.measurements.document import values_of
from telepraxis.care.measurements.kinds import BY_CODE
from telepraxis.care.measurements.kinds import Kind as Measure
from telepraxis.registry.accounts.models import Membership
from telepraxis.registry.patients.identity import uids_of

from .document import SYMPTOM, symptom_in

ASKABLE = frozenset(
    {"AllergyIntolerance", "CarePlan", "CareTeam", "Composition", "Condition", "Consent", "DeviceUseStatement",
     "DiagnosticReport", "DocumentReference", "Encounter", "FamilyMemberHistory", "Goal", "Immunization",
     "MedicationRequest", "MedicationStatement", "Observation", "Procedure", "QuestionnaireResponse",
     "ServiceRequest"}
)  # fmt: skip
WROTE = ("author", "recorder", "performer", "asserter", "informationSource", "requester", "participant")


class NoSuchEntry(LookupError):
    """There is no such entry in this record, or it is withheld from the reader."""


@dataclass(frozen=True)
class Entry:
    """One document of a record, as it is said to people."""

    type: str
    uid: UUID
    patient: UUID
    logical_id: str
    version: int
    doc: dict

    @cached_property
    def measure(self) -> Measure | None:
        """What was measured, None for another entry."""
        return BY_CODE.get(self.code) if self.type == "Observation" else None

    @cached_property
    def code(self) -> str:
        codings = (self.doc.get("code") or {}).get("coding") or [{}]
        return codings[0].get("code", "")

    @cached_property
    def list_kind(self) -> ListKind | None:
        """The list of the chart on which it is kept, None for another entry."""
        codes = lambda kind: not kind.codes or self.code in kind.codes  # noqa: E731
        return next((kind for kind in LISTS if kind.type == self.type and codes(kind)), None)

    @cached_property
    def what(self) -> str:
        if self.measure:
            return str(self.measure.label)
        if self.code == SYMPTOM["code"]:
            return symptom_in(self.doc).what
        if self.type == "Composition":
            return self.doc.get("title") or words_of(self.doc.get("type")) or str(_("Note"))
        if self.type == "DocumentReference":
            return self.doc.get("description") or self._file.get("title") or line_of(self.doc, None).what
        return line_of(self.doc, None).what

    @cached_property
    def said(self) -> str:
        """Return its value, "" for an entry without one."""
        if self.measure and (values := values_of(self.doc, self.measure)):
            return f"{self.measure.written(values)} {self.measure.unit.shown}"
        if self.code == SYMPTOM["code"]:
            return symptom_in(self.doc).said
        if self.type == "Observation":
            return line_of(self.doc, None).value
        return ""

    @property
    def when(self) -> str:
        written = date_written(self.doc)
        return written_date_text(written) if written else ""

    @property
    def is_by_patient(self) -> bool:
        return is_by_patient(self.doc)

    @property
    def in_error(self) -> bool:
        return is_in_error(self.doc)

    @property
    def is_picture(self) -> bool:
        return self.type == "DocumentReference" and self._file.get("contentType", "").startswith("image/")

    @property
    def _file(self) -> dict:
        return ((self.doc.get("content") or [{}])[0]).get("attachment") or {}


def entry_of(type: str, uid: UUID, *, patient: UUID | None = None) -> Entry:
    """Return one entry; with `patient`, of one of that person's records. One query.

    :raises NoSuchEntry: it is not there, of another person, or withheld.
    """
    if type not in ASKABLE:
        raise NoSuchEntry(uid)
    rows = record.of_type(type).filter(uid=uid)
    row = (rows if patient is None else rows.filter(patient_id__in=uids_of(patient))).first()
    if row is None:
        raise NoSuchEntry(uid)
    return Entry(type, row.uid, row.patient_id, row.logical_id, row.version, record.content_of(row))


def entries_of(uids: Iterable[UUID]) -> dict[UUID, Entry]:
    """Return {uid: entry} of those that are there and open to the reader, whatever their types. One query."""
    wanted = list(uids)
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_question(), {"uids": wanted})
        rows = cursor.fetchall()
    return {row[1]: Entry(*row[:5], json_text.read(row[5])) for row in rows if row[0] in ASKABLE}


@cache
def _question() -> str:
    tables = [(table, f"'{type}'") for type, table in sorted(TYPES.items()) if type in ASKABLE]
    return " UNION ALL ".join(
        f"SELECT {type}, uid, patient_id, logical_id, version, doc FROM {table._meta.db_table} "
        "WHERE uid = ANY(%(uids)s::uuid[]) AND deleted_at IS NULL"
        for table, type in [*tables, (Resource, "type")]
    )


def author_of(doc: dict) -> Practitioner | None:
    """Return who wrote the entry, if that is a practitioner who works here today. At most two queries."""
    for name in WROTE:
        value = doc.get(name)
        for each in value if isinstance(value, list) else [value]:
            person = (each.get("actor") or each.get("individual") or each) if isinstance(each, dict) else None
            if found := reference_in(person, "Practitioner"):
                row = Practitioner.objects.filter(logical_id=found.logical_id).first()
                return row if row is not None and _works_here(row) else None
    return None


def _works_here(row: Practitioner) -> bool:
    return Membership.objects.filter(practitioner_id=row.uid, ended_at=None).exists()
