"""A note in training: signed by its author, countersigned or returned by the supervisor, both in the document."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.record.afresh import project_afresh
from telepraxis.base.record.models import Composition, Version
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.tests.people import TEN_FORTY, open_visit
from tests import fhir

from .. import countersigning, history, notes
from ..models import Countersigning, NoteDraft, Signature, Supervision

MINUTE = timedelta(minutes=1)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def freyas(amara_record, freya, ines, rui, marta):
    """Freya's visit with Amara has ended; Inês countersigns for Freya."""
    countersigning.set_supervisor(
        practitioner=freya.practitioner_id, supervisor=ines.practitioner_id, by=marta, now=TEN_FORTY
    )
    visit = visits.open_visit(
        patient=amara_record.uid, practitioner=freya.practitioner_id, modality="in_person", planned_at=TEN_FORTY,
        by=rui, now=TEN_FORTY,
    )  # fmt: skip
    visits.admit(visit=visit, by=freya, now=TEN_FORTY)
    return visits.finish(visit=visit, by=freya, now=TEN_FORTY + 10 * MINUTE)


def write(visit, by, plan="Dressing changed.", after=11):
    draft = NoteDraft.objects.filter(visit=visit).first()
    revision = draft.revision if draft else 0
    now = TEN_FORTY + after * MINUTE
    notes.save_draft(visit=visit, sections={"plan": plan}, revision=revision, by=by, now=now)
    return notes.sign(visit=visit, by=by, now=now)


def attesters(note) -> list[tuple]:
    return [
        (entry["mode"], entry["party"]["display"], entry["time"][11:16])
        for entry in record.content_of(Composition.objects.get(uid=note.uid))["attester"]
    ]


def to_sign(actor) -> list:
    return history.visits_to_sign(actor.practitioner_id)


def test_signed_then_countersigned_with_both_names_and_times(freyas, freya, ines):
    note = write(freyas, freya)
    assert (note.status, attesters(note)) == ("preliminary", [("professional", "Freya Lindqvist", "10:51")])
    assert (to_sign(freya), to_sign(ines)) == ([], [freyas])
    countersigning.countersign(visit=freyas, by=ines, now=TEN_FORTY + 20 * MINUTE)

    row = Composition.objects.get()
    assert (row.status, row.version) == ("final", 2)
    assert attesters(note) == [("professional", "Freya Lindqvist", "10:51"), ("legal", "Dr Inês Carvalho", "11:00")]
    assert [s.kind for s in Signature.objects.order_by("signed_at")] == ["note", "countersignature"]
    assert Signature.objects.get(kind="countersignature").sha256 == record.digest(row.doc)
    first = Version.objects.get(type="Composition", version=1)
    assert Signature.objects.get(kind="note").sha256 == record.digest(first.doc)
    assert fhir.faults(record.content_of(row)) == []
    assert to_sign(ines) == []
    [past] = history.history_of(freyas.patient_id)
    assert (past.note.author, past.note.countersigned_by, past.note.awaits) == (
        "Freya Lindqvist", "Dr Inês Carvalho", False,
    )  # fmt: skip


def test_returned_changed_by_its_author_and_brought_again(freyas, freya, ines):
    first = write(freyas, freya)
    countersigning.give_back(visit=freyas, remark="Which dressing?", by=ines, now=TEN_FORTY + 20 * MINUTE)
    assert (to_sign(freya), to_sign(ines)) == ([freyas], [])
    again = write(freyas, freya, "Foam dressing changed.", after=30)

    assert (again.uid, again.version, again.status) == (first.uid, 2, "preliminary")
    assert (to_sign(freya), to_sign(ines)) == ([], [freyas])
    assert [s.kind for s in Signature.objects.order_by("signed_at")] == ["note", "revision"]
    countersigning.countersign(visit=freyas, by=ines, now=TEN_FORTY + 40 * MINUTE)
    [past] = history.history_of(freyas.patient_id)
    assert past.note.sections == [("Plan", "Foam dressing changed.")]
    assert "Dressing changed." in Version.objects.get(type="Composition", version=1).doc


def test_an_addendum_answers_the_remark_too(freyas, freya, ines, sam):
    note = write(freyas, freya)
    countersigning.give_back(visit=freyas, remark="Which dressing?", by=ines, now=TEN_FORTY + 20 * MINUTE)
    notes.add_addendum(composition=note, text="I saw her too.", by=sam, now=TEN_FORTY + 21 * MINUTE)
    assert to_sign(ines) == []
    notes.add_addendum(composition=note, text="Foam.", by=freya, now=TEN_FORTY + 22 * MINUTE)

    assert to_sign(ines) == [freyas]


def test_while_it_lies_with_the_supervisor_the_author_changes_nothing(freyas, freya):
    write(freyas, freya)
    with pytest.raises(notes.AlreadySigned):
        write(freyas, freya, "Changed my mind.")

    assert Composition.objects.get().version == 1
    assert NoteDraft.objects.count() == 0


def test_countersigned_it_is_locked_like_every_note(freyas, freya, ines):
    note = write(freyas, freya)
    countersigning.countersign(visit=freyas, by=ines, now=TEN_FORTY + 20 * MINUTE)
    with pytest.raises(countersigning.NothingToCountersign):
        countersigning.countersign(visit=freyas, by=ines, now=TEN_FORTY + 21 * MINUTE)
    with pytest.raises(countersigning.NothingToCountersign):
        countersigning.give_back(visit=freyas, remark="No", by=ines, now=TEN_FORTY + 21 * MINUTE)
    with pytest.raises(notes.AlreadySigned):
        write(freyas, freya, "Later")
    row = Composition.objects.get(uid=note.uid)
    changed = record.content_of(row) | {"title": "Other"}
    with pytest.raises(record.Locked, match="addendum"):
        record.write("Composition", changed, by=ines, now=TEN_FORTY)

    assert Composition.objects.get().version == 2


