"""A note is saved on every pause, signed once, and from then on only added to."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.record.models import Composition
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.tests.people import TEN_FORTY

from .. import history, notes
from ..models import NoteDraft, SetAside, Signature

SECOND = timedelta(seconds=1)
RASH = {
    "subjective": "Itchy rash on both inner elbows for 7 days.\nNo fever.",
    "objective": "Red, dry patches <4 cm.",
    "assessment": "Contact dermatitis",
    "plan": "Stop the new powder.\n\nHydrocortisone 1% twice a day & a photo on day 7.",
}


@pytest.fixture
def begun(room_visit, ines):
    return visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)


def save(visit, by, revision, after=0, **sections):
    return notes.save_draft(
        visit=visit, sections=RASH | sections, revision=revision, by=by, now=TEN_FORTY + after * SECOND
    )


@pytest.fixture
def signed(begun, ines):
    save(begun, ines, 0)
    return notes.sign(visit=begun, by=ines, now=TEN_FORTY + 600 * SECOND)


def test_each_pause_updates_one_row(begun, ines):
    first = save(begun, ines, 0, after=1)
    second = save(begun, ines, first.revision, after=9, plan="Stop the new powder today.")

    draft = NoteDraft.objects.get()
    assert (first.revision, second.revision, draft.revision) == (1, 2, 2)
    assert (draft.plan, draft.saved_at) == ("Stop the new powder today.", TEN_FORTY + 9 * SECOND)
    assert Composition.objects.count() == 0


def test_saving_the_same_words_again_changes_nothing(begun, ines):
    save(begun, ines, 0, after=1)
    again = save(begun, ines, 0, after=2)

    assert (again.revision, again.saved_at) == (1, TEN_FORTY + SECOND)


def test_a_second_window_overwrites_nothing_and_both_texts_stay(begun, ines):
    save(begun, ines, 0)
    save(begun, ines, 1, plan="Written in the first window")
    old_words = RASH | {"plan": "Written in the second window"}

    with pytest.raises(notes.StaleDraft) as refusal:
        notes.save_draft(visit=begun, sections=old_words, revision=1, by=ines, now=TEN_FORTY)
    notes.set_aside(visit=begun, sections=old_words, revision=1, by=ines, now=TEN_FORTY)

    assert refusal.value.draft.plan == NoteDraft.objects.get().plan == "Written in the first window"
    assert SetAside.objects.get().plan == "Written in the second window"


def test_nothing_is_signed_while_a_text_waits_beside_the_draft(begun, ines):
    save(begun, ines, 0)
    aside = notes.set_aside(visit=begun, sections={"plan": "Other"}, revision=0, by=ines, now=TEN_FORTY)

    with pytest.raises(notes.TextSetAside):
        notes.sign(visit=begun, by=ines, now=TEN_FORTY)
    notes.decide_between(visit=begun, kept=aside, sections=RASH | {"plan": "Both"}, revision=1, by=ines, now=TEN_FORTY)
    note = notes.sign(visit=begun, by=ines, now=TEN_FORTY)

    assert history.history_of(begun.patient_id)[0].note.sections[-1] == ("Plan", "Both")
    assert (SetAside.objects.count(), note.version) == (0, 1)


def test_the_signed_note_says_what_was_written(signed, begun):
    [past] = history.history_of(begun.patient_id)

    assert past.note.author == "Dr Inês Carvalho"
    assert past.note.sections == [
        ("Story", RASH["subjective"]),
        ("Seen", RASH["objective"]),
        ("Assessment", RASH["assessment"]),
        ("Plan", RASH["plan"]),
    ]
    assert (signed.kind, signed.status, signed.version) == ("11506-3", "final", 1)
    assert (signed.encounter_id, signed.author_id) == (begun.encounter_id, begun.practitioner_id)
    assert NoteDraft.objects.count() == 0


def test_the_hash_can_be_computed_again_from_the_stored_bytes(signed):
    stored = Composition.objects.get()

    assert Signature.objects.get().sha256 == record.digest(stored.doc)
    assert record.digest(stored.doc.replace("1% twice", "10% twice")) != Signature.objects.get().sha256


def test_a_note_is_signed_once(signed, begun, ines):
    with pytest.raises(notes.AlreadySigned):
        notes.sign(visit=begun, by=ines, now=TEN_FORTY)
    with pytest.raises(notes.AlreadySigned):
        save(begun, ines, 0)

    assert Composition.objects.count() == 1
    assert NoteDraft.objects.count() == 0


def test_the_database_refuses_to_touch_a_signed_note(signed, ines):
    softened = record.content_of(signed) | {"status": "entered-in-error"}
    with pytest.raises(DatabaseError, match="immutable"), transaction.atomic():
        record.write("Composition", softened, by=ines, now=TEN_FORTY)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE record_composition SET version = 2, doc = replace(doc, '1%', '10%')")
    with pytest.raises(DatabaseError, match="insert-only"), transaction.atomic():
        Signature.objects.update(sha256="0" * 64)
    with pytest.raises(DatabaseError, match="insert-only"), transaction.atomic():
        Signature.objects.all().delete()

    assert Signature.objects.get().sha256 == record.digest(Composition.objects.get().doc)


def test_an_addendum_appends_and_leaves_the_note_as_it_was(signed, begun, sam):
    before = Composition.objects.get().doc
    addendum = notes.add_addendum(
        composition=signed, text="The powder was Brand X.", by=sam, now=TEN_FORTY + 900 * SECOND
    )

    [past] = history.history_of(begun.patient_id)
    assert addendum.relates_to == signed.logical_id
    assert [(added.author, added.sections) for added in past.addenda] == [
        ("Dr Sam Adeyemi", [("", "The powder was Brand X.")])
    ]
    assert Composition.objects.get(uid=signed.uid).doc == before


def test_only_the_clinician_of_the_visit_writes_its_note(begun, sam, freya, rui, amara):
    for somebody in (sam, freya, rui, amara):
        with pytest.raises(NotAllowed):
            save(begun, somebody, 0)
        with pytest.raises(NotAllowed):
            notes.sign(visit=begun, by=somebody, now=TEN_FORTY)

    assert NoteDraft.objects.count() == 0


def test_refuses_to_sign_nothing(begun, ines):
    with pytest.raises(notes.NothingToSign):
        notes.sign(visit=begun, by=ines, now=TEN_FORTY)
    notes.save_draft(visit=begun, sections={"plan": "  \n"}, revision=0, by=ines, now=TEN_FORTY)
    with pytest.raises(notes.NothingToSign):
        notes.sign(visit=begun, by=ines, now=TEN_FORTY)

    assert Composition.objects.count() == 0


def test_refuses_to_sign_other_words_than_were_read(begun, ines):
    save(begun, ines, 0)
    save(begun, ines, 1, plan="Changed since")

    with pytest.raises(notes.StaleDraft):
        notes.sign(visit=begun, revision=1, by=ines, now=TEN_FORTY)

    assert (Composition.objects.count(), NoteDraft.objects.get().revision) == (0, 2)


def test_a_note_prepared_before_the_visit_is_not_signed_before_it(room_visit, ines):
    save(room_visit, ines, 0)

    with pytest.raises(visits.VisitNotBegun):
        notes.sign(visit=room_visit, by=ines, now=TEN_FORTY)

    assert NoteDraft.objects.count() == 1


def test_dying_while_signing_leaves_the_draft_and_nothing_else(begun, ines, monkeypatch):
    save(begun, ines, 0)

    def power_cut(fact):
        raise SystemExit

    monkeypatch.setattr(notes, "tell", power_cut)
    with pytest.raises(SystemExit):
        notes.sign(visit=begun, by=ines, now=TEN_FORTY)

    assert (NoteDraft.objects.count(), Composition.objects.count(), Signature.objects.count()) == (1, 0, 0)


def test_every_act_on_the_note_is_audited(signed, begun, ines):
    actions = AuditEvent.objects.filter(patient_id=begun.patient_id, action__startswith="note")
    assert list(actions.order_by("id").values_list("action", "actor_name")) == [
        ("note.draft_saved", "Dr Inês Carvalho"),
        ("note.signed", "Dr Inês Carvalho"),
    ]


def test_the_columns_rebuilt_from_the_note_are_the_same(signed):
    row = Composition.objects.get()
    columns = record.projected_afresh(row)
    relations = ("patient", "encounter", "author")

    assert {name: getattr(row, f"{name}_id" if name in relations else name) for name in columns} == columns


def test_history_takes_the_same_number_of_queries_for_one_visit_and_for_five(
    signed, amara_record, ines_record, ines, django_assert_num_queries
):
    from telepraxis.care.encounters.tests.people import open_visit

    with django_assert_num_queries(3):
        assert len(history.history_of(amara_record.uid)) == 1
    for _ in range(4):
        further = open_visit("in_person", amara_record, ines_record, ines)
        visits.admit(visit=further, by=ines, now=TEN_FORTY)
        save(further, ines, 0)
        notes.sign(visit=further, by=ines, now=TEN_FORTY)
    with django_assert_num_queries(3):
        assert len(history.history_of(amara_record.uid)) == 5


def test_visits_to_sign_are_those_that_ended_without_a_signature(signed, begun, amara_record, ines_record, ines):
    from telepraxis.care.encounters.tests.people import open_visit

    unsigned = open_visit("in_person", amara_record, ines_record, ines)
    visits.admit(visit=unsigned, by=ines, now=TEN_FORTY)
    for visit in (begun, unsigned):
        visits.finish(visit=visit, by=ines, now=TEN_FORTY + 900 * SECOND)

    assert history.visits_to_sign(ines.practitioner_id) == [unsigned]
