"""What came from elsewhere: which files were merged when, and what of them is in the chart."""

from collections.abc import Iterable
from uuid import UUID

from telepraxis.base import record
from telepraxis.base.fhir.extracting import entries_of
from telepraxis.base.record.references import LOCAL
from telepraxis.registry.patients.identity import uids_of

from .lines import Line, kind_of, line_of
from .models import Brought


def came_from_elsewhere(patient: UUID, limit: int) -> list[Brought]:
    """Return what was brought in for the person, the newest first; what was forgotten is not shown. One query."""
    found = Brought.objects.filter(patient_id__in=uids_of(patient), forgotten_at=None).defer("sealed", "faults")
    return list(found.order_by("-brought_at")[:limit])


def merged_lines(brought: Brought) -> list[tuple[object, list[Line]]]:
    """Return what a merge wrote, by kind, as it is in the chart now. One query for each type."""
    found = record.of_type("Provenance").filter(logical_id=brought.provenance).first() if brought.provenance else None
    if found is None:
        return []
    targets = (LOCAL.fullmatch(each.get("reference", "")) for each in record.content_of(found).get("target", []))
    wanted: dict[str, list[str]] = {}
    for target in targets:
        if target and target[1] != "Patient":
            wanted.setdefault(target[1], []).append(target[2])
    kinds = [(kind_of(type), _lines(type, ids)) for type, ids in wanted.items()]
    return sorted(kinds, key=lambda kind: str(kind[0]))


def _lines(type: str, ids: Iterable[str]) -> list[Line]:
    docs = [record.content_of(row) for row in record.of_type(type).filter(logical_id__in=ids)]
    lines = [line_of(doc, entries_of(doc).at) for doc in docs]
    dated = sorted((line for line in lines if line.at), key=lambda line: line.at, reverse=True)
    return dated + [line for line in lines if not line.at]
