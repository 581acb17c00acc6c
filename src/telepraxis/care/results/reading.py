"""What a result says, for who decides and for the patient: its values with their usual range and those before."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from telepraxis.base import record
from telepraxis.base.record.models import Observation, Patient, table_of
from telepraxis.base.record.references import reference_in
from telepraxis.base.ui.times import written_date_text
from telepraxis.care.incoming.lines import date_written, line_of, words_of
from telepraxis.care.measurements.reading import STANDS
from telepraxis.care.timeline.drawing import spark_of
from telepraxis.care.timeline.flags import Flag, Person, Usual, flagged, number_of, range_of
from telepraxis.care.timeline.lines import who_of

from .judging import TYPES
from .models import Item, Part

BEFORE = 6  # values of the same kind before this one
LOOKED_BACK = 400
WIDTH = 120  # of the small picture of a range


@dataclass(frozen=True)
class Band:
    """Where a value lies beside its usual range, in a picture WIDTH wide: the range, and the value."""

    left: float
    width: float
    at: float


@dataclass(frozen=True)
class Shown:
    """One value as it is shown. `uid` is None of one that stands within its report."""

    what: str
    value: str
    flag: Flag | None
    usual: Usual | None
    band: Band | None
    uid: UUID | None
    note: str = ""
    before: tuple[tuple[str, datetime], ...] = ()
    spark: str = ""


@dataclass(frozen=True)
class Result:
    """A document as its reader sees it; `values` are in the order in which it names them."""

    title: str
    when: str
    who: str
    status: str
    says: str  # what it says besides values
    values: list[Shown] = field(default_factory=list)
    is_paper: bool = False

    @property
    def flagged(self) -> list[Shown]:
        return [each for each in self.values if each.flag]

    @property
    def short(self) -> str:
        """The values that matter most, in a few words."""
        chosen = self.flagged or self.values
        return ", ".join(f"{each.what} {each.value}" if len(self.values) > 1 else each.value for each in chosen[:3])


def rows_of(items: Iterable[Item]) -> dict[UUID, record.Stored]:
    """Return {uid: row} of the documents behind items; what is closed to the reader is missing. Three queries."""
    wanted = defaultdict(list)
    for item in items:
        wanted[item.type].append(item.document)
    found = {}
    for type in TYPES:
        found |= {row.uid: row for row in table_of(type).objects.filter(uid__in=wanted[type])}
    return found


def results_of(
    items: Sequence[Item], rows: dict[UUID, record.Stored] | None = None, *, before: bool = False
) -> dict[UUID, Result]:
    """Return {item: result} of those whose documents the reader may see. Six queries; `before` adds one."""
    rows = rows_of(items) if rows is None else rows
    shown = [item for item in items if item.document in rows]
    parts = defaultdict(list)
    for item, logical_id in Part.objects.filter(item__in=shown).order_by("id").values_list("item_id", "logical_id"):
        parts[item].append(logical_id)
    wanted = [each for ids in parts.values() for each in ids]
    values = {row.logical_id: row for row in Observation.objects.filter(logical_id__in=wanted)}
    born = Patient.every.filter(uid__in={item.patient_id for item in shown if item.patient_id})
    people = {uid: Person(birth, gender) for uid, birth, gender in born.values_list("uid", "birth_date", "gender")}
    earlier = _earlier([*values.values(), *(row for row in rows.values() if isinstance(row, Observation))], before)
    return {
        item.id: _result(
            rows[item.document],
            [values[each] for each in parts[item.id] if each in values],
            people.get(item.patient_id, Person(None, "")),
            earlier,
        )
        for item in shown
    }


def _result(row: record.Stored, parts: list[Observation], person: Person, earlier: dict) -> Result:
    doc = record.content_of(row)
    type = doc["resourceType"]
    line = line_of(doc, row.at)
    values = [_shown(doc, row.at, person, row, earlier)] if type == "Observation" and _has_value(doc) else []
    within = [each for each in doc.get("contained") or () if each.get("resourceType") == "Observation"]
    order = [found.logical_id for each in doc.get("result") or () if (found := reference_in(each, "Observation"))]
    parts = sorted(parts, key=lambda each: order.index(each.logical_id) if each.logical_id in order else len(order))
    for each in parts:
        of_part = record.content_of(each)
        if of_part.get("status") != "entered-in-error":
            values.append(_shown(of_part, each.at, person, each, earlier))
    values += [_shown(each, row.at, person, None, earlier) for each in within]
    title = doc.get("description") if type == "DocumentReference" else ""
    return Result(
        title=title or line.what,
        when=written_date_text(date_written(doc)) if row.at else "",
        who=who_of(doc),
        status=doc.get("docStatus") or doc.get("status") or "",
        says=_says(doc),
        values=values,
        is_paper=type == "DocumentReference",
    )


def _shown(doc: dict, at: datetime | None, person: Person, row: Observation | None, earlier: dict) -> Shown:
    line = line_of(doc, at)
    usual = range_of(doc, at, person) if at is not None else None
    number, before = number_of(doc), earlier.get(row.uid, ()) if row is not None else ()
    numbers = [*(float(each) for _, _, each in reversed(before) if each is not None)]
    return Shown(
        what=line.what,
        value=line.value or "–",
        flag=flagged(doc, at, person) if at is not None else None,
        usual=usual,
        band=band_of(number, usual),
        uid=row.uid if row is not None else None,
        note=words_of([each.get("text") for each in doc.get("note") or ()]),
        before=tuple((text, when) for text, when, _ in before),
        spark=spark_of([*numbers, float(number)]) if numbers and number is not None else "",
    )


def band_of(number: Decimal | None, usual: Usual | None) -> Band | None:
    """Return the picture of a value beside its range, open ends reaching the edge; None without a number or a range."""
    if number is None or not number.is_finite() or usual is None or (usual.low is None and usual.high is None):
        return None
    value = float(number)
    low = float(usual.low) if usual.low is not None else None
    high = float(usual.high) if usual.high is not None else None
    ends = [each for each in (low, high, value) if each is not None]
    room = (high - low if low is not None and high is not None else max(abs(each) for each in ends)) or 1.0
    first, last = min(ends) - room / 2, max(ends) + room / 2

    def x(number: float) -> float:
        return round(WIDTH * (number - first) / (last - first), 1)

    left, right = x(low) if low is not None else 0.0, x(high) if high is not None else float(WIDTH)
    return Band(left, round(right - left, 1), x(value))


def _earlier(rows: list[Observation], wanted: bool) -> dict[UUID, list[tuple[str, datetime, Decimal | None]]]:
    """Return for each value those before it of the same kind in the same record, the newest first. One query."""
    coded = [row for row in rows if row.code and row.patient_id and row.effective_at]
    if not wanted or not coded:
        return {}
    found = Observation.objects.filter(
        patient_id__in={row.patient_id for row in coded}, code__in={row.code for row in coded}, status__in=STANDS,
        effective_at__isnull=False,
    ).order_by("-effective_at", "-uid")[:LOOKED_BACK]  # fmt: skip
    of_kind = defaultdict(list)
    for each in found:
        of_kind[each.patient_id, each.code].append(each)
    return {
        row.uid: [
            (line_of(doc := record.content_of(each), each.at).value, each.effective_at, number_of(doc))
            for each in of_kind[row.patient_id, row.code]
            if each.effective_at < row.effective_at
        ][:BEFORE]
        for row in coded
    }


def _has_value(doc: dict) -> bool:
    return any(name.startswith("value") for name in doc) or bool(doc.get("component"))


def _says(doc: dict) -> str:
    said = [doc.get("conclusion"), *(each.get("text") for each in doc.get("note") or ())]
    coded = words_of(doc.get("conclusionCode"))
    return "\n".join(dict.fromkeys(filter(None, [*said, coded])))
