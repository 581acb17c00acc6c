"""One table per document type, one for all other types, what a search finds them by, and one history."""

from django.db import models
from django.db.models.functions import Now

from telepraxis.base.tenancy.models import OwnedByOrganization, Tenant
from telepraxis.base.uuid7 import uuid7


class LiveDocuments(models.Manager):
    """Those that were not deleted."""

    def get_queryset(self):
        return super().get_queryset().filter(deleted_at=None)


class EveryDocument(models.Manager):
    """Deleted ones too."""


class Document(models.Model):
    """A FHIR resource as stored. Only the store changes these rows; a trigger refuses anything else.

    `doc` is JSON text, kept byte for byte, "" of a deleted one; `at` is the date by which a chart sorts, `indexed` says
    by which edition of the rules the row's columns and index entries were made, `labels` (labels.py) hides it from whom
    they are not open to. These and the columns beneath them in each type are derived and rebuildable.
    """

    uid = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(Tenant, on_delete=models.PROTECT, db_index=False, related_name="+")
    logical_id = models.CharField(max_length=64)
    version = models.PositiveIntegerField(default=1)
    doc = models.TextField()
    last_updated = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True)
    at = models.DateTimeField(null=True)
    indexed = models.PositiveSmallIntegerField(default=0, db_default=0)
    labels = models.SmallIntegerField(default=0, db_default=0)

    objects = LiveDocuments()
    every = EveryDocument()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{type(self).__name__}/{self.logical_id}"


def one_per_organization(name: str) -> list[models.UniqueConstraint]:
    """Return the constraint that a logical id is unique in its organization and type."""
    return [models.UniqueConstraint(fields=["organization", "logical_id"], name=f"{name}_logical_id")]


