"""Find patients by fragments of names with slips and without accents, by birth date, phone, mail or identifier.

Row-level security takes the index away from trigrams and full text (their operators are not leakproof), so a typed
word is looked up by equality and beginnings of its traces (see `names`), first among the words people here bear, then
in the token table. Both steps run on the index for the app's role; a test reads the plans.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from telepraxis.base.record.models import Patient

from .names import PARTICLES, likeness, traces_of, words_of
from .query import Query, read_query
from .tokens import EMAIL, IDENTIFIER, LAST, phone_token

WORDS_PER_FRAGMENT = 120
CANDIDATES = 150

WORDS = """
SELECT DISTINCT typed.part, spelling.word
FROM unnest(%s::int[], %s::text[], %s::text[]) AS typed(part, low, high)
CROSS JOIN LATERAL (
    SELECT word FROM patients_spelling WHERE trace >= typed.low AND trace < typed.high LIMIT 1500
) AS spelling
"""

# Under which other names records were merged into this one: it is found and shown by them too.
ALSO = """ARRAY(
    SELECT retired.name_text FROM patients_patientmerge AS merge JOIN record_patient AS retired
    ON retired.uid = merge.retired_id WHERE merge.survivor_id = patient.uid AND merge.parted_at IS NULL
    ORDER BY merge.merged_at
)"""

BEARERS = f"""
WITH likely AS (
    SELECT patient_id FROM (
        SELECT token.patient_id, wanted.part, max(wanted.weight) AS weight
        FROM unnest(%s::int[], %s::text[], %s::real[]) AS wanted(part, word, weight)
        JOIN patients_searchtoken AS token ON token.token = wanted.word
        GROUP BY token.patient_id, wanted.part
    ) AS hit
    GROUP BY patient_id ORDER BY sum(weight) DESC, patient_id LIMIT %s
)
SELECT uid, name_text, birth_date, phone, email, logical_id, {ALSO}
FROM likely JOIN record_patient AS patient ON uid = patient_id WHERE merged_into = ''
"""

SHOWN = f"""
SELECT uid, name_text, birth_date, phone, email, logical_id, {ALSO}
FROM record_patient AS patient WHERE uid = ANY(%s::uuid[]) AND merged_into = '' AND deleted_at IS NULL
"""

TOKENS = """
SELECT DISTINCT token.patient_id FROM unnest(%s::text[], %s::text[]) AS typed(low, high)
CROSS JOIN LATERAL (
    SELECT patient_id FROM patients_searchtoken WHERE token >= typed.low AND token < typed.high LIMIT 100
) AS token
"""


@dataclass(frozen=True)
class FoundPatient:
    """One line of the answer; `score` is between 0 and 1 for the name, and above 1 with a birth date or number."""

    uid: UUID
    name: str
    birth_date: date | None
    phone: str
    score: float
    email: str = ""
    logical_id: str = ""
    also: tuple[str, ...] = ()  # other names, of records that were merged into this one


def find_patients(text: str, birth_date: date | None = None, limit: int = 10, *, today: date) -> list[FoundPatient]:
    """Return the patients of the served organization that the text most likely means, the likeliest first.

    Nothing typed, or nothing legible, finds nobody. At most five queries, however many patients there are.
    """
    query = read_query(text, today)
    birth_dates = query.birth_dates | ({birth_date} if birth_date else set())
    pinned = _by_token(query) | _born_on(birth_dates)
    found = _ranked(_shown_of(pinned), query, birth_dates)
    # Whoever bears the name and the birth date, or the number, is meant: no need to look at namesakes.
    if query.fragments and not (found and found[0].score >= 1.6):
        named = [row for row in _by_name(query.fragments) if row[0] not in pinned]
        found = sorted(found + _ranked(named, query, birth_dates), key=_likeliest_first)
    return found[:limit]


def _by_token(query: Query) -> set[UUID]:
    """Return who has the typed number, mail or code."""
    lows = [phone_token(query.digits), IDENTIFIER + query.digits] if len(query.digits) >= 4 else []
    lows += [EMAIL + query.email] if query.email else []
    lows += [IDENTIFIER + code for code in query.codes]
    return {row[0] for row in _rows(TOKENS, [lows, [low + LAST for low in lows]])} if lows else set()


def _born_on(birth_dates: set[date]) -> set[UUID]:
    if not birth_dates:
        return set()
    return set(Patient.objects.filter(birth_date__in=birth_dates).values_list("uid", flat=True)[:CANDIDATES])


def _by_name(fragments: tuple[str, ...]) -> list[tuple]:
    """Return who bears words like the typed ones, at most CANDIDATES, those with most and likest words."""
    wanted = _words_like(fragments)
    if not wanted:
        return []
    parts, words, weights = zip(*wanted, strict=True)
    return _rows(BEARERS, [list(parts), list(words), list(weights), CANDIDATES])


def _words_like(fragments: tuple[str, ...]) -> list[tuple[int, str, float]]:
    """Return (number of the fragment, word, likeness) of the words borne here that a fragment may mean."""
    ranges = [(part, *limits) for part, fragment in enumerate(fragments) for limits in _ranges(fragment)]
    rows = _rows(WORDS, [list(column) for column in zip(*ranges, strict=True)])
    likes = defaultdict(list)
    for part, word in rows:
        if (like := likeness(fragments[part], word)) > 0.0:
            likes[part].append((like, word))
    return [
        (part, word, like)
        for part, found in likes.items()
        for like, word in sorted(found, reverse=True)[:WORDS_PER_FRAGMENT]
    ]


def _ranges(fragment: str) -> list[tuple[str, str]]:
    """Return where the fragment's traces begin and end among the stored ones: a long trace may be a beginning."""
    ranges = [(fragment, fragment + LAST)]
    for trace in traces_of(fragment) - {fragment}:
        ranges.append((trace, trace + (LAST if len(trace) >= 3 else "\x01")))
    return ranges


