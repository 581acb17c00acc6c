"""How one pays here: the bank, the gateway with what it tells, and what was sent there."""

from django.db import models
from django.db.models import Q

from telepraxis.base.tenancy.models import OwnedByOrganization

from .money import Payment


class Checkout(OwnedByOrganization):
    """A card payment at the gateway: where the payer goes, and what we last learned there."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, db_index=False, related_name="checkouts")
    gateway = models.CharField(max_length=16)
    return_path = models.CharField(max_length=300)  # where the payer lands afterwards
    session_id = models.CharField(max_length=255, blank=True)
    intent_id = models.CharField(max_length=255, blank=True)
    url = models.CharField(max_length=2000, blank=True)
    expires_at = models.DateTimeField(null=True)
    asked_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    declined_why = models.CharField(max_length=64, blank=True)
    closed_at = models.DateTimeField(null=True)  # nothing can happen there any more
    trouble = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "payment"], name="one_checkout_per_payment"),
            models.UniqueConstraint(
                fields=["organization", "gateway", "session_id"], condition=~Q(session_id=""), name="checkout_once"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "intent_id"], name="checkouts_by_intent"),
            models.Index(fields=["organization", "asked_at"], condition=Q(closed_at=None), name="checkouts_open"),
        ]


class BankAccount(OwnedByOrganization):
    """Where transfers to the practice go."""

    holder = models.CharField(max_length=200)
    number = models.CharField(max_length=40)  # an IBAN, or what the country has instead
    bank = models.CharField(max_length=100, blank=True)
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization"], name="one_bank_account")]

    @property
    def number_text(self) -> str:
        return " ".join(self.number[at : at + 4] for at in range(0, len(self.number), 4))


class GatewayAccount(OwnedByOrganization):
    """The practice's account at a gateway. Its keys are sealed, and no page shows them again."""

    gateway = models.CharField(max_length=16)
    sealed_key = models.TextField()
    sealed_webhook_secret = models.TextField()
    is_test = models.BooleanField()
    kept_at = models.DateTimeField()
    kept_by = models.CharField(max_length=200)
    switched_off_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=64, blank=True)  # what the gateway last refused, "" while it answers
    trouble_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization"], name="one_gateway_account")]


class GatewayEvent(OwnedByOrganization):
    """What a gateway told us, signed: kept as it came, once, however often it is sent."""

    gateway = models.CharField(max_length=16)
    event_id = models.CharField(max_length=255)
    kind = models.CharField(max_length=80)
    raw = models.BinaryField()
    signature = models.TextField()
    arrived_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "gateway", "event_id"], name="gateway_event_once")
        ]
        indexes = [models.Index(fields=["organization", "-arrived_at"], name="gateway_events_by_time")]
