"""Ask to have an entry corrected; accept or decline; disagree. After 45 CFR 164.526."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from telepraxis.base import audit, record, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.events import tell
from telepraxis.base.record import labels
from telepraxis.base.record.models import Composition, DocumentReference, Observation, Patient, Resource
from telepraxis.base.uuid7 import uuid7
from telepraxis.care.chart import notes
from telepraxis.care.chart.models import Signature
from telepraxis.care.entries import keeping as lists
from telepraxis.care.measurements import correcting
from telepraxis.commons.documents import keeping as files
from telepraxis.commons.documents.document import KINDS as FILES

from . import statement
from .adding import SaySomething
from .entries import Entry, author_of, entry_of
from .events import CorrectionDecided
from .models import Correction
from .permissions import may_answer, may_contribute

DAYS = 60  # 45 CFR 164.526(b)(2)(i)
LONGEST = 2000


class AskedAlready(Exception):
    """A request about this entry is open; `correction` is it."""

    def __init__(self, correction: Correction):
        super().__init__(correction.id)
        self.correction = correction


class DecidedAlready(Exception):
    """A colleague was quicker; `correction` says who and how. Nothing was changed."""

    def __init__(self, correction: Correction):
        super().__init__(correction.decision)
        self.correction = correction


class NotCorrectedYet(Exception):
    """The entry says what it said when the correction was asked for."""


class NotThisWay(Exception):
    """Such an entry is not corrected in this way."""


class NothingToDisagreeWith(Exception):
    """The request was not declined, or a statement stands there already."""


@transaction.atomic
def ask_for(
    *,
    patient: UUID,
    type: str,
    entry: UUID,
    wrong: str,
    instead: str,
    picture: UUID | None = None,
    by: Actor,
    now: datetime,
) -> Correction:
    """Ask to have an entry corrected: what is wrong, and what it should say. The answer is due within 60 days.

    :raises SaySomething: one of the two is missing.
    :raises AskedAlready: a request about this entry is open.
    :raises NoSuchEntry: the entry, or the picture, is not in this record.
    """
    may_contribute.require(by, patient)
    wrong, instead = _words(wrong, "wrong"), _words(instead, "instead")
    about = entry_of(type, entry, patient=patient)
    if picture is not None:
        entry_of("DocumentReference", picture, patient=patient)
    Patient.objects.select_for_update().only("uid").get(uid=about.patient)  # two tabs ask once
    if open_one := Correction.objects.filter(document=entry, decision="").first():
        raise AskedAlready(open_one)
    row = Correction.objects.create(
        organization_id=by.organization_id, patient_id=about.patient, type=type, document=entry,
        version=about.version, owner=author_of(about.doc), asked_at=now, asked_by=by.account_id,
        asked_by_name=by.name, wrong=wrong, instead=instead, picture=picture, due_on=due_on(now),
    )  # fmt: skip
    audit.wrote(by, "contributions.correction_asked", patient=about.patient, entity=("Correction", row.id))
    return row


def due_on(asked_at: datetime) -> date:
    """Return the last day for the answer."""
    return localdate(asked_at) + timedelta(days=DAYS)


def ways_of(entry: Entry) -> list[str]:
    """Return the ways in which an entry of this kind can be put right: amended, in_error, addendum."""
    if entry.type == "Composition":
        return [Correction.How.ADDENDUM] if _is_signed_note(entry.uid) else []
    if entry.in_error:
        return [Correction.How.AMENDED]
    is_file = entry.type == "DocumentReference" and _file_kind(entry) in FILES
    ways = [Correction.How.AMENDED] if not is_file else []
    return [*ways, Correction.How.IN_ERROR] if is_file or entry.list_kind or entry.measure else ways


def _is_signed_note(uid: UUID) -> bool:
    return Signature.objects.filter(composition_id=uid, kind=Signature.Kind.NOTE).exists()


def _file_kind(entry: Entry) -> str:
    codings = (entry.doc.get("type") or {}).get("coding") or [{}]
    return codings[0].get("code", "")


@transaction.atomic
def accept(*, correction: UUID, how: str, words: str = "", by: Actor, now: datetime) -> Correction:
    """Accept a request: the entry was corrected meanwhile, is marked as entered in error, or its note gets an addendum.

    `words` is the reason of the one, the text of the other. Entry and decision change together, or neither.

    :raises DecidedAlready: a colleague was quicker.
    :raises NotCorrectedYet: `how` is amended, and the entry says what it said.
    :raises NotThisWay: such an entry is not put right so.
    :raises SaySomething: the addendum has no words.
    """
    row = _open(correction, by)
    about = entry_of(row.type, row.document)
    if how not in ways_of(about):
        raise NotThisWay(how)
    if how == Correction.How.AMENDED and _says_the_same(about, row):
        raise NotCorrectedYet(row.document)
    if how == Correction.How.IN_ERROR:
        _mark_in_error(about, words.strip() or _("Wrong, as the patient said"), by, now)
    if how == Correction.How.ADDENDUM:
        note = Composition.objects.get(uid=row.document)
        notes.add_addendum(composition=note, text=_words(words, "words"), by=by, now=now)
    row.how, row.made_version = how, entry_of(row.type, row.document).version
    return _decided(row, Correction.Decision.ACCEPTED, by, now)


def _says_the_same(about: Entry, row: Correction) -> bool:
    """Tell whether the entry says what it said when the correction was asked for: another label says nothing else."""
    stored = record.of_type(about.type).get(uid=about.uid)
    before = next(each for each in record.history(about.type, stored.logical_id) if each.version == row.version)
    return record.digest(before.doc) == record.digest(stored.doc)


def _mark_in_error(about: Entry, reason: str, by: Actor, now: datetime) -> None:
    if about.measure:
        row = Observation.objects.get(uid=about.uid)
        correcting.entered_in_error(observation=row, reason=reason, by=by, now=now)
    elif about.type == "DocumentReference":
        row = DocumentReference.objects.get(uid=about.uid)
        files.entered_in_error(document=row, reason=reason, by=by, now=now)
    else:
        lists.enter_in_error(kind=about.list_kind.name, entry=about.uid, reason=reason, by=by, now=now)


@transaction.atomic
def decline(*, correction: UUID, reason: str, by: Actor, now: datetime) -> Correction:
    """Decline a request with a reason in plain words (164.526(d)(1)).

    :raises DecidedAlready: a colleague was quicker.
    :raises SaySomething: there is no reason.
    """
    row = _open(correction, by)
    row.reason = _words(reason, "reason")
    return _decided(row, Correction.Decision.DECLINED, by, now)


@transaction.atomic
def disagree(*, correction: UUID, text: str, by: Actor, now: datetime) -> Correction:
    """Add a statement of disagreement, which is shown with the entry ever after (164.526(d)(2)).

    :raises NothingToDisagreeWith: it was not declined, or there is a statement already.
    :raises SaySomething: there are no words.
    """
    row = Correction.objects.select_for_update().get(id=correction)
    may_contribute.require(by, row.patient_id)
    if row.decision != Correction.Decision.DECLINED or row.disagreed_at is not None:
        raise NothingToDisagreeWith(correction)
    row.disagreement, row.disagreed_at, row.disagreed_by_name = _words(text, "disagreement"), now, by.name
    row.statement = _stated(row, by, now)
    row.save(update_fields=["disagreement", "disagreed_at", "disagreed_by_name", "statement"])
    audit.wrote(by, "contributions.disagreed", patient=row.patient_id, entity=("Correction", row.id))
    return row


def _stated(row: Correction, by: Actor, now: datetime) -> Resource:
    """Return the statement as a document, closed like the entry that it is about."""
    with tenancy.seeing_everything():
        entry = record.of_type(row.type).get(uid=row.document)
        patient = Patient.objects.values_list("logical_id", flat=True).get(uid=row.patient_id)
        doc = statement.statement(
            id=str(uuid7()), subject=f"Patient/{patient}", about=f"{row.type}/{entry.logical_id}",
            words=row.disagreement, who=row.disagreed_by_name, reason=row.reason, decided_by=row.decided_by_name,
            at=now,
        )  # fmt: skip
        if entry.labels:
            doc = labels.with_labels(doc, labels.Label(entry.labels))
        return record.write(statement.TYPE, doc, by=by, now=now)


@transaction.atomic
def follow(*, type: str, logical_id: str, by: Actor, now: datetime) -> None:
    """Close, or open, what was stated about an entry as the entry is."""
    with tenancy.seeing_everything():
        entry = record.of_type(type).filter(logical_id=logical_id).first()
        if entry is None:
            return
        wanted = labels.Label(entry.labels)
        for row in Correction.objects.filter(document=entry.uid, statement__isnull=False).select_related("statement"):
            if labels.Label(row.statement.labels) != wanted:
                record.put_labels(statement.TYPE, row.statement.logical_id, wanted, by=by, now=now)
                audit.wrote(
                    by, "contributions.statement_labelled", patient=row.patient_id, entity=("Correction", row.id)
                )


def _open(correction: UUID, by: Actor) -> Correction:
    row = Correction.objects.select_for_update().get(id=correction)
    may_answer.require(by, row.patient_id)
    if row.decision:
        raise DecidedAlready(row)
    return row


def _decided(row: Correction, decision: str, by: Actor, now: datetime) -> Correction:
    row.decision, row.decided_at, row.decided_by_name, row.read_at = decision, now, by.name, None
    row.save()
    audit.wrote(by, f"contributions.correction_{decision}", patient=row.patient_id, entity=("Correction", row.id))
    tell(CorrectionDecided(correction=row.id, patient=row.patient_id, at=now))
    return row


def _words(text: str, field: str) -> str:
    words = text.strip()
    if not words:
        raise SaySomething(_("This is needed: write a few words."), field)
    if len(words) > LONGEST:
        raise SaySomething(_("This is longer than 2,000 characters. Say the most important."), field)
    return words
