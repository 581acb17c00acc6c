"""The question of a chart, "this patient, this code": one walk along record_line, in the order of time."""

from collections.abc import Iterator
from itertools import product

from telepraxis.base.fhir import parameters
from telepraxis.base.fhir.asking import Criterion, Query, Sort
from telepraxis.base.fhir.asking.query import Moments, Words

from .conditions import met_all, within
from .entries import TABLES, at_places, fits, only_open, word_tests
from .rows import columns
from .sql import Sql, all_of, any_of, joined
from .statement import Plan
from .view import View, only_date, table_of

MOST_LINES = 16  # that are walked side by side


def chart_plan(query: Query, cursor: list | None, limit: int, view: View) -> Plan | None:
    """Return the plan where the question is one of a chart, otherwise None."""
    type = query.type
    if type not in parameters.CHART or only_date(type) is None or view.reach_of(type) is None:
        return None
    patient = next((each for each in query.criteria if _names_patient(each, type)), None)
    code = next((each for each in query.criteria if _names_code(each, type)), None)
    if patient is None or code is None or not _is_by_date(query.sort, type):
        return None
    rest = [each for each in query.criteria if each not in (patient, code)]
    line = _Line(type, patient.match, code.match, rest, view)
    if not query.sort:
        return line.by_creation(cursor, limit)
    return line.by_date(query.sort[0].descending, cursor, limit)


def _names_patient(criterion: Criterion, type: str) -> bool:
    match = criterion.match
    places = tuple(place.id for place in parameters.patient_places(type))
    if not isinstance(match, Words) or criterion.negated or match.places != places:
        return False
    return match.is_exact and len(match.equal) == 1 and match.equal[0].startswith("Patient/")


def _names_code(criterion: Criterion, type: str) -> bool:
    match = criterion.match
    if not isinstance(match, Words) or criterion.negated or match.ends or match.holds:
        return False
    texts = any(start < " " for start in match.starts)  # words beside a code are no lines
    return match.places == tuple(place.id for place in parameters.CHART[type]) and not texts


def _is_by_date(sort: tuple[Sort, ...], type: str) -> bool:
    return not sort or (len(sort) == 1 and sort[0].places == (only_date(type),))


