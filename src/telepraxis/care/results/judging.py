"""Is a document a result, how urgent is it, what hangs on it, who asked for it. Pure."""

from dataclasses import dataclass, field
from datetime import datetime

from telepraxis.base.record.authors import is_by_patient
from telepraxis.base.record.references import reference_in
from telepraxis.care.timeline.flags import SIDES, Person, flagged, range_of
from telepraxis.care.timeline.kinds import RESULTS, codes_of, kind_of

from .models import Urgency

TYPES = ("DiagnosticReport", "DocumentReference", "Observation")
RESULT_CATEGORIES = frozenset({"laboratory", "imaging"})
# LOINC types of documents that are results: laboratory, imaging, pathology, ECG and the like; then categories of LOINC.
RESULT_PAPERS = frozenset(
    {"11502-2", "26436-6", "18748-4", "18726-0", "11526-1", "27898-6", "60567-5", "18725-2", "11524-6", "11522-0",
     "18745-0", "18751-8", "18842-1", "34752-6", "LP29684-5", "LP29708-2", "LP7839-6", "LP7819-8"}
)  # fmt: skip
NOT_YET = frozenset({"registered"})
WITHDRAWN = frozenset({"entered-in-error", "cancelled"})
CORRECTED = frozenset({"amended", "corrected", "appended"})
MOST_PARTS = 500


@dataclass(frozen=True)
class Judged:
    """What an item needs to know of its document. References are logical ids."""

    is_result: bool
    status: str = ""
    urgency: Urgency = Urgency.UNRATED  # by what the document itself says; its parts may say more
    rated: bool = False
    parts: tuple[str, ...] = ()  # Observations
    papers: tuple[str, ...] = ()  # DocumentReferences that it was taken over from
    orders: tuple[str, ...] = ()  # ServiceRequests
    encounter: str = ""
    performers: tuple[str, ...] = field(default=())  # Practitioners

    @property
    def is_withdrawn(self) -> bool:
        return self.status in WITHDRAWN

    @property
    def is_corrected(self) -> bool:
        return self.status in CORRECTED


def judged(doc: dict, at: datetime | None, person: Person) -> Judged:
    """Return what the document says. Of one that nobody can make sense of somebody must look at it: nothing is lost."""
    try:
        return _judged(doc, at, person)
    except (AttributeError, KeyError, TypeError, ValueError, ArithmeticError):
        return Judged(is_result=doc.get("resourceType") in TYPES, status="unknown")


def _judged(doc: dict, at: datetime | None, person: Person) -> Judged:
    if not _is_result(doc):
        return Judged(is_result=False)
    ratings = [rating for each in _values_in(doc) if (rating := rating_of(each, at, person)) is not None]
    context = doc.get("context") if doc["resourceType"] == "DocumentReference" else None
    encounters = context.get("encounter", []) if isinstance(context, dict) else [doc.get("encounter")]
    return Judged(
        is_result=True,
        status=_status(doc),
        urgency=max(ratings, default=Urgency.UNRATED),
        rated=bool(ratings),
        parts=_named(doc, ("result", "hasMember"), "Observation")[:MOST_PARTS],
        papers=_named(doc, ("derivedFrom",), "DocumentReference"),
        orders=_named(doc, ("basedOn",), "ServiceRequest"),
        encounter=next((found.logical_id for each in encounters if (found := reference_in(each, "Encounter"))), ""),
        performers=_named(doc, ("performer", "resultsInterpreter"), "Practitioner"),
    )


def _is_result(doc: dict) -> bool:
    type = doc["resourceType"]
    if type == "DiagnosticReport":
        return doc.get("status") not in NOT_YET
    if type == "DocumentReference":
        concepts = [doc.get("type"), *(doc.get("category") or ())]
        return doc.get("status") != "superseded" and bool(
            RESULT_PAPERS & {c for one in concepts for c in codes_of(one)}
        )
    if type != "Observation" or doc.get("status") in NOT_YET or is_by_patient(doc):
        return False
    codes = {code for concept in doc.get("category") or () for code in codes_of(concept)}
    return bool(codes & RESULT_CATEGORIES) or kind_of(doc) == RESULTS


def _status(doc: dict) -> str:
    return doc.get("docStatus") or doc.get("status") or "" if doc.get("status") != "entered-in-error" else doc["status"]


def _values_in(doc: dict) -> list[dict]:
    """Return the document itself, where it is an Observation, and the Observations that it carries within."""
    own = [doc] if doc["resourceType"] == "Observation" else []
    return own + [each for each in doc.get("contained") or () if each.get("resourceType") == "Observation"]


def rating_of(doc: dict, at: datetime | None, person: Person) -> Urgency | None:
    """Return how urgent an Observation is, None where neither who sent it nor the house says what is usual."""
    parts = [rating for each in doc.get("component") or () if (rating := _interpreted(each)) is not None]
    found = flagged(doc, at, person) if at is not None else None
    if found is not None:
        return max([Urgency.CRITICAL if found.code.endswith("!") else Urgency.ABNORMAL, *parts])
    if (said := _interpreted(doc)) is not None:
        return max([said, *parts])
    if parts:
        return max(parts)
    return Urgency.NORMAL if _has_range(doc, at, person) else None


def _interpreted(doc: dict) -> Urgency | None:
    said = [SIDES[code] for each in doc.get("interpretation") or () for code in codes_of(each) if code in SIDES]
    if not said:
        return None
    grave = any(code.endswith("!") for code in said)
    return Urgency.CRITICAL if grave else Urgency.ABNORMAL if any(said) else Urgency.NORMAL


def _has_range(doc: dict, at: datetime | None, person: Person) -> bool:
    is_number = isinstance(doc.get("valueQuantity"), dict) and doc["valueQuantity"].get("value") is not None
    return at is not None and is_number and range_of(doc, at, person) is not None


def _named(doc: dict, names: tuple[str, ...], type: str) -> tuple[str, ...]:
    every = [each for name in names for each in _list(doc.get(name))]
    return tuple(dict.fromkeys(found.logical_id for each in every if (found := reference_in(each, type))))


def _list(value: object) -> list:
    return value if isinstance(value, list) else [value] if value else []
