"""Facts that this room tells: money moved. References are those of the charge; no fact says what it was for."""

from dataclasses import dataclass
from uuid import UUID

from telepraxis.base.events import Fact


@dataclass(frozen=True, kw_only=True)
class PaymentReceived(Fact):
    """Money towards a charge has arrived; `still_owed_minor` is 0 when the charge is paid whole."""

    payment_id: UUID
    charge_id: UUID
    reference_kind: str
    reference_id: UUID
    patient_id: UUID | None
    amount_minor: int
    currency: str
    still_owed_minor: int


@dataclass(frozen=True, kw_only=True)
class PaymentFailed(Fact):
    """A payment that was under way will not arrive; `why` is declined, expired, given_up or refused."""

    payment_id: UUID
    charge_id: UUID
    reference_kind: str
    reference_id: UUID
    patient_id: UUID | None
    why: str


@dataclass(frozen=True, kw_only=True)
class RefundSent(Fact):
    """Money went back."""

    refund_id: UUID
    payment_id: UUID
    charge_id: UUID
    reference_kind: str
    reference_id: UUID
    patient_id: UUID | None
    amount_minor: int
    currency: str
