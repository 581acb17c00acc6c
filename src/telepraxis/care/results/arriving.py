"""Make items of what arrived. Each document is looked at once for each of its versions, whoever wrote it and how.

The database notes arrivals (`migrations/0002_walls.py`). The worker takes them in each minute, and whoever opens the
inbox takes in what waits then: each arrival once, and as the installation itself would, whatever they may see.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from telepraxis.base import audit, live, record, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.record.labels import Label
from telepraxis.base.record.models import Observation, Patient, table_of
from telepraxis.care.timeline.flags import Person

from .covering import Colleague, clinicians, working_here
from .deeds import deed
from .judging import TYPES, Judged, judged
from .models import Arrival, Deed, Item, Part, Urgency
from .owners import owner_of
from .policy import Settled, settled
from .reminding import write_of_critical

AT_ONCE = 500
ORDER = {"DiagnosticReport": 0, "DocumentReference": 1, "Observation": 2}
What = Deed.What


@transaction.atomic
def take_in(*, now: datetime, most: int = AT_ONCE) -> int:
    """Make items of what arrived, the oldest first; return how many arrivals were looked at, 0 when none waits."""
    arrivals = list(Arrival.objects.select_for_update(skip_locked=True).order_by("arrived_at", "id")[:most])
    if not arrivals:
        return 0
    with tenancy.seeing_everything():
        batch = _Batch(arrivals, now)
        batch.work()
    Arrival.objects.filter(id__in=[each.id for each in arrivals]).delete()
    if batch.news:
        live.hint(live.group(batch.organization, "results"), "results.changed")
    return len(arrivals)


@dataclass
class _Come:
    """A document that arrived, as it is now: `row` is None when it is gone."""

    type: str
    logical_id: str
    uid: UUID
    arrived_at: datetime
    row: record.Stored | None = None
    doc: dict = field(default_factory=dict)
    judged: Judged | None = None
    digest: str = ""


class _Batch:
    """Arrivals that are taken in together."""

    def __init__(self, arrivals: Iterable[Arrival], now: datetime):
        self.now = now
        self.organization = tenancy.served_organization()
        self.by = Actor.system(self.organization)
        latest = {(each.type, each.logical_id): each for each in arrivals}
        ordered = sorted(latest.values(), key=lambda each: (ORDER[each.type], each.arrived_at, each.id))
        self.come = [_Come(each.type, each.logical_id, each.document, each.arrived_at) for each in ordered]
        self.news: dict[UUID, Item] = {}
        self.new_items: dict[UUID, Item] = {}  # written together at the end
        self.new_parts: dict[UUID, Part] = {}
        self.last_seen: dict[UUID, UUID | None] = {}
        self.deeds: list[Deed] = []
        self.people: dict[UUID, Person] = {}
        self.colleagues: list[Colleague] | None = None
        self.clinicians: dict[UUID, Colleague] | None = None

    def work(self) -> None:
        self._read()
        self.policy: Settled = settled()
        for come in self.come:
            if come.row is None:
                self._gone(come)
            else:
                self._came(come)
        Item.objects.bulk_create(self.new_items.values())
        Part.objects.bulk_create(self.new_parts.values())
        Deed.objects.bulk_create(self.deeds)
        news = list(self.news.values())
        entities = {(each.patient_id, each.type, each.logical_id) for each in news}
        audit.wrote_many(self.by, [("results.arrived", patient, (type, id)) for patient, type, id in entities])
        critical = [each for each in news if each.urgency == Urgency.CRITICAL and each.is_open]
        if critical:
            write_of_critical(critical, self._here(), now=self.now)

    def _read(self) -> None:
        """Read what arrived, what hangs on it, and what is on the list of it already. Eight queries."""
        found = {}
        for type in TYPES:
            if uids := [each.uid for each in self.come if each.type == type]:
                found |= {row.uid: row for row in table_of(type).objects.filter(uid__in=uids)}
        people = {row.patient_id for row in found.values() if row.patient_id}
        born = Patient.every.filter(uid__in=people).values_list("uid", "birth_date", "gender")
        self.people = {uid: Person(birth, gender) for uid, birth, gender in born}
        for come in self.come:
            if (row := found.get(come.uid)) is not None:
                come.row, come.doc = row, record.content_of(row)
                come.judged, come.digest = self._judge(row, come.doc), record.digest(row.doc)
        wanted = {each for come in self.come if come.judged for each in come.judged.parts}
        rows = Observation.objects.filter(logical_id__in=wanted) if wanted else ()
        self.values = {
            row.logical_id: (self._judge(row, record.content_of(row)), record.digest(row.doc)) for row in rows
        }
        ids = defaultdict(set)
        for come in self.come:
            ids[come.type].add(come.logical_id)
            ids["DocumentReference"].update(come.judged.papers if come.judged else ())
            ids["Observation"].update(come.judged.parts if come.judged else ())
        self.items: dict[tuple[str, str], Item] = {}
        for type, wanted in ids.items():
            locked = Item.objects.select_for_update().filter(type=type, logical_id__in=wanted).order_by("id")
            self.items |= {(each.type, each.logical_id): each for each in locked}
        parts = Part.objects.filter(logical_id__in=ids["Observation"]).select_related("item")
        self.parts: dict[str, Part] = {each.logical_id: each for each in parts}

    def _judge(self, row: record.Stored, doc: dict) -> Judged:
        return judged(doc, row.at, self.people.get(row.patient_id, Person(None, "")))

    def _gone(self, come: _Come) -> None:
        if (item := self.items.get((come.type, come.logical_id))) is not None:
            self._withdraw(item)

    def _came(self, come: _Come) -> None:
        item = self.items.get((come.type, come.logical_id))
        if come.type == "Observation" and item is None and (part := self._hangs_on(come)) is not None:
            self._part_came(part, come)
        elif item is not None:
            self._again(item, come)
        elif come.judged.is_result and not come.judged.is_withdrawn:
            self._new(come)

    # A value that hangs on something else

    def _hangs_on(self, come: _Come) -> Part | None:
        """Return the part as which the Observation is on the list: of a report, or of the paper it was taken from."""
        if (part := self.parts.get(come.logical_id)) is not None:
            return part
        for paper in come.judged.papers if come.judged.is_result else ():
            if (host := self.items.get(("DocumentReference", paper)) or self._item_of_paper(paper, come)) is not None:
                return self._hang(host, come.logical_id)
        return None

    def _item_of_paper(self, paper: str, come: _Come) -> Item | None:
        """Put a paper on the list that bears results, although its type does not say so."""
        row = record.of_type("DocumentReference").filter(logical_id=paper, patient_id=come.row.patient_id).first()
        if row is None:
            return None
        doc = record.content_of(row)
        found = replace(self._judge(row, doc), is_result=True, encounter=come.judged.encounter)
        return self._new(
            _Come("DocumentReference", paper, row.uid, come.arrived_at, row, doc, found, record.digest(row.doc))
        )

    def _hang(self, item: Item, logical_id: str, digest: str = "") -> Part:
        part = Part(organization_id=self.organization, item=item, logical_id=logical_id, digest=digest)
        self.new_parts[part.id] = self.parts[logical_id] = part
        return part

    def _part_came(self, part: Part, come: _Come) -> None:
        if part.digest == come.digest:
            return
        item, is_new = self.items.get((part.item.type, part.item.logical_id), part.item), part.digest == ""
        part.digest = come.digest
        if part.id not in self.new_parts:
            part.save(update_fields=["digest"])
        if is_new and item.type == "DocumentReference":  # it stood on the paper that was looked at
            self._rate(item, come.judged)
        elif is_new and item.decided_at is None and item.filed_at is None:
            self._rate(item, come.judged)
        else:
            self._reopen(item, come, [come.judged])

    def _rate(self, item: Item, found: Judged) -> None:
        """Let an item be as urgent as its gravest value. What is filed or decided stays as it is."""
        if item.decided_at or item.filed_at or not found.rated:
            return
        rated = found.urgency if item.urgency == Urgency.UNRATED else max(item.urgency, found.urgency)
        if rated != item.urgency:
            item.urgency, item.due_at = rated, self.policy.due_at(rated, item.arrived_at)
            self._save(item, "urgency", "due_at")

    # What is on the list itself

    def _new(self, come: _Come) -> Item:
        values = [self.values[each][0] for each in come.judged.parts if each in self.values]
        is_old, urgency = self.policy.is_historic(come.row.at, come.arrived_at), _gravest(come.judged, values)
        item = Item(
            organization_id=self.organization, type=come.type, document=come.uid, logical_id=come.logical_id,
            version=come.row.version, digest=come.digest, patient_id=come.row.patient_id, urgency=urgency,
            arrived_at=come.arrived_at, due_at=self.policy.due_at(urgency, come.arrived_at),
            filed_at=self.now if is_old else None, closed_at=self.now if is_old else None,
        )  # fmt: skip
        if not is_old:
            item.owner_id = owner_of(come.judged, item.patient_id, self._clinicians(), self.last_seen)
        self.new_items[item.id] = self.items[come.type, come.logical_id] = item
        self._did(item, What.FILED if is_old else What.ARRIVED, come.arrived_at)
        self._hang_all(item, come)
        return item

    def _hang_all(self, item: Item, come: _Come) -> None:
        """Let the values that a report names hang on it; those that came before it leave the list into it."""
        for each in come.judged.parts:
            if each not in self.parts:
                self._hang(item, each, self.values[each][1] if each in self.values else "")
            lone = self.items.get(("Observation", each))
            if lone is not None and lone.is_open and lone.decided_at is None and lone.id != item.id:
                lone.part_of, lone.closed_at = item, self.now
                self._save(lone, "part_of", "closed_at")
                self._did(lone, What.JOINED, self.now)

    def _again(self, item: Item, come: _Come) -> None:
        """A further version of what is on the list, or was."""
        if come.judged.is_withdrawn or not come.judged.is_result:
            return self._withdraw(item)
        is_same = item.digest == come.digest
        item.version, item.digest, item.document = come.row.version, come.digest, come.uid
        self._relabel(item, come)
        if is_same:  # another label, another source: nothing new is said
            return self._save(item, "version", "digest", "document")
        self._save(item, "version", "digest", "document")
        self._hang_all(item, come)
        values = [self.values[each][0] for each in come.judged.parts if each in self.values]
        return self._reopen(item, come, [come.judged, *values])

    def _relabel(self, item: Item, come: _Come) -> None:
        """Let what was decided and told be closed to whom the result is closed."""
        for type, logical_id in (("ClinicalImpression", item.finding), ("Communication", item.words)):
            row = record.of_type(type).filter(logical_id=logical_id).first() if logical_id else None
            if row is not None and come.row.labels & ~row.labels:
                both = Label(come.row.labels | row.labels)
                record.put_labels(type, logical_id, both, by=self.by, now=self.now)

    def _reopen(self, item: Item, come: _Come, said: list[Judged]) -> None:
        """Put an item on the list as if it had just arrived, marked as corrected. What nobody has seen is not marked;
        what was filed as old stays filed unless it says of itself that it was corrected.
        """
        if item.filed_at is not None and not come.judged.is_corrected:
            return self._did(item, What.CHANGED, self.now)
        if item.part_of_id is not None:
            return self._did(item, What.CHANGED, self.now)
        was_seen = item.seen_at is not None or item.closed_at is not None
        _clear(item)
        item.withdrawn_at = None
        item.corrected_at = self.now if was_seen or come.judged.is_corrected else item.corrected_at
        item.urgency = _gravest(said[0], said[1:]) if come.type == item.type else max(item.urgency, said[0].urgency)
        item.arrived_at, item.due_at = come.arrived_at, self.policy.due_at(item.urgency, come.arrived_at)
        self._save(item)
        return self._did(item, What.CORRECTED if was_seen else What.CHANGED, self.now)

    def _withdraw(self, item: Item) -> None:
        """Mark an item whose document was entered in error, cancelled or deleted: somebody still has to nod."""
        if item.withdrawn_at is not None or item.part_of_id is not None:
            return
        if item.filed_at is None:
            _clear(item)
            item.due_at = self.policy.due_at(Urgency.NORMAL if item.told_version is None else item.urgency, self.now)
        item.withdrawn_at = self.now
        self._save(item)
        self._did(item, What.WITHDRAWN, self.now)

    def _did(self, item: Item, what: str, at: datetime) -> None:
        self.deeds.append(deed(item, what, self.by, at))
        self.news[item.id] = item

    def _save(self, item: Item, *columns: str) -> None:
        if item.id not in self.new_items:
            item.save(update_fields=columns or None)
        self.news[item.id] = item

    def _clinicians(self) -> dict[UUID, Colleague]:
        if self.clinicians is None:
            self.clinicians = clinicians(self._here())
        return self.clinicians

    def _here(self) -> list[Colleague]:
        if self.colleagues is None:
            self.colleagues = working_here()
        return self.colleagues


def _gravest(own: Judged, values: Collection[Judged]) -> Urgency:
    """Return how urgent a result with its values is: usual only when everything that can be rated is."""
    rated = [each.urgency for each in (own, *values) if each.rated]
    return max(rated, default=Urgency.UNRATED)


def _clear(item: Item) -> None:
    """Forget what was done with the version before; the deeds and the documents keep it."""
    item.seen_at = item.decided_at = item.told_at = item.acknowledged_at = item.excused_at = item.closed_at = None
    item.seen_by = item.decided_by = item.told_by = item.told_how = item.acknowledged_by = item.excused_by = ""
    item.finding = item.words = item.excuse = ""
    item.filed_at, item.escalated = None, 0
