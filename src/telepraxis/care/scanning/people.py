"""Who might be meant on paper: people of the registry by the names, birth dates and record numbers that stand on it."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from telepraxis.base import record
from telepraxis.base.record.models import Patient
from telepraxis.registry.patients.document import details_of
from telepraxis.registry.patients.identity import survivor_of
from telepraxis.registry.patients.models import SearchToken
from telepraxis.registry.patients.query import plain
from telepraxis.registry.patients.search import find_patients
from telepraxis.registry.patients.tokens import IDENTIFIER

from .understanding import Document, Known, candidates_for_search

MOST = 200  # born on the days that stand on the paper: twins, and whoever else could be mistaken
NAMESAKES = 8


def candidates(document: Document, *, today: date) -> list[Known]:
    """Return the people who might be meant; which of them, if any, the paper must say. A bounded number of queries."""
    wanted = candidates_for_search(document)
    found = set(_born_on({birth for _name, birth, _number in wanted if birth}))
    found |= set(_numbered({number for _name, _birth, number in wanted if number}))
    for name in dict.fromkeys(name for name, _birth, _number in wanted if name):
        found |= {patient.uid for patient in find_patients(name, today=today, limit=NAMESAKES)}
    return known(found)


def known(uids: Iterable[UUID]) -> list[Known]:
    """Return people as paper can tell them apart; a record that was merged speaks for the one it was merged into."""
    people: dict[UUID, Known] = {}
    for row in Patient.objects.filter(uid__in=list(uids)).order_by("uid"):
        uid = survivor_of(row.uid) if row.merged_into else row.uid
        one, before = _known(row, uid), people.get(uid)
        people[uid] = one if before is None else _together(before, one)
    return list(people.values())


def _known(row: Patient, uid: UUID) -> Known:
    content = record.content_of(row)
    numbers = tuple(each.value for each in details_of(content).identifiers if each.value)
    return Known(uid, _names_of(row, content), row.birth_date, numbers)


def _names_of(row: Patient, content: dict) -> tuple[str, ...]:
    others = (" ".join([*name.get("given", []), name.get("family", "")]).strip() for name in content.get("name", []))
    return tuple(dict.fromkeys(name for name in (row.name_text, *others) if name))


def _together(one: Known, other: Known) -> Known:
    names = tuple(dict.fromkeys((*one.names, *other.names)))
    return Known(one.uid, names, one.birth_date or other.birth_date, (*one.numbers, *other.numbers))


def _born_on(days: set[date]) -> list[UUID]:
    if not days:
        return []
    return list(Patient.objects.filter(birth_date__in=sorted(days)).values_list("uid", flat=True)[:MOST])


def _numbered(numbers: set[str]) -> list[UUID]:
    tokens = sorted(IDENTIFIER + plain(number)[:100] for number in numbers if plain(number))
    if not tokens:
        return []
    return list(SearchToken.objects.filter(token__in=tokens).values_list("patient_id", flat=True)[:MOST])