class _Line:
    """The lines of one patient with one code, as `l`, and the documents they stand for, as `d`."""

    def __init__(self, type: str, patient: Words, code: Words, rest: list[Criterion], view: View) -> None:
        self.type, self.patient, self.code, self.view = type, patient, code, view
        self.dates = [each.match for each in rest if self._is_of_the_line(each)]
        others = tuple(each for each in rest if not self._is_of_the_line(each))
        self.of_document = met_all(others, "d", type, view) + within("d", type, view)

    def _is_of_the_line(self, criterion: Criterion) -> bool:
        match = criterion.match
        return isinstance(match, Moments) and not criterion.negated and match.places == (only_date(self.type),)

    def by_creation(self, cursor: list | None, limit: int) -> Plan:
        after = [Sql("l.uid > {}::uuid", cursor[0])] if cursor else []
        tests = any_of(word_tests(self.code, "l"))
        walked = self._walk([at_places(self.code.places, "l"), tests, *after], "l.uid", limit)
        shown = f"SELECT {columns('d', self.type)} FROM ({{}}) l {{}} ORDER BY l.uid LIMIT {{}}"
        return Plan(Sql(shown, walked, self._documents(), limit), 0, steady=self._is_steady)

    def by_date(self, descending: bool, cursor: list | None, limit: int) -> Plan:
        """Open ends are -infinity in a line and stand last, whichever way the order goes."""
        way = "DESC" if descending else "ASC"
        walks = [
            self._walk([*place, *part], f"l.at {way}, l.uid {way}", limit)
            for place in self._places()
            for part in self._parts(descending, cursor)
        ]
        lines = (
            walks[0] if len(walks) == 1 else Sql("SELECT DISTINCT at, uid FROM ({}) w", joined(" UNION ALL ", walks))
        )
        order = "l.at DESC, l.uid DESC" if descending else "l.at = '-infinity', l.at, l.uid"
        return Plan(
            Sql(
                f"SELECT {columns('d', self.type)}, NULLIF(l.at, '-infinity')::text "
                f"FROM ({{}}) l {{}} ORDER BY {order} LIMIT {{}}",
                lines,
                self._documents(),
                limit,
            ),
            1,
            steady=self._is_steady,
        )

    @property
    def _is_steady(self) -> bool:
        return not self.of_document and not self.dates

    @property
    def _is_one_key_a_walk(self) -> bool:
        return self.code.is_exact and len(self.code.places) * len(self.code.equal) <= MOST_LINES

    def _places(self) -> Iterator[list[Sql]]:
        """Yield a place and a key for each walk; many keys, or a code without its system, are one walk that sorts."""
        if self._is_one_key_a_walk:
            for place, key in product(self.code.places, self.code.equal):
                yield [Sql("l.place = {}::int", place), Sql("l.key = {}", key)]
        else:
            yield [at_places(self.code.places, "l"), any_of(word_tests(self.code, "l"))]

    @staticmethod
    def _parts(descending: bool, cursor: list | None) -> list[list[Sql]]:
        at, uid = cursor or (None, None)
        if descending:
            if not cursor:
                return [[]]
            return [[Sql("(l.at, l.uid) < ({}::timestamptz, {}::uuid)", at or "-infinity", uid)]]
        never = [Sql("l.at = '-infinity'"), *([Sql("l.uid > {}::uuid", uid)] if cursor and at is None else [])]
        if cursor and at is None:
            return [never]
        dated = [
            Sql("l.at > '-infinity'"),
            *([Sql("(l.at, l.uid) > ({}::timestamptz, {}::uuid)", at, uid)] if at else []),
        ]
        return [dated, never]

    def _walk(self, where: list[Sql], order: str, limit: int) -> Sql:
        """Return the walk along some lines; where only lines decide it ends as soon as the page is full."""
        where = [*self._mine(), *where, *(self._in_time(each) for each in self.dates)]
        columns = "DISTINCT l.uid" if order == "l.uid" else "l.at, l.uid"
        if order != "l.uid" and not self._is_one_key_a_walk:
            columns = "DISTINCT l.at, l.uid"  # a document may have the code in two systems
        walk = Sql(f"SELECT {columns} FROM record_line l WHERE {{}} ORDER BY {order}", all_of(where))
        return walk if self.of_document else Sql("({} LIMIT {})", walk, limit)

    def _mine(self) -> list[Sql]:
        """The reach stands with the document's own conditions; the patient is looked up once."""
        id = self.patient.equal[0].removeprefix("Patient/")
        organization = self.view.organization_id
        patient = Sql(
            "(SELECT p.uid FROM record_patient p WHERE p.organization_id = {} AND p.logical_id = {})", organization, id
        )
        mine = [Sql("l.organization_id = {}", organization), Sql("l.patient_id = {}", patient)]
        return mine + only_open("l.uid", self.type)

    def _in_time(self, match: Moments) -> Sql:
        """Return when the line's document has a time that fits: its low end is the line's own."""
        m = self.view.alias()
        bounds = [_bound(each) for each in match.stretches]
        near = [any_of(bounds)] if all(bounds) and bounds else []
        probe = Sql(
            f"EXISTS (SELECT 1 FROM {TABLES[Moments]} {m} WHERE {{}} AND {m}.low = l.at AND {m}.uid = l.uid)",
            fits(match, m, self.view),
        )
        return all_of([*near, probe])

    def _documents(self) -> Sql:
        table = table_of(self.type)
        where = [Sql("d.organization_id = {}", self.view.organization_id), *self.of_document]
        return Sql(f"JOIN {table.name} d ON d.uid = l.uid WHERE d.deleted_at IS NULL AND {{}}", all_of(where))


def _bound(each) -> Sql | None:
    """Return what the beginning of a time that fits must fulfil, for the walk to start and stop in the right spot."""
    match each.prefix:
        case "eq":
            return Sql("(l.at >= {}::timestamptz AND l.at < {}::timestamptz)", each.low, each.high)
        case "lt" | "eb":
            return Sql("l.at < {}::timestamptz", each.low)
        case "le" | "ap":
            return Sql("l.at < {}::timestamptz", each.high)
        case "sa":
            return Sql("l.at >= {}::timestamptz", each.high)
    return None