class Organization(Document):
    """FHIR Organization."""

    name = models.CharField(max_length=200, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = one_per_organization("organization")


class Location(Document):
    """FHIR Location: a site of the practice."""

    name = models.CharField(max_length=200, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = one_per_organization("location")


class Practitioner(Document):
    """FHIR Practitioner."""

    family = models.CharField(max_length=200, blank=True)
    given = models.CharField(max_length=200, blank=True)
    name_text = models.CharField(max_length=300, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = one_per_organization("practitioner")


class Patient(Document):
    """FHIR Patient."""

    family = models.CharField(max_length=200, blank=True)
    given = models.CharField(max_length=200, blank=True)
    name_text = models.CharField(max_length=300, blank=True)
    birth_date = models.DateField(null=True)
    gender = models.CharField(max_length=16, blank=True)
    phone = models.CharField(max_length=64, blank=True)
    email = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=35, blank=True)
    active = models.BooleanField(default=True)
    deceased = models.BooleanField(default=False)
    merged_into = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = one_per_organization("patient")
        indexes = [
            models.Index(fields=["organization", "birth_date"], name="patient_birth_date"),
            models.Index(fields=["organization", "family", "given"], name="patient_name"),
        ]


class RelatedPerson(Document):
    """FHIR RelatedPerson: somebody who matters for a patient's care."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, db_index=False, related_name="+", null=True)
    name_text = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=64, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        constraints = one_per_organization("relatedperson")
        indexes = [models.Index(fields=["organization", "patient"], name="relatedperson_patient")]


class Encounter(Document):
    """FHIR Encounter: a visit as the chart knows it."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, db_index=False, related_name="+", null=True)
    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, db_index=False, related_name="+", null=True
    )
    status = models.CharField(max_length=32)
    class_code = models.CharField(max_length=16, blank=True)
    starts_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    appointment_id = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = one_per_organization("encounter")
        indexes = [models.Index(fields=["organization", "patient", "-starts_at"], name="encounter_patient")]


class Composition(Document):
    """FHIR Composition: a note, an addendum, a summary."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, db_index=False, related_name="+", null=True)
    encounter = models.ForeignKey(Encounter, on_delete=models.PROTECT, db_index=False, related_name="+", null=True)
    author = models.ForeignKey(Practitioner, on_delete=models.PROTECT, db_index=False, related_name="+", null=True)
    status = models.CharField(max_length=32)
    kind = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=300, blank=True)
    date = models.DateTimeField(null=True)
    relates_to = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = one_per_organization("composition")
        indexes = [
            models.Index(fields=["organization", "patient", "-date"], name="composition_patient"),
            models.Index(fields=["organization", "encounter"], name="composition_encounter"),
        ]


class Consent(Document):
    """FHIR Consent."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, db_index=False, related_name="+", null=True)
    status = models.CharField(max_length=32)
    scope = models.CharField(max_length=64, blank=True)
    date = models.DateTimeField(null=True)
    policy = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = one_per_organization("consent")
        indexes = [models.Index(fields=["organization", "patient", "-date"], name="consent_patient")]


class Observation(Document):
    """FHIR Observation: something measured or found. A panel (blood pressure) has no value of its own, only parts."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, db_index=False, related_name="+", null=True)
    encounter = models.ForeignKey(Encounter, on_delete=models.PROTECT, db_index=False, related_name="+", null=True)
    status = models.CharField(max_length=32)
    category = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=64, blank=True)
    effective_at = models.DateTimeField(null=True)
    value = models.DecimalField(max_digits=24, decimal_places=8, null=True)
    unit = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = one_per_organization("observation")
        indexes = [
            models.Index(fields=["organization", "patient", "code", "-effective_at"], name="observation_of_patient"),
            models.Index(fields=["organization", "encounter"], name="observation_encounter"),
        ]


class CarePlan(Document):
    """FHIR CarePlan: what happens next, who does it, by when."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, db_index=False, related_name="+", null=True)
    encounter = models.ForeignKey(Encounter, on_delete=models.PROTECT, db_index=False, related_name="+", null=True)
    author = models.ForeignKey(Practitioner, on_delete=models.PROTECT, db_index=False, related_name="+", null=True)
    status = models.CharField(max_length=32)
    title = models.CharField(max_length=300, blank=True)
    date = models.DateTimeField(null=True)

    class Meta:
        constraints = one_per_organization("careplan")
        indexes = [
            models.Index(fields=["organization", "patient", "-date"], name="careplan_patient"),
            models.Index(fields=["organization", "encounter"], name="careplan_encounter"),
        ]


class DocumentReference(Document):
    """FHIR DocumentReference: a file of the record, such as a letter or a picture.

    One whose docStatus is final stays as it is. Bytes in `base/files` are named by `sha256`.
    """

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, db_index=False, related_name="+", null=True)
    encounter = models.ForeignKey(Encounter, on_delete=models.PROTECT, db_index=False, related_name="+", null=True)
    author = models.ForeignKey(Practitioner, on_delete=models.PROTECT, db_index=False, related_name="+", null=True)
    status = models.CharField(max_length=32)
    doc_status = models.CharField(max_length=32, blank=True)
    kind = models.CharField(max_length=64, blank=True)
    category = models.CharField(max_length=64, blank=True)
    date = models.DateTimeField(null=True)
    title = models.CharField(max_length=300, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = one_per_organization("documentreference")
        indexes = [
            models.Index(fields=["organization", "patient", "-date"], name="documentreference_patient"),
            models.Index(fields=["organization", "encounter"], name="documentreference_encounter"),
        ]


class Resource(Document):
    """Every type of FHIR R4 that has no table of its own."""

    type = models.CharField(max_length=64)
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, db_index=False, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "type", "logical_id"], name="resource_logical_id")
        ]
        indexes = [
            models.Index(fields=["organization", "type", "uid"], name="resource_of_type"),
            models.Index(fields=["organization", "patient", "type", "at"], name="resource_of_patient"),
        ]


class Entry(models.Model):
    """What a search finds a document by. `place` is a spot of its type (base/fhir/parameters.py), `n` the position in
    the list that the spot lies in, by which the parts of a composite parameter meet.
    """

    organization_id = models.UUIDField()
    place = models.IntegerField()
    uid = models.UUIDField()
    n = models.SmallIntegerField()

    class Meta:
        abstract = True


class Word(Entry):
    """A token, a string, a reference or an address, as base/fhir/keys.py writes it."""

    pk = models.CompositePrimaryKey("organization_id", "place", "key", "uid", "n")
    key = models.TextField(db_collation="C")


