"""What is being prescribed, and what decision support said of it."""

from django.db import models
from django.db.models import Q

from telepraxis.base.tenancy.models import OwnedByOrganization


class Basket(OwnedByOrganization):
    """A prescriber's draft for one patient, of a visit or without one.

    `version` counts its changes, so that no window overwrites another. `facts_digest` says what the last check looked
    at, `shown_digest` what stood on the screen when the second factor was asked for. Signing empties it.
    """

    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+")
    author = models.ForeignKey("record.Practitioner", on_delete=models.PROTECT, db_index=False, related_name="+")
    visit = models.ForeignKey("encounters.Visit", on_delete=models.PROTECT, db_index=False, related_name="+", null=True)
    version = models.PositiveIntegerField(default=1)
    language = models.CharField(max_length=16, default="en")  # of the instructions
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    checked_at = models.DateTimeField(null=True)
    facts = models.JSONField(default=dict)  # what was looked at, so that a change can be named
    facts_digest = models.CharField(max_length=64, blank=True)
    answer = models.JSONField(default=dict)
    shown_digest = models.CharField(max_length=64, blank=True)
    shown_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    put_aside_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "patient", "-changed_at"], name="basket_of_patient")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "patient", "author", "visit"],
                condition=Q(signed_at=None, put_aside_at=None),
                nulls_distinct=False,
                name="basket_open_once",
            ),
            models.CheckConstraint(
                name="basket_checked_whole",
                condition=Q(checked_at=None, facts_digest="") | Q(checked_at__isnull=False) & ~Q(facts_digest=""),
            ),
            models.CheckConstraint(
                name="basket_shown_whole",
                condition=Q(shown_at=None, shown_digest="") | Q(shown_at__isnull=False) & ~Q(shown_digest=""),
            ),
            models.CheckConstraint(name="basket_ends_once", condition=Q(signed_at=None) | Q(put_aside_at=None)),
        ]

    @property
    def is_open(self) -> bool:
        return self.signed_at is None and self.put_aside_at is None


class BasketLine(OwnedByOrganization):
    """One medicine of a draft: what was typed, and what was understood of it.

    `medicine` keeps the words and ingredients as they were chosen: a catalogue that is loaded anew changes no line.
    `dosage` and `supply` are what `stored.py` makes of the shapes of `ordering`. `is_ready` is the prescriber's own
    yes to a controlled substance (21 CFR 1311.120).
    """

    basket = models.ForeignKey(Basket, on_delete=models.PROTECT, db_index=False, related_name="lines")
    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+")
    position = models.PositiveSmallIntegerField()
    typed = models.CharField(max_length=500, blank=True)
    medicine = models.JSONField(default=dict)
    dosage = models.JSONField(default=dict)
    supply = models.JSONField(default=dict)
    substitution = models.BooleanField(default=True)
    substitution_why = models.CharField(max_length=200, blank=True)
    indication = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=500, blank=True)  # to the pharmacist
    renews = models.UUIDField(null=True)  # a PrescribedLine
    is_ready = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "basket", "position"], name="basket_line_position"),
            models.CheckConstraint(
                name="basket_line_no_substitution_with_a_reason",
                condition=Q(substitution=True, substitution_why="") | Q(substitution=False) & ~Q(substitution_why=""),
            ),
        ]

    @property
    def key(self) -> str:
        """What this line is called in the facts and the cards."""
        return str(self.id)

    @property
    def schedule(self) -> str:
        return self.medicine.get("schedule", "")


class Concern(OwnedByOrganization):
    """A card that was shown on a basket, and what came of it. No words of the card: its rule and the medicine's code.

    `rule` names the row of decision support, `about` the lines and medicines. `overridden_at`: it was signed all the
    same, with the reason; `resolved_at`: it was gone before signing. Both empty: the basket was put aside, or is open.
    """

    basket = models.ForeignKey(Basket, on_delete=models.PROTECT, db_index=False, related_name="concerns")
    patient = models.ForeignKey("record.Patient", on_delete=models.PROTECT, db_index=False, related_name="+")
    author = models.ForeignKey("record.Practitioner", on_delete=models.PROTECT, db_index=False, related_name="+")
    check_name = models.CharField(max_length=16)
    rule = models.CharField(max_length=200)
    about = models.CharField(max_length=200)
    is_interruptive = models.BooleanField()
    shown_at = models.DateTimeField()
    overridden_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)
    overridden_by = models.CharField(max_length=200, blank=True)
    resolved_at = models.DateTimeField(null=True)
    document = models.ForeignKey(
        "record.Resource", on_delete=models.PROTECT, db_index=False, related_name="+", null=True
    )  # the DetectedIssue

    class Meta:
        indexes = [models.Index(fields=["organization", "rule", "shown_at"], name="concern_by_rule")]
        constraints = [
            models.UniqueConstraint(fields=["organization", "basket", "rule", "about"], name="concern_once"),
            models.CheckConstraint(
                name="concern_overridden_with_a_reason",
                condition=Q(overridden_at=None, reason="", overridden_by="")
                | Q(overridden_at__isnull=False, resolved_at=None) & ~Q(reason="") & ~Q(overridden_by=""),
            ),
        ]
