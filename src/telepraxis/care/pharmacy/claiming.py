"""At the counter: read the code that somebody brings, ask for what it says, give back what is not handed out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.uuid7 import uuid7
from telepraxis.care.medications.signing import TOKEN
from telepraxis.commons.mailbox.met import trusted_keys
from telepraxis.commons.mailbox.models import Partner
from telepraxis.registry.signatures import compact, verifying

from . import giving_back, post, remarks
from .claims import locked, settle
from .models import Claim, ClaimLine, Origin, Why
from .permissions import may_dispense
from .refusals import NotSo, ReasonNeeded


@dataclass(frozen=True)
class LineRead:
    """One line as the code says it, in words of the prescriber's language."""

    position: int
    medicine: str
    code: tuple[str, str]  # (system, code), ("", "") of what has none
    words: str
    quantity: str
    repeats: int
    may_substitute: bool


@dataclass(frozen=True)
class CodeRead:
    """What a genuine code says. It says nothing of what was handed out since: `ask` does."""

    token: str
    number: str
    issuer: UUID
    issuer_name: str
    patient: str
    born: str
    prescriber: str
    licence: str
    lines: tuple[LineRead, ...]
    signed_at: datetime
    expires_at: datetime

    @property
    def shown_number(self) -> str:
        return "-".join(self.number[at : at + 4] for at in range(0, len(self.number), 4))


def read(*, text: str, by: Actor, now: datetime) -> CodeRead:
    """Return what a code says, its signature verified with the keys that are known here: no network is asked.

    :raises verifying.NotAccepted: forged, altered, expired ...; its words say so.
    """
    may_dispense.require(by)
    verified = verifying.token(text, kind=TOKEN, now=now, trusted=_keys_of_its_issuer(text))
    said = verified.payload
    try:
        lines = tuple(_line(position, each) for position, each in enumerate(said["l"], 1))
        return CodeRead(
            token="".join(text.split()).rpartition("#")[2], number=str(said["n"])[:16], issuer=verified.organization,
            issuer_name=verified.organization_name, patient=str(said["p"][0]), born=str(said["p"][1]),
            prescriber=str(said["d"][0]), licence=str(said["d"][1]), lines=lines, signed_at=verified.signed_at,
            expires_at=verified.expires_at,
        )  # fmt: skip
    except (KeyError, IndexError, TypeError, ValueError) as reason:
        raise verifying.Damaged(verified) from reason


def _keys_of_its_issuer(text: str) -> tuple:
    """Return the keys of a partner elsewhere that the code says it is from; those of this installation are known."""
    try:
        issuer = compact.long(compact.read("".join(text.split()).rpartition("#")[2]).header.get("iss"))
    except compact.Unreadable:
        return ()
    partner = Partner.objects.filter(whose=issuer).first() if issuer else None
    return trusted_keys(partner) if partner is not None else ()


def _line(position: int, said: list) -> LineRead:
    system, _bar, code = str(said[1]).partition("|")
    return LineRead(position, str(said[0]), (system, code), str(said[2]), str(said[3]), int(said[4]), not int(said[5]))


@transaction.atomic
def ask(*, token: str, lines: Sequence[int] | None = None, by: Actor, now: datetime) -> Claim:
    """Ask whoever wrote the prescription for its lines (positions from 1 on), or all; the answer comes as a message.

    While a claim to the same code is open here, that one is returned: scanned twice it is asked once.

    :raises verifying.NotAccepted: the code is not genuine, or over.
    :raises NotReachable: nothing can be asked there.
    """
    may_dispense.require(by)
    code = read(text=token, by=by, now=now)
    post.in_line(code.issuer, code.number)
    known = Claim.objects.filter(issuer=code.issuer, prescription_number=code.number, origin=Origin.COUNTER)
    if (found := known.filter(ended_at=None).first()) is not None:
        return found
    claim = Claim(
        id=uuid7(), organization_id=by.organization_id, issuer=code.issuer, issuer_name=code.issuer_name[:200],
        prescription_number=code.number, prescriber=code.prescriber[:200], token=code.token, origin=Origin.COUNTER,
        state=Claim.State.ASKED, thread=uuid7(), asked_at=now, asked_by=by.name, asked_by_account=by.account_id,
    )  # fmt: skip
    claim.save(force_insert=True)
    positions = ",".join(str(each) for each in sorted(set(lines or ())))
    post.send("pharmacy.claim", claim, fields={"token": code.token, "positions": positions}, by=by, now=now)
    audit.wrote(by, "pharmacy.asked", entity=("Claim", claim.id))
    return claim


@transaction.atomic
def ask_again(*, claim_line: UUID, by: Actor, now: datetime) -> ClaimLine:
    """Ask for a line anew that was told as missing: it is there after all, or something that may be given instead.

    :raises NotSo: it is not missing.
    """
    claim = locked(ClaimLine.objects.values_list("claim_id", flat=True).get(pk=claim_line))
    may_dispense.require(by, claim.patient_id)
    line = claim.lines.get(pk=claim_line)
    if line.state != ClaimLine.State.MISSING or line.cancel_asked_at:
        raise NotSo(_("This is not among what is missing."))
    line.state, line.changed_at = ClaimLine.State.ASKED, now
    line.save(update_fields=["state", "changed_at"])
    post.send("pharmacy.claim", claim, lines=[{"line": line.line}], by=by, now=now)
    audit.wrote(by, "pharmacy.asked", patient=claim.patient_id, entity=("ClaimLine", line.id))
    settle(claim, now)
    return line


@transaction.atomic
def give_back(
    *,
    claim: UUID,
    lines: Sequence[UUID] | None = None,
    why: str = Why.GIVEN_BACK,
    words: str = "",
    by: Actor,
    now: datetime,
) -> Claim:
    """Give lines (ClaimLine) back, or all that are open, so that another pharmacy may have them; what was handed out
    stays. A cancellation that was asked for is confirmed by it. `words` go to the prescriber as a remark.

    :raises NotSo: one is not open, or it is on its way to the patient. :raises ReasonNeeded: refused without a word.
    """
    row = locked(claim)
    may_dispense.require(by, row.patient_id)
    if row.state == Claim.State.OUT:
        raise NotSo(_("It is on its way: first it has to come back."))
    going = [each for each in row.lines.all() if each.is_open and (lines is None or each.id in set(lines))]
    if not going or (lines is not None and len(going) < len(set(lines))):
        raise NotSo(_("Nothing of this is open any more."))
    if why == Why.REFUSED and not words.strip():
        raise ReasonNeeded
    if words.strip():
        remarks.write(claim=row.id, words=words, by=by, now=now)
    giving_back.end_many(row, going, Why(why), by, now)
    audit.wrote(by, "pharmacy.given_back", patient=row.patient_id, entity=("Claim", row.id))
    return row
