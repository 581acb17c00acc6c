"""What of a person's record goes into the summary: a constant number of queries, however much there is."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Case, CharField, F, When
from django.db.models.functions import Cast

from telepraxis.base import record, tenancy
from telepraxis.base.record.models import (
    TYPES,
    CarePlan,
    DocumentReference,
    Observation,
    Patient,
    Resource,
)
from telepraxis.base.tenancy.known import known_tenant
from telepraxis.care.contributions import statement
from telepraxis.care.directives.reading import documents_that_stand
from telepraxis.registry.organizations.models import OrganizationProfile
from telepraxis.registry.patients.identity import uids_of

from . import sections

REPORTS = 20  # the newest
BESIDE = ("Practitioner", "Organization", "Location", "Medication", "Device", "PractitionerRole")
EVERYTHING = sections.TYPES | {statement.TYPE} | set(BESIDE)
Key = tuple[str, str]  # type and logical id


@dataclass(frozen=True)
class Kept:
    """One document with the uid of its row."""

    uid: UUID
    doc: dict

    @property
    def key(self) -> Key:
        return self.doc["resourceType"], self.doc["id"]


@dataclass
class Gathered:
    """The person, the practice, what is known, and whom and what that names."""

    patient: Kept
    records: frozenset[str]  # logical ids of all records of the person
    practice: Kept
    language: str
    entries: list[Kept] = field(default_factory=list)
    documents: list[Kept] = field(default_factory=list)
    statements: list[Kept] = field(default_factory=list)  # by which the patient disagrees with an entry
    beside: list[Kept] = field(default_factory=list)

    def stated_about(self, doc: dict) -> list[Kept]:
        """Return what the patient stated about one entry or document."""
        key = (doc["resourceType"], doc["id"])
        return [each for each in self.statements if statement.about(each.doc) == key]


def gathered(patient: UUID, *, documents: Iterable[UUID] = (), types: frozenset[str] = EVERYTHING) -> Gathered:
    """Return what the summary of the person is made from; of the types within reach only.

    :raises Patient.DoesNotExist: there is no such record.
    """
    people = list(Patient.objects.filter(uid__in=uids_of(patient)).order_by("merged_into", "uid"))
    if not people:
        raise Patient.DoesNotExist(patient)
    person = people[0]
    found = Gathered(
        patient=_kept(person),
        records=frozenset(row.logical_id for row in people),
        practice=_practice(),
        language=person.language,
        entries=[each for each in map(_kept, _entries(patient, types)) if sections.counts(each.doc)],
        documents=[_kept(row) for row in _documents(patient, tuple(documents))],
    )
    if statement.TYPE in types:
        found.statements = [_kept(row) for row in _statements(patient)]
    named = [found.patient, *found.entries, *found.documents]
    found.beside = list(_beside(named, types, besides=found.practice.key))
    return found


def _kept(row: record.Stored) -> Kept:
    return Kept(row.uid, record.content_of(row))


def _practice() -> Kept:
    """Return the organization's own entry; before it is set up, its name at least."""
    profile = OrganizationProfile.objects.select_related("document").first()
    if profile is not None:
        return _kept(profile.document)
    tenant = known_tenant(tenancy.served_organization())
    return Kept(tenant.id, {"resourceType": "Organization", "id": str(tenant.id), "name": tenant.name})


def _entries(patient: UUID, types: frozenset[str]) -> Iterator[record.Stored]:
    """Yield what the lists hold, the newest first; of what is measured again and again the newest of each kind."""
    theirs = uids_of(patient)
    of_lists = Resource.objects.filter(patient_id__in=theirs, type__in=sections.GENERAL & types)
    yield from of_lists.order_by(F("at").desc(nulls_last=True), "-uid")
    if "DiagnosticReport" in types:
        reports = Resource.objects.filter(patient_id__in=theirs, type="DiagnosticReport")
        yield from reports.order_by(F("at").desc(nulls_last=True), "-uid")[:REPORTS]
    if "Observation" in types:
        yield from _newest_of_each_kind(theirs)
    if "Consent" in types:
        yield from documents_that_stand(patient)
    if "CarePlan" in types:
        yield from CarePlan.objects.filter(patient_id__in=theirs).order_by(F("date").desc(nulls_last=True), "-uid")


def _newest_of_each_kind(theirs) -> Iterator[Observation]:
    """What has no code is of its own kind."""
    kind = Case(When(code="", then=Cast("uid", CharField())), default=F("code"), output_field=CharField())
    observed = Observation.objects.filter(patient_id__in=theirs, category__in=sections.OBSERVED)
    good = observed.exclude(status__in=[sections.ERROR, "cancelled"]).annotate(kind=kind)
    newest = good.order_by("kind", F("effective_at").desc(nulls_last=True), "-uid").distinct("kind")
    return iter(sorted(newest, key=lambda row: (row.effective_at is None, -_seconds(row), str(row.uid))))


def _seconds(row: Observation) -> float:
    return row.effective_at.timestamp() if row.effective_at else 0.0


def _documents(patient: UUID, chosen: tuple[UUID, ...]) -> list[DocumentReference]:
    if not chosen:
        return []
    theirs = DocumentReference.objects.filter(patient_id__in=uids_of(patient), uid__in=chosen, status="current")
    return list(theirs.order_by("-date", "-uid"))


def _statements(patient: UUID) -> list[Resource]:
    stated = Resource.objects.filter(
        patient_id__in=uids_of(patient), type=statement.TYPE, doc__contains=statement.SYSTEM
    )
    return [row for row in stated.order_by("uid") if statement.is_statement(record.content_of(row))]


def _beside(named: list[Kept], types: frozenset[str], *, besides: Key) -> Iterator[Kept]:
    """Yield the people, places and things that the documents name, as far as they are here. One query for each type."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for each in named:
        for reference in references_in(each.doc):
            type, _slash, logical_id = reference["reference"].partition("/")
            if type in BESIDE and type in types and (key := (type, logical_id.partition("/")[0])) != besides:
                wanted[type].add(key[1])
    for type in sorted(wanted):
        rows = TYPES[type].objects.all() if type in TYPES else Resource.objects.filter(type=type)
        yield from map(_kept, rows.filter(logical_id__in=wanted[type]).order_by("uid"))


def references_in(value) -> Iterator[dict]:
    """Yield every Reference within a document that points somewhere."""
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value
        for each in value.values():
            yield from references_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from references_in(each)