def _rows(statement: str, parameters: list) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def _shown_of(uids: set[UUID]) -> list[tuple]:
    return _rows(SHOWN, [list(uids)]) if uids else []


def _ranked(rows: list[tuple], query: Query, birth_dates: set[date]) -> list[FoundPatient]:
    found = [_scored(row, query, birth_dates) for row in rows]
    return sorted((patient for patient in found if patient.score > 0.3), key=_likeliest_first)


def _scored(row: tuple, query: Query, birth_dates: set[date]) -> FoundPatient:
    uid, name, born, phone, email, logical_id, also = row
    also = tuple(dict.fromkeys(each for each in also if each != name))
    score = max(name_score(query.fragments, each) for each in (name, *also))
    pinned = born in birth_dates or _has_number(query, phone, email)
    if pinned:
        score += 1.0
    elif birth_dates:
        score *= 0.6
    return FoundPatient(uid, name, born, phone, round(score, 4), email, logical_id, also)


def _has_number(query: Query, phone: str, email: str) -> bool:
    digits = "".join(letter for letter in phone if letter.isdigit())
    if query.digits and (digits.endswith(query.digits) or query.digits.endswith(digits[-9:] or "?")):
        return True
    return bool(query.codes or query.digits or (query.email and email.casefold().startswith(query.email)))


def name_score(fragments: Iterable[str], name: str) -> float:
    """Return how well the fragments name somebody, 0 to 1: each fragment takes the likest word not yet taken."""
    fragments = list(fragments)
    if not fragments:
        return 0.0
    words = [word for word in words_of(name) if word not in PARTICLES] or words_of(name)
    total, left = 0.0, list(words)
    for fragment in fragments:
        like, best = max([(likeness(fragment, word), word) for word in left], default=(0.0, ""))
        if like:
            total += like
            left.remove(best)
    # Fewer words left over is a little better; typed in the order of the name, a little better still.
    return total / len(fragments) - 0.01 * len(left)


def _likeliest_first(patient: FoundPatient) -> tuple:
    return (-patient.score, patient.name, patient.birth_date or date.min, str(patient.uid))
