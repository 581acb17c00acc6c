"""Is this paper genuine? Asked by anybody who holds it, answered with what stands on it anyway and nothing more."""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.cache import cache
from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor

from .models import Letter
from .writing import CODE_LENGTH, SIGNS

ALLOWED = 20  # questions of one address
WITHIN = 10 * 60  # seconds
ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


class TooMany(Exception):
    """This address has asked too often in the last minutes."""


@dataclass(frozen=True)
class Genuine:
    """What a code answers: never a name, a text or a reason."""

    kind: str
    practice: str
    author: str
    signed_at: datetime
    initials: str
    from_on: date | None
    until_on: date | None
    revoked_at: datetime | None
    code: str


def tidy(typed: str) -> str:
    """Return the code as it is kept; what people misread is put right, what cannot be a code is ""."""
    code = "".join(sign for sign in typed.upper() if sign.isalnum()).translate(ALIKE)
    return code if len(code) == CODE_LENGTH and set(code) <= set(SIGNS) else ""


@transaction.atomic
def check(*, typed: str, by: Actor, now: datetime) -> Genuine | None:
    """Return what the practice's letter with this code says about itself, None when there is none. The patient reads
    in their access log that somebody asked.

    :raises TooMany: ask again in some minutes.
    """
    _count(by.address)
    code = tidy(typed)
    letter = Letter.objects.select_related("author", "organization").filter(code=code).first() if code else None
    if letter is None:
        return None
    audit.looked(by, "letter.checked", patient=letter.patient_id, entity=("Letter", letter.id))
    return Genuine(
        str(letter.get_kind_display()),
        letter.organization.name,
        letter.author.name_text,
        letter.signed_at,
        letter.initials,
        letter.from_on,
        letter.until_on,
        letter.revoked_at,
        letter.shown_code,
    )


def _count(address: str) -> None:
    key = f"letters.check:{address}"
    if cache.add(key, 1, WITHIN):
        return
    if cache.incr(key) > ALLOWED:
        raise TooMany(address)
