"""Which directives a person has, whoever wrote them down; what a banner says of them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from telepraxis.base import record
from telepraxis.base.fhir import json_text
from telepraxis.base.record.models import Consent, DocumentReference, Observation, Version
from telepraxis.base.ui.times import long_date_text
from telepraxis.registry.patients.identity import uids_of

from .answering import ANSWERS, ASKED
from .document import REFUSED, STANDS, WAITS, WRONG, YES, Ended, Said, ended_in, looked_at_on, said_in
from .kinds import Kind, kind_of
from .models import Directive


@dataclass(frozen=True)
class Shown:
    """One directive, readable. `is_ours` tells that it was written or confirmed here."""

    uid: UUID
    patient: UUID
    version: int
    status: str
    doc: dict
    is_ours: bool

    @cached_property
    def kind(self) -> Kind:
        return kind_of(self.doc)

    @cached_property
    def said(self) -> Said:
        return said_in(self.doc)

    @cached_property
    def ended(self) -> Ended | None:
        return ended_in(self.doc)

    @property
    def waits(self) -> bool:
        return self.status == WAITS or (self.status == STANDS and not self.is_ours)

    @property
    def is_wrong(self) -> bool:
        return self.status == WRONG

    @property
    def is_refused(self) -> bool:
        return self.status == REFUSED

    @property
    def is_open(self) -> bool:
        return self.status in (STANDS, WAITS)

    @property
    def made_on(self) -> date | None:
        return self.said.made_on if self.said.made_on != date.min else None

    @property
    def looked_at_on(self) -> date | None:
        return looked_at_on(self.doc)

    def has_run_out(self, today: date) -> bool:
        """Tell whether the day is past until which it was meant to hold."""
        return self.said.ends_on is not None and self.said.ends_on < today

    def is_due(self, today: date) -> bool:
        """Tell whether the day to review it has come."""
        return self.said.review_on is not None and self.said.review_on <= today

    @property
    def what(self) -> str:
        """Its name, with what is refused: "Refusal of a treatment: blood products"."""
        return f"{self.kind.label}: {self.said.treatment}" if self.said.treatment else str(self.kind.label)

    @property
    def stance(self) -> str:
        if not self.said.stance:
            return ""
        return _("wishes to donate") if self.said.stance == YES else _("does not wish to donate")

    @property
    def chip(self) -> str:
        """What a banner says of it: "DNR since 3 May 2026"."""
        name = f"{self.kind.chip}: {self.said.treatment}" if self.said.treatment else str(self.kind.chip)
        if self.waits:
            return _("%(what)s, not confirmed yet") % {"what": name}
        if not self.made_on:
            return name
        return _("%(what)s since %(day)s") % {"what": name, "day": long_date_text(self.made_on)}

    @property
    def tone(self) -> str:
        return "warn" if self.waits else self.kind.tone


@dataclass(frozen=True)
class Answer:
    """What was said when the person was asked, on which day, to whom."""

    day: date
    words: str | Promise
    who: str


@dataclass(frozen=True)
class Directives:
    """All directives of a person, the newest first, what keeps something from being done before the rest."""

    standing: list[Shown] = field(default_factory=list)
    waiting: list[Shown] = field(default_factory=list)
    past: list[Shown] = field(default_factory=list)
    answer: Answer | None = None

    def chips(self, today: date) -> list[Shown]:
        """Return what a banner says: what keeps something from being done before the rest."""
        open_ones = [each for each in (*self.standing, *self.waiting) if each.kind.chip and not each.has_run_out(today)]
        return sorted(open_ones, key=lambda each: (each.waits, each.kind.tone != "danger"))

    @property
    def is_known(self) -> bool:
        return bool(self.standing or self.waiting or self.past or self.answer)


def directives_of(patient: UUID) -> Directives:
    """Return the directives of a person in all their records. Two queries, however many there are."""
    found = [_shown(row, row.kept) for row in _rows(patient)]
    standing = [each for each in found if each.status == STANDS and not each.waits]
    waiting = [each for each in found if each.waits]
    past = [each for each in found if each not in standing and each not in waiting]
    gravest_first = sorted(standing, key=lambda each: each.kind.tone != "danger")
    return Directives(gravest_first, waiting, past, _answer(patient))


def chips_of(patient: UUID, today: date) -> list[Shown]:
    """Return what a banner says of a person's directives. One query."""
    open_ones = [_shown(row, row.kept) for row in _rows(patient).filter(status__in=(STANDS, WAITS))]
    standing = [each for each in open_ones if not each.waits]
    return Directives(standing, [each for each in open_ones if each.waits]).chips(today)


def documents_that_stand(patient: UUID) -> list[Consent | Observation]:
    """Return the documents that go into a summary: what stands here, else what was answered last. Two queries."""
    standing = list(_rows(patient).filter(status=STANDS, kept=True))
    if standing:
        return standing
    answered = _answers(patient).order_by("-effective_at", "-uid").first()
    return [answered] if answered else []


def directive_of(patient: UUID, directive: UUID) -> Shown:
    """Return one directive of a person. One query.

    :raises Consent.DoesNotExist: there is none of theirs.
    """
    row = _rows(patient).get(uid=directive)
    return _shown(row, row.kept)


def paper_of(shown: Shown) -> DocumentReference | None:
    """Return the paper of a directive, None where there is none or it was taken out. One query."""
    if not shown.said.paper:
        return None
    theirs = DocumentReference.objects.filter(patient_id__in=uids_of(shown.patient), status="current")
    return theirs.filter(logical_id=shown.said.paper[0]).first()


@dataclass(frozen=True)
class Step:
    """One version of a directive: when, by whom, what became of it."""

    version: int
    at: datetime
    who: str
    status: str
    said: Said


def history_of(shown: Shown) -> list[Step]:
    """Return the versions of a directive, the newest first. One query."""
    return [_step(version) for version in record.history("Consent", shown.doc["id"]) if version.doc]


def _step(version: Version) -> Step:
    doc = json_text.read(version.doc)
    return Step(version.version, version.at, version.actor_name, doc.get("status", ""), said_in(doc))


def _rows(patient: UUID):
    ours = Directive.objects.filter(document=OuterRef("uid"))
    rows = Consent.objects.filter(patient_id__in=uids_of(patient), scope="adr").annotate(kept=Exists(ours))
    return rows.order_by("-date", "-uid")


def _shown(row: Consent, is_ours: bool) -> Shown:
    return Shown(row.uid, row.patient_id, row.version, row.status, record.content_of(row), is_ours)


def _answer(patient: UUID) -> Answer | None:
    row = _answers(patient).order_by("-effective_at", "-uid").first()
    if row is None:
        return None
    doc = record.content_of(row)
    codings = (doc.get("valueCodeableConcept") or {}).get("coding") or [{}]
    label = ANSWERS.get(codings[0].get("code", ""), ("", ""))[1]
    performers = doc.get("performer") or [{}]
    return Answer(date.fromisoformat(doc["effectiveDateTime"][:10]), label, performers[0].get("display", ""))


def _answers(patient: UUID):
    return Observation.objects.filter(patient_id__in=uids_of(patient), code=ASKED, status="final")