class Moment(Entry):
    """A time from `low` until before `high`; open ends are infinite."""

    pk = models.CompositePrimaryKey("organization_id", "place", "low", "high", "uid", "n")
    low = models.DateTimeField()
    high = models.DateTimeField()


class Amount(Entry):
    """A number or a quantity, from `low` to `high`, in a unit."""

    pk = models.CompositePrimaryKey("organization_id", "place", "low", "unit", "high", "uid", "n")
    low = models.FloatField()
    high = models.FloatField()
    unit = models.TextField(db_collation="C")


class Line(models.Model):
    """One line of a chart: "this patient, this code", in the order of time."""

    pk = models.CompositePrimaryKey("organization_id", "patient_id", "place", "key", "at", "uid")
    organization_id = models.UUIDField()
    patient_id = models.UUIDField()
    place = models.IntegerField()
    key = models.TextField(db_collation="C")
    at = models.DateTimeField()
    uid = models.UUIDField()


class CatchingUp(OwnedByOrganization):
    """How far one table's documents have entries of an edition of the rules: those up to `upto`, by uid."""

    table = models.CharField(max_length=64)
    edition = models.PositiveSmallIntegerField()
    upto = models.UUIDField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "table", "edition"], name="catching_up_once")]


class Labelled(models.Model):
    """A document that has or had a label, deleted or not: what its versions and its existence are judged by."""

    pk = models.CompositePrimaryKey("organization_id", "type", "logical_id")
    organization_id = models.UUIDField()
    type = models.CharField(max_length=64)
    logical_id = models.CharField(max_length=64)
    uid = models.UUIDField()
    patient_id = models.UUIDField(null=True)
    labels = models.SmallIntegerField()
    version = models.PositiveIntegerField()
    is_gone = models.BooleanField()

    class Meta:
        indexes = [
            models.Index(fields=["organization_id", "patient_id"], name="labelled_of_patient"),
            models.Index(fields=["organization_id", "labels"], name="labelled_by_label"),
            models.Index(fields=["organization_id", "uid"], name="labelled_by_uid"),
        ]


class Opening(OwnedByOrganization):
    """What is labelled in a patient's chart is open to an account: `labels` say which, `document` that it is one only.

    Written by openings.py alone. It ends by itself at `until`, or when somebody ends it.
    """

    class Kind(models.TextChoices):
        AUTHOR = "author"  # labelled it, or wrote it
        BREAK_GLASS = "break_glass"
        GRANTED = "granted"

    account_id = models.UUIDField()
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, db_index=False, related_name="+")
    document = models.UUIDField(null=True)
    labels = models.SmallIntegerField()
    kind = models.CharField(max_length=16, choices=Kind.choices)
    reason = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.UUIDField(null=True)
    opened_by_name = models.CharField(max_length=200, blank=True)
    until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.UUIDField(null=True)
    reviewed_by_name = models.CharField(max_length=200, blank=True)
    justified = models.BooleanField(null=True)
    comment = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(labels__gt=0), name="opening_opens_something"),
            models.CheckConstraint(
                condition=~models.Q(kind="break_glass") | (models.Q(until__isnull=False) & ~models.Q(reason="")),
                name="opening_breaks_with_reason_and_end",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "account_id", "patient"], name="opening_for_account"),
            models.Index(fields=["organization", "patient", "-opened_at"], name="opening_of_patient"),
        ]


class Version(models.Model):
    """One state of one document, for ever. Insert-only."""

    uid = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.ForeignKey(Tenant, on_delete=models.PROTECT, db_index=False, related_name="+")
    type = models.CharField(max_length=64)
    logical_id = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    doc = models.TextField()
    at = models.DateTimeField(db_default=Now())
    account_id = models.UUIDField(null=True)
    actor_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "type", "logical_id", "version"], name="version_once")
        ]


TYPES: dict[str, type[Document]] = {
    cls.__name__: cls
    for cls in (
        Organization,
        Location,
        Practitioner,
        Patient,
        RelatedPerson,
        Encounter,
        Composition,
        Consent,
        Observation,
        CarePlan,
        DocumentReference,
    )
}


def table_of(kind: str) -> type[Document]:
    """Return the table that holds documents of this type."""
    return TYPES.get(kind, Resource)
