"""What waits at the bench: the claims of the pharmacy on lists, each with its medicines in words."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from . import in_words
from .claims import fee_minor, owed_minor
from .models import Claim, ClaimLine, Remark

MOST = 100
OVER_DAYS = 7  # how long what is over stays on the list
TO_DO, ASKED, READY, OUT, OWED, UNPAID, OVER = "do", "asked", "ready", "out", "owed", "unpaid", "over"
STATES = {
    TO_DO: (Claim.State.WAITING,),
    ASKED: (Claim.State.ASKED, Claim.State.CHANGED),
    READY: (Claim.State.READY,),
    OUT: (Claim.State.OUT,),
    OVER: Claim.OVER,
}
# What left before it was paid, and has not been since. Where nothing is owed any more, neither is its delivery.
UNPAID_YET = Q(
    owes_at__isnull=False, accepted_minor__gt=0, paid_minor__lt=F("accepted_minor") + F("delivery_fee_minor")
)


@dataclass(frozen=True)
class Medicine:
    """One medicine of a claim, as the queue names it."""

    name: str
    quantity: str
    state: str
    state_words: str


@dataclass(frozen=True)
class Waiting:
    """One claim on a list. `unread` is how much the prescriber said that nobody here has read."""

    claim: Claim
    name: str
    medicines: tuple[Medicine, ...]
    unread: int
    is_late: bool
    due_minor: int

    @property
    def is_paid(self) -> bool:
        return self.claim.accepted_at is not None and self.due_minor <= 0 and self.claim.paid_minor > 0

    @property
    def owes(self) -> bool:
        """Whether it left, all of it or a part, before it was paid."""
        return self.claim.owes_at is not None and self.due_minor > 0


def tally(now: datetime) -> dict[str, int]:
    """Return how many claims stand on each list. One query."""
    counts = {name: Count("id", filter=Q(state__in=states) & _lately(name, now)) for name, states in STATES.items()}
    counts_of_owing = {OWED: Count("id", filter=Exists(_owing())), UNPAID: Count("id", filter=UNPAID_YET)}
    return Claim.objects.aggregate(**counts, **counts_of_owing)


def count_to_do() -> int:
    """Return how much there is to do: the number beside the rail. One query."""
    return Claim.objects.filter(state=Claim.State.WAITING).count()


def listed(which: str, *, text: str = "", now: datetime) -> list[Waiting]:
    """Return the claims of a list, those first that are wanted first; of `text` every word begins a word of the
    patient's name, or it is the prescription's number. Four queries.
    """
    found = _of(which, now)
    order = ("-ended_at",) if which == OVER else ("owes_at",) if which == UNPAID else ("wanted_at", "asked_at")
    return _shown(_named(found, text).order_by(*order, "id")[:MOST], now)


def _of(which: str, now: datetime) -> QuerySet[Claim]:
    if which == OWED:
        return Claim.objects.filter(Exists(_owing()))
    if which == UNPAID:
        return Claim.objects.filter(UNPAID_YET)
    return Claim.objects.filter(_lately(which, now), state__in=STATES[which])


def _lately(which: str, now: datetime) -> Q:
    return Q(ended_at__gte=now - timedelta(days=OVER_DAYS)) if which == OVER else Q()


def _owing() -> QuerySet[ClaimLine]:
    return ClaimLine.objects.filter(claim_id=OuterRef("pk"), state=ClaimLine.State.OWED)


def _named(found: QuerySet[Claim], text: str) -> QuerySet[Claim]:
    number = "".join(sign for sign in text.upper() if sign.isalnum())
    asked = Q()
    for word in text.split()[:6]:
        asked &= Q(patient__name_text__istartswith=word) | Q(patient__name_text__icontains=f" {word}")
    return found.filter(asked | Q(prescription_number=number)) if text.strip() else found


def _shown(found: QuerySet[Claim], now: datetime) -> list[Waiting]:
    lines = ClaimLine.objects.select_related("document").order_by("position")
    rows = list(found.select_related("patient").prefetch_related(Prefetch("lines", queryset=lines)))
    came = Remark.objects.filter(claim__in=rows, is_ours=False, read_at=None).values_list("claim_id", flat=True)
    unread = Counter(came)
    return [_waiting(row, unread[row.id], now) for row in rows]


def _waiting(row: Claim, unread: int, now: datetime) -> Waiting:
    due = row.wanted_at if row.state != Claim.State.READY else row.kept_until
    owed = sum(owed_minor(line) for line in row.lines.all()) + fee_minor(row, row.lines.all())
    return Waiting(
        claim=row,
        name=row.patient.name_text if row.patient else "",
        medicines=tuple(_medicine(line, row.language) for line in row.lines.all()),
        unread=unread,
        is_late=row.is_open and due is not None and due < now,
        due_minor=owed - row.paid_minor,
    )


def _medicine(line: ClaimLine, language: str) -> Medicine:
    said = in_words.of(line.document, language)
    return Medicine(said.medicine, said.pieces(line.quantity), line.state, str(line.get_state_display()))
