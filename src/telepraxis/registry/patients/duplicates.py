"""Records that may be the same person, shown before a second one is made."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from telepraxis.base.record.models import Patient

from .document import Details
from .models import SearchToken
from .names import fold, same_person_by_name
from .query import plain
from .tokens import EMAIL, IDENTIFIER, LAST, phone_token

ALIKE = 0.75


@dataclass(frozen=True)
class Match:
    """A record that may be the same person, and why we think so."""

    uid: UUID
    name: str
    birth_date: date | None
    phone: str
    email: str
    why: tuple[str, ...]
    certainty: float


class LikelyDuplicate(Exception):
    """There may be a record of this person already; `matches` says which, the likeliest first."""

    def __init__(self, matches: list[Match]):
        super().__init__(f"{len(matches)} likely duplicates")
        self.matches = matches


def likely_duplicates(details: Details, *, besides: UUID | None = None) -> list[Match]:
    """Return records of the served organization that may be this person, the likeliest first. Two queries."""
    same_token = _bearers_of(details)
    rows = (
        Patient.objects.filter(Q(uid__in=same_token) | Q(birth_date__in=_days(details.birth_date)), merged_into="")
        .exclude(uid=besides)
        .values_list("uid", "name_text", "birth_date", "phone", "email")[:200]
    )
    matches = [_match(row, details, same_token.get(row[0], frozenset())) for row in rows]
    return sorted((match for match in matches if match), key=lambda match: (-match.certainty, match.name))[:8]


def _days(birth_date: date | None) -> list[date]:
    """Return the birth date, and the one with day and month swapped where the calendar has it."""
    if birth_date is None:
        return []
    swapped = [birth_date.replace(month=birth_date.day, day=birth_date.month)] if birth_date.day <= 12 else []
    return [birth_date, *swapped]


def _bearers_of(details: Details) -> dict[UUID, frozenset[str]]:
    """Return which patients have the same phone, mail or identifier, and which of these."""
    tokens = [EMAIL + fold(details.email)] if details.email else []
    tokens += [IDENTIFIER + plain(each.value) for each in details.identifiers if each.value]
    same = Q(token__in=tokens)
    # The last nine digits: one writes the country's prefix, another does not.
    if len(phone := phone_token(details.phone)[:10]) > 6:
        same |= Q(token__gte=phone, token__lt=phone + LAST)
    found: dict[UUID, frozenset[str]] = {}
    for patient, token in SearchToken.objects.filter(same).values_list("patient_id", "token")[:100]:
        found[patient] = found.get(patient, frozenset()) | {token[0]}
    return found


def reasons_alike(one: Details, other: Details) -> tuple[str, ...]:
    """Return in what two records are alike, in words."""
    numbers = {plain(each.value) for each in one.identifiers} & {plain(each.value) for each in other.identifiers}
    tokens = [
        ("~", one.phone and phone_token(one.phone)[:10] == phone_token(other.phone)[:10]),
        ("@", one.email and fold(one.email) == fold(other.email)),
        ("#", numbers),
    ]
    return _reasons(
        same_person_by_name(one.name, other.name),
        one.birth_date is not None and one.birth_date == other.birth_date,
        one.birth_date != other.birth_date and other.birth_date in _days(one.birth_date),
        frozenset(token for token, holds in tokens if holds),
    )


def _match(row: tuple, details: Details, tokens: frozenset[str]) -> Match | None:
    uid, name, born, phone, email = row
    alike = same_person_by_name(details.name, name)
    same_day = details.birth_date is not None and born == details.birth_date
    near_day = not same_day and born in _days(details.birth_date)
    shared = bool(tokens)
    if not (shared or ((same_day or near_day) and alike >= ALIKE)):
        return None
    why = _reasons(alike, same_day, near_day, tokens)
    certainty = alike + same_day + 0.5 * near_day + 0.5 * len(tokens)
    return Match(uid, name, born, phone, email, why, round(certainty, 3))


def _reasons(alike: float, same_day: bool, near_day: bool, tokens: frozenset[str]) -> tuple[str, ...]:
    reasons = [
        (_("same birth date"), same_day),
        (_("day and month of birth swapped"), near_day),
        (_("same name"), alike >= 0.99),
        (_("similar name"), ALIKE <= alike < 0.99),
        (_("same phone"), "~" in tokens),
        (_("same e-mail"), "@" in tokens),
        (_("same number"), "#" in tokens),
    ]
    return tuple(str(reason) for reason, holds in reasons if holds)