def test_a_preliminary_note_is_not_taken_back(freyas, freya):
    note = write(freyas, freya)
    gone = record.content_of(note) | {"status": "entered-in-error"}
    with pytest.raises(DatabaseError, match="preliminary"), transaction.atomic():
        record.write("Composition", gone, by=freya, now=TEN_FORTY)

    assert Composition.objects.get().status == "preliminary"


def test_a_signed_note_is_projected_afresh_and_stays_what_it_is(freyas, freya, ines):
    write(freyas, freya)
    countersigning.countersign(visit=freyas, by=ines, now=TEN_FORTY + 20 * MINUTE)
    before = Composition.objects.get()
    project_afresh([Composition.objects.get()])

    after = Composition.objects.get()
    assert (after.doc, after.version, after.status) == (before.doc, 2, "final")


def test_only_the_supervisor_countersigns_or_returns(freyas, freya, sam, marta, rui, amara):
    write(freyas, freya)
    for somebody in (freya, sam, marta, rui, amara):
        with pytest.raises(NotAllowed):
            countersigning.countersign(visit=freyas, by=somebody, now=TEN_FORTY)
        with pytest.raises(NotAllowed):
            countersigning.give_back(visit=freyas, remark="No", by=somebody, now=TEN_FORTY)

    assert Composition.objects.get().status == "preliminary"
    assert Countersigning.objects.get().is_asked


def test_a_manager_says_who_countersigns_and_open_notes_follow(freyas, freya, ines, sam, marta):
    write(freyas, freya)
    for wrong in (freya.practitioner_id, freyas.patient_id):
        with pytest.raises(countersigning.CannotSupervise):
            countersigning.set_supervisor(practitioner=freya.practitioner_id, supervisor=wrong, by=marta, now=TEN_FORTY)
    with pytest.raises(NotAllowed):
        countersigning.set_supervisor(practitioner=freya.practitioner_id, supervisor=None, by=freya, now=TEN_FORTY)
    countersigning.set_supervisor(
        practitioner=freya.practitioner_id, supervisor=sam.practitioner_id, by=marta, now=TEN_FORTY
    )

    assert (to_sign(ines), to_sign(sam)) == ([], [freyas])
    assert Supervision.objects.get().supervisor_id == sam.practitioner_id


def test_who_needs_nobody_signs_alone(room_visit, ines):
    visit = visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)
    note = write(visit, ines)

    assert (note.status, attesters(note)) == ("final", [("legal", "Dr Inês Carvalho", "10:51")])
    assert Countersigning.objects.count() == 0


def test_on_its_pages(browse, freyas, freya, ines, amara, marta):
    write(freyas, freya)
    supervisor, author, path = browse(ines), browse(freya), f"/visit/{freyas.id}/note"
    card = supervisor.get(f"{path}/", headers=HTMX).content.decode()
    assert "Countersign note" in card and "Waits for a second signature" in card
    empty = supervisor.post(f"{path}/give-back/", {"remark": " "}, headers=HTMX)
    assert empty.status_code == 422 and "Say what is to be changed." in empty.content.decode()
    supervisor.post(f"{path}/give-back/", {"remark": "Which dressing?"}, headers=HTMX)
    mine = author.get(f"{path}/", headers=HTMX).content.decode()
    assert "Which dressing?" in mine and ">\nDressing changed.</textarea>" in mine
    typed = {"subjective": "", "objective": "", "assessment": "", "plan": "Foam dressing.", "revision": 0}
    author.post(f"{path}/sign/", typed | {"confirmed": "1"}, headers=HTMX)
    done = supervisor.post(f"{path}/countersign/", headers=HTMX).content.decode()
    assert "Countersigned by Dr Inês Carvalho" in done and "Foam dressing." in done
    late = supervisor.post(f"{path}/countersign/", headers=HTMX)
    assert late.status_code == 409
    hers = browse(amara).get(f"/visits/{freyas.id}/summary/").content.decode()
    assert "Signed by Freya Lindqvist" in hers and "Countersigned by Dr Inês Carvalho" in hers
    actions = AuditEvent.objects.filter(patient_id=freyas.patient_id, kind="write").order_by("id")
    steps = ["note.signed", "note.returned", "revision.signed", "note.countersigned"]
    assert list(actions.filter(action__in=steps).values_list("action", flat=True)) == steps


def test_the_setting_on_its_page(browse, freya, ines, marta):
    manager = browse(marta)
    said = {"practitioner": freya.practitioner_id, "supervisor": ines.practitioner_id}
    assert manager.post("/setup/countersigning/", said).status_code == 302
    assert Supervision.objects.get().supervisor_id == ines.practitioner_id
    wrong = said | {"supervisor": freya.practitioner_id}
    assert manager.post("/setup/countersigning/", wrong).status_code == 422
    manager.post("/setup/countersigning/", said | {"supervisor": ""})
    assert Supervision.objects.count() == 0


def test_the_lane_takes_one_query_however_many(
    freyas, freya, ines, amara_record, ines_record, django_assert_num_queries
):
    write(freyas, freya)
    with django_assert_num_queries(1):
        assert len(to_sign(ines)) == 1
    for _ in range(3):
        further = open_visit("in_person", amara_record, ines_record, ines)
        visits.admit(visit=further, by=ines, now=TEN_FORTY)
        visits.finish(visit=further, by=ines, now=TEN_FORTY + MINUTE)
    with django_assert_num_queries(1):
        assert len(to_sign(ines)) == 4
