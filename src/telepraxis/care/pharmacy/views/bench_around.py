"""What the pages of the bench ask and show alike."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from telepraxis.base import audit
from telepraxis.commons.inventory.issuing import NoQuarantine, ReturnsTooMuch
from telepraxis.commons.inventory.locks import TooManyAtOnce
from telepraxis.commons.inventory.picking import NotEnough, NotFit
from telepraxis.registry.accounts import vouching
from telepraxis.registry.accounts.second_factor import FactorRefused
from telepraxis.registry.signatures import verifying

from .. import refusals
from ..models import Claim, ClaimLine, Handout
from ..witnessing import Seen

RAIL = {"rail": "bench"}
GONE_WRONG = 422
OURS = (
    refusals.NotSo, refusals.KeyUsed, refusals.ReasonNeeded, refusals.TooMuch, refusals.NotReachable,
    refusals.NotTheSame, refusals.WrongBox, refusals.WrongCode, refusals.NoWitness, refusals.NotYet,
    refusals.NotPaid, refusals.WitnessNeeded, refusals.NotAlone, refusals.MoneyUndecided,
    refusals.TooMuchMoney, FactorRefused,
)  # fmt: skip
REFUSALS = (*OURS, verifying.NotAccepted, NotEnough, NotFit, TooManyAtOnce, NoQuarantine, ReturnsTooMuch)


def its_claim(request: HttpRequest, claim_id: UUID, **kwargs) -> UUID | None:
    """Return the patient whom the claim of the address is for; its row is kept for the view."""
    request.claim = get_object_or_404(Claim.objects.select_related("patient"), id=claim_id)
    return request.claim.patient_id


def its_claim_line(request: HttpRequest, claim_line_id: UUID, **kwargs) -> UUID | None:
    """Return the patient whom a line is for; the line and its claim are kept for the view."""
    request.claim_line = get_object_or_404(ClaimLine, id=claim_line_id)
    return its_claim(request, request.claim_line.claim_id)


def its_handout(request: HttpRequest, handout_id: UUID, **kwargs) -> UUID | None:
    """Return the patient who got a handout; it and its claim are kept for the view."""
    request.handout = get_object_or_404(Handout.objects.select_related("claim_line"), id=handout_id)
    return its_claim(request, request.handout.claim_line.claim_id)


def seen_by(request: HttpRequest, said: dict) -> Seen | None:
    """Return the colleague who confirms that they see it, None where nobody is named.

    :raises FactorRefused: it is not their password, nor a code of theirs.
    """
    colleague, proof = said.pop("witness"), said.pop("witness_proof")
    return Seen(colleague, vouching.vouch(request, colleague=colleague, proof=proof)) if colleague else None


def looked(request: HttpRequest) -> None:
    claim = request.claim
    audit.looked(request.actor, "pharmacy.looked", patient=claim.patient_id, entity=("Claim", claim.id))


def why(refusal: Exception) -> str:
    """Return in words what hindered an act."""
    if isinstance(refusal, NotEnough):
        return _("Only %(n)s of it is free. Nothing was changed.") % {"n": _figure(refusal.free)}
    if isinstance(refusal, ReturnsTooMuch):
        return _("Only %(n)s of this lot is out there. Nothing was changed.") % {"n": _figure(refusal.out)}
    if isinstance(refusal, NotFit):
        return _("Lot %(number)s may not be handed out: expired, recalled or in quarantine.") % {
            "number": refusal.lot.number or "–"
        }
    if isinstance(refusal, TooManyAtOnce):
        return _("Others are moving the same just now. Try again in a moment.")
    if isinstance(refusal, NoQuarantine):
        return _("Open a place of quarantine in the stock first: what comes back waits there.")
    return str(refusal)


def _figure(value) -> str:
    return f"{value.normalize():f}"
