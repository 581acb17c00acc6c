"""What both sides say to each other. The words stand in documents."""

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from telepraxis.base.tenancy.models import OwnedByOrganization

from .claims import Claim, ClaimLine
from .columns import to
from .orders import Order


class Remark(OwnedByOrganization):
    """Something said between pharmacist and prescriber; its text is a Communication. `order` or `claim`: our side.

    `message` is the other side's id of what came. `read_at`: when somebody of ours first read what came.
    """

    order = to(Order, null=True, related_name="remarks")
    claim = to(Claim, null=True, related_name="remarks")
    patient = to("record.Patient")
    document = models.OneToOneField("record.Resource", on_delete=models.PROTECT, related_name="+")
    is_ours = models.BooleanField()
    author = models.CharField(max_length=200)
    author_account = models.UUIDField(null=True)
    message = models.UUIDField(null=True)
    said_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    read_by = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "order", "said_at"], name="remark_of_order"),
            models.Index(fields=["organization", "claim", "said_at"], name="remark_of_claim"),
            models.Index(
                fields=["organization", "said_at"], condition=Q(is_ours=False, read_at=None), name="remark_unread"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["organization", "message"], name="remark_came_once"),
            models.CheckConstraint(
                name="remark_of_one_side",
                condition=Q(order=None, claim__isnull=False) | Q(order__isnull=False, claim=None),
            ),
        ]


class Question(OwnedByOrganization):
    """What the pharmacy asks the prescriber about a line: another product, a dose. The words stand in its Task."""

    class What(models.TextChoices):
        SUBSTITUTION = "substitution", pgettext_lazy("prescription", "Another product")
        OUT_OF_STOCK = "out_of_stock", pgettext_lazy("prescription", "Out of stock")
        DOSE = "dose", pgettext_lazy("prescription", "Question on the dose")

    class State(models.TextChoices):
        ASKED = "asked", pgettext_lazy("request", "Waiting for an answer")
        APPROVED = "approved", pgettext_lazy("request", "Approved")
        CHANGED = "changed", pgettext_lazy("request", "Approved with changes")
        DENIED = "denied", pgettext_lazy("request", "Denied")
        WITHDRAWN = "withdrawn", pgettext_lazy("request", "Taken back")

    claim_line = to(ClaimLine, related_name="questions")
    patient = to("record.Patient")
    document = models.OneToOneField("record.Resource", on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=16, choices=What.choices)
    state = models.CharField(max_length=12, choices=State.choices, default=State.ASKED)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "claim_line", "-asked_at"], name="question_of_line")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "claim_line", "what"], condition=Q(state="asked"), name="question_waits_once"
            ),
            models.CheckConstraint(
                name="question_answered_whole",
                condition=Q(state="asked", answered_at=None) | ~Q(state="asked") & Q(answered_at__isnull=False),
            ),
        ]
