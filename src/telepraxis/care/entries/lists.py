"""What stands on the lists of a chart, whoever wrote it and wherever it came from."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import orjson
from django.utils.translation import gettext as _

from telepraxis.base.record.models import Observation, Resource
from telepraxis.care.incoming.lines import words_of
from telepraxis.registry.patients.identity import uids_of

from .entry import Entry, moment_written, standing_of
from .kind import Kind, Standing
from .kinds import KINDS
from .kinds.allergy import ALLERGY, is_contradicted
from .kinds.medicine import MEDICINE
from .review import is_review

COLUMNS = ("uid", "patient_id", "logical_id", "version", "doc")


@dataclass(frozen=True)
class Review:
    """When, and by whom, all medicines were gone through with the patient."""

    at: datetime
    who: str


@dataclass(frozen=True)
class Lists:
    """What is on the lists of one patient: the entries of each kind, in order only where they are shown.

    Where only what holds today is shown, what is over is not kept but counted.
    """

    entries: dict[str, list[Entry]] = field(default_factory=dict)
    review: Review | None = None
    over: dict[str, int] = field(default_factory=dict)

    def standing(self, kind: str) -> list[Entry]:
        """Return what holds today; a statement that none is known only as long as nothing contradicts it."""
        active = _in_order(entry for entry in self.entries.get(kind, ()) if entry.is_active)
        if active and active[0].kind.keeps_newest:
            return active[:1]
        known = [entry for entry in active if not entry.is_none_known]
        contradicted = is_contradicted if known else lambda doc: False
        statements = [entry for entry in active if entry.is_none_known and not contradicted(entry.doc)]
        return [*known, *statements]

    def past(self, kind: str) -> list[Entry]:
        """Return what is over, and statements of none that came to be untrue."""
        return _in_order(self._past(kind))

    def count_past(self, kind: str) -> int:
        return len(self._past(kind)) + self.over.get(kind, 0)

    def _past(self, kind: str) -> list[Entry]:
        standing = {entry.uid for entry in self.standing(kind)}
        return [entry for entry in self.entries.get(kind, ()) if not entry.is_error and entry.uid not in standing]

    def in_error(self, kind: str) -> list[Entry]:
        return _in_order(entry for entry in self.entries.get(kind, ()) if entry.is_error)


def lists_of(patient: UUID, kinds: Iterable[Kind] = KINDS, *, whole: bool = True) -> Lists:
    """Return the lists of the person, in all their records, the whole of them or what holds today. Two queries."""
    kinds = tuple(kinds)
    home = {type: kind for kind in kinds if not kind.codes for type in (kind.type, *kind.also)}
    home |= {code: kind for kind in kinds for code in kind.codes}
    found: dict[str, list[Entry]] = {kind.name: [] for kind in kinds}
    over = dict.fromkeys(found, 0)
    reviews = []
    for key, uid, whose, logical_id, version, doc in [*_resources(patient, kinds), *_observations(patient, kinds)]:
        if key == "List":
            reviews.append(orjson.loads(doc))
            continue
        kind, doc = home[key], orjson.loads(doc)
        if not whole and standing_of(kind, doc) is Standing.PAST:
            over[kind.name] += 1
            continue
        entry = Entry(uid=uid, patient=whose, kind=kind, logical_id=logical_id, version=version, doc=doc)
        found[kind.name].append(entry)
    return Lists(found, _review(reviews), over)


def allergy_line(patient: UUID) -> dict:
    """Return what a banner says of allergies: {"tone", "text", "entries", "is_known"}. Two queries."""
    return banner_of(lists_of(patient, (ALLERGY,), whole=False))


def banner_of(lists: Lists) -> dict:
    """Return the banner's words from lists that were read already."""
    standing = lists.standing(ALLERGY.name)
    known = sorted((entry for entry in standing if not entry.is_none_known), key=lambda entry: not entry.is_grave)
    if known:
        said = "; ".join(", ".join([entry.what, *entry.more[:1]]) for entry in known)
        return {"tone": "danger", "text": _("Allergy: %(what)s") % {"what": said}, "entries": known, "is_known": True}
    if standing:
        said = _("No known allergies") if standing[0].is_none_at_all else "; ".join(entry.what for entry in standing)
        return {"tone": "", "text": said, "entries": standing, "is_known": True}
    return {"tone": "warn", "text": _("Allergies not asked yet"), "entries": [], "is_known": False}


def _resources(patient: UUID, kinds: tuple[Kind, ...]) -> list[tuple]:
    types = {type for kind in kinds if not kind.codes for type in (kind.type, *kind.also)}
    if MEDICINE.type in types:
        types.add("List")
    rows = Resource.objects.filter(patient_id__in=uids_of(patient), type__in=sorted(types))
    return list(rows.order_by("-uid").values_list("type", *COLUMNS))


def _observations(patient: UUID, kinds: tuple[Kind, ...]) -> list[tuple]:
    codes = set().union(*(kind.codes for kind in kinds))
    if not codes:
        return []
    rows = Observation.objects.filter(patient_id__in=uids_of(patient), code__in=sorted(codes))
    return list(rows.order_by("-uid").values_list("code", *COLUMNS))


def _in_order(entries: Iterable[Entry]) -> list[Entry]:
    """The newest first; what has no date comes last, in the order in which it was written. Grave allergies lead."""
    dated = sorted(entries, key=lambda entry: entry.day, reverse=True)
    return sorted(dated, key=lambda entry: not entry.is_grave) if dated and dated[0].kind is ALLERGY else dated


def _review(lists: list[dict]) -> Review | None:
    reviews = sorted((doc for doc in lists if is_review(doc)), key=lambda doc: doc.get("date", ""), reverse=True)
    for doc in reviews:
        if (when := moment_written(doc)) is not None:
            return Review(when, words_of(doc.get("source")))
    return None
