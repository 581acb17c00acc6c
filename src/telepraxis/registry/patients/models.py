"""Beside each Patient document: a profile, what search needs, and who may act for the patient."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from telepraxis.base.tenancy.models import OwnedByOrganization


class PatientProfile(OwnedByOrganization):
    """What we keep of a patient beside the document; one row each. The emergency contact stands in both."""

    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+")
    jurisdiction = models.CharField(max_length=16, blank=True)  # where they live; a visit asks where they are now
    time_zone = models.CharField(max_length=64, blank=True)
    interpreter_language = models.CharField(max_length=16, blank=True)
    needs = models.TextField(blank=True)
    emergency_contact_name = models.CharField(max_length=200, blank=True)
    emergency_contact_relation = models.CharField(max_length=60, blank=True)
    emergency_contact_phone = models.CharField(max_length=40, blank=True)
    registered_at = models.DateTimeField()
    self_registered_at = models.DateTimeField(null=True)
    possible_duplicates = ArrayField(models.UUIDField(), default=list)  # to be looked at by staff

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "patient"], name="one_profile_per_patient")]


class SearchToken(OwnedByOrganization):
    """One thing a patient can be found by: a folded name word, `~` and a phone number backwards, `@` and an e-mail,
    `#` and an identifier. Sorted by code point, so that equality and beginnings use the index behind the walls."""

    token = models.CharField(max_length=300, db_collation="C")
    patient = models.ForeignKey("record.Patient", on_delete=models.CASCADE, db_index=False, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "token", "patient"], name="search_token_once")]
        indexes = [models.Index(fields=["organization", "patient"], name="search_token_of_patient")]


class Spelling(OwnedByOrganization):
    """A trace of a name word that somebody here bears (see `names.traces_of`). Words are added, never removed: a word
    nobody bears any more finds nobody."""

    trace = models.CharField(max_length=300, db_collation="C")
    word = models.CharField(max_length=300, db_collation="C")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "trace", "word"], name="spelling_once")]


class Proxy(OwnedByOrganization):
    """Somebody who acts for a patient, with their authority, for what, and until when."""

    class Authority(models.TextChoices):
        PARENTAL = "parental", _("Parental responsibility")
        GUARDIAN = "guardian", _("Guardianship, by a court")
        POWER_OF_ATTORNEY = "power_of_attorney", _("Power of attorney for health")
        PATIENTS_WISH = "patients_wish", _("The patient asked for it")

    class Scope(models.TextChoices):
        BOOK = "book", _("Book and change visits")
        VISIT = "visit", _("Take part in visits")
        RECORD = "record", _("Read the record")
        SENSITIVE = "sensitive", _("Read what is restricted too")

    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+")
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, db_index=False, related_name="+")
    relation = models.CharField(max_length=60, blank=True)
    authority = models.CharField(max_length=24, choices=Authority.choices)
    evidence = models.CharField(max_length=300, blank=True)
    scope = ArrayField(models.CharField(max_length=16, choices=Scope.choices))
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    appointed_at = models.DateTimeField()
    appointed_by = models.CharField(max_length=200, blank=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "patient", "account"],
                condition=models.Q(revoked_at=None),
                name="one_open_proxy_per_account",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="proxy_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["organization", "account"], name="proxy_of_account")]


class PatientMerge(OwnedByOrganization):
    """Two records that somebody said are one person's: until they are parted, the retired one leads to the survivor.

    `chosen` says per differing detail which record's value the survivor shows. `kept_out` are accounts that do not come
    in while the two are one. When the survivor itself is retired, the row moves on to the new survivor; `carried_by`
    are the merges that moved it, so that parting one of them moves it back.
    """

    survivor = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+")
    retired = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+")
    merged_at = models.DateTimeField()
    merged_by = models.CharField(max_length=200)
    reason = models.TextField()
    chosen = models.JSONField(default=dict)
    kept_out = ArrayField(models.UUIDField(), default=list)
    survivor_version = models.PositiveIntegerField()  # of the survivor's document, written by the merge
    place_before = models.JSONField(default=dict)  # jurisdiction and time zone of the survivor before the merge
    carried_by = ArrayField(models.UUIDField(), default=list)
    parted_at = models.DateTimeField(null=True)
    parted_by = models.CharField(max_length=200, blank=True)
    parting_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "retired"], condition=models.Q(parted_at=None), name="one_open_merge_of_retired"
            ),
            models.CheckConstraint(condition=~models.Q(survivor=models.F("retired")), name="merge_is_of_two_records"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="merge_has_reason"),
            models.CheckConstraint(
                condition=models.Q(parted_at=None, parting_reason="")
                | models.Q(parted_at__isnull=False) & ~models.Q(parting_reason=""),
                name="parting_has_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "survivor"], condition=models.Q(parted_at=None), name="open_merges_of_survivor"
            )
        ]
