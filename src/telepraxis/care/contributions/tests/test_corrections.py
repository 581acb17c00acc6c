"""A request to correct an entry: accepted in three ways, declined with a reason, disagreed with; due in 60 days."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from telepraxis.base import record, tenancy
from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.fhir import validation
from telepraxis.base.fhir.outcome import Refused
from telepraxis.base.notify.models import OutgoingMail
from telepraxis.base.record.events import LabelsChanged
from telepraxis.base.record.keepers import keeper_of
from telepraxis.base.record.labels import Label
from telepraxis.base.record.models import Composition, Resource
from telepraxis.care.chart import notes
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.tests.people import TEN_FORTY
from telepraxis.care.entries import keeping
from telepraxis.care.measurements.taking import record_measurements
from telepraxis.registry.patients import proxies

from .. import corrections, inbox, listeners, own, statement
from ..adding import SaySomething
from ..entries import entry_of
from ..events import CorrectionDecided
from ..models import Correction
from .scene import LATER, acting_for, ask_for, taken


def decide(correction, by, **more):
    return corrections.accept(correction=correction.id, by=by, now=LATER, **more)


def test_amara_asks_and_the_answer_is_due_in_60_days(amara, ines, asthma):
    correction = ask_for(amara, asthma)

    assert (correction.due_on, correction.version, correction.owner_id) == (
        date(2027, 1, 22),
        1,
        ines.practitioner_id,
    )
    last_day, day_after = TEN_FORTY + timedelta(days=60), TEN_FORTY + timedelta(days=61)
    assert [item.overdue for item in inbox.inbox_of(ines, last_day).items] == [False]
    assert [item.overdue for item in inbox.inbox_of(ines, day_after).items] == [True]
    assert own.own_of(amara.patient_id, None, day_after).requests[0].is_overdue


def test_an_entry_that_was_amended_is_accepted_and_its_new_version_named(amara, ines, asthma):
    correction = ask_for(amara, asthma)
    with pytest.raises(corrections.NotCorrectedYet):
        decide(correction, ines, how="amended")
    keeping.amend(kind="problem", entry=asthma.uid, values={"what": "Bronchitis"}, if_version=1, by=ines, now=LATER)
    decide(correction, ines, how="amended")

    correction.refresh_from_db()
    assert (correction.decision, correction.how, correction.made_version) == ("accepted", "amended", 2)
    assert (correction.decided_by_name, correction.decided_at) == ("Dr Inês Carvalho", LATER)
    assert inbox.inbox_of(ines, LATER).items == []
    assert list(
        AuditEvent.objects.filter(action__startswith="contributions.correction").values_list("action", flat=True)
    ) == ["contributions.correction_asked", "contributions.correction_accepted"]


def test_another_label_is_no_correction(amara, ines, asthma):
    correction = ask_for(amara, asthma)
    record.put_labels("Condition", asthma.logical_id, Label.RESTRICTED, by=ines, now=LATER)

    with pytest.raises(corrections.NotCorrectedYet):
        decide(correction, ines, how="amended")
    correction.refresh_from_db()
    assert correction.decision == ""


def test_an_entry_is_marked_as_entered_in_error_in_the_same_act(amara, ines, asthma):
    correction = ask_for(amara, asthma)
    decide(correction, ines, how="in_error", words="It was bronchitis")

    entry = entry_of("Condition", asthma.uid)
    assert (entry.in_error, entry.version) == (True, 2)
    assert entry.doc["note"][-1]["text"] == "It was bronchitis"


def test_a_measurement_is_marked_as_wrong(amara, ines, freya):
    (row,) = record_measurements(patient=amara.patient_id, taken=[taken("weight", "161")], by=freya, now=TEN_FORTY)
    correction = corrections.ask_for(
        patient=amara.patient_id, type="Observation", entry=row.uid, wrong="I weigh less", instead="61", by=amara,
        now=TEN_FORTY,
    )  # fmt: skip
    assert correction.owner_id == freya.practitioner_id
    decide(correction, ines, how="in_error")

    assert entry_of("Observation", row.uid).in_error


def test_a_signed_note_gets_an_addendum_and_stays(amara, ines, room_visit):
    visit = visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)
    notes.save_draft(visit=visit, sections={"plan": "Smokes 20 a day"}, revision=0, by=ines, now=TEN_FORTY)
    note = notes.sign(visit=visit, by=ines, now=TEN_FORTY)
    correction = corrections.ask_for(
        patient=amara.patient_id, type="Composition", entry=note.uid, wrong="I never smoked", instead="Never smoked",
        by=amara, now=TEN_FORTY,
    )  # fmt: skip
    with pytest.raises(corrections.NotThisWay):
        decide(correction, ines, how="in_error")
    with pytest.raises(SaySomething):
        decide(correction, ines, how="addendum", words=" ")
    decide(correction, ines, how="addendum", words="The patient has never smoked.")

    correction.refresh_from_db()
    assert (correction.how, Composition.objects.count()) == ("addendum", 2)
    assert record.content_of(Composition.objects.get(uid=note.uid)) == record.content_of(note)


def test_declined_with_a_reason_and_the_disagreement_stays_with_the_entry(amara, ines, asthma):
    correction = ask_for(amara, asthma)
    with pytest.raises(SaySomething):
        corrections.decline(correction=correction.id, reason="", by=ines, now=LATER)
    with pytest.raises(corrections.NothingToDisagreeWith):
        corrections.disagree(correction=correction.id, text="It is wrong.", by=amara, now=LATER)
    corrections.decline(correction=correction.id, reason="The test showed asthma.", by=ines, now=LATER)
    corrections.disagree(correction=correction.id, text="I was never tested.", by=amara, now=LATER)
    with pytest.raises(corrections.NothingToDisagreeWith):
        corrections.disagree(correction=correction.id, text="Again.", by=amara, now=LATER)

    correction.refresh_from_db()
    assert (correction.decision, correction.reason) == ("declined", "The test showed asthma.")
    assert (correction.disagreement, correction.disagreed_by_name) == ("I was never tested.", "Amara Okonjo")
    assert Resource.objects.get(uid=asthma.uid).version == 1


def disagreed(amara, ines, asthma) -> Resource:
    """Return the statement by which Amara disagrees, as the record keeps it."""
    correction = ask_for(amara, asthma)
    corrections.decline(correction=correction.id, reason="The test showed asthma.", by=ines, now=LATER)
    corrections.disagree(correction=correction.id, text="I was never tested.", by=amara, now=LATER)
    return Correction.objects.select_related("statement").get(id=correction.id).statement


def test_the_disagreement_is_a_document_about_the_entry(amara, ines, asthma):
    row = disagreed(amara, ines, asthma)
    doc = record.content_of(row)

    assert statement.is_statement(doc) and statement.about(doc) == ("Condition", asthma.logical_id)
    assert (statement.words(doc), statement.who(doc)) == ("I was never tested.", "Amara Okonjo")
    assert doc["note"] == [{"authorString": "Dr Inês Carvalho", "text": "The test showed asthma."}]
    assert row.patient_id == asthma.patient_id and validation.check(doc) == []
    with pytest.raises(Refused):
        keeper_of("Communication").keep(doc | {"payload": [{"contentString": "I agree."}]}, by=ines, now=LATER)


def test_the_statement_is_closed_and_opened_with_its_entry(amara, ines, asthma):
    row = disagreed(amara, ines, asthma)
    for wanted in (Label.SUBSTANCE_USE, Label(0)):
        record.put_labels("Condition", asthma.logical_id, wanted, by=ines, now=LATER)
        fact = LabelsChanged(
            patient_id=asthma.patient_id, type="Condition", logical_id=asthma.logical_id, added=0, removed=0
        )
        listeners.close_what_was_stated(fact, now=LATER)
        with tenancy.seeing_everything():
            assert Label(Resource.objects.get(uid=row.uid).labels) == wanted


def test_what_is_stated_about_a_closed_entry_is_closed_from_the_beginning(amara, ines, asthma):
    correction = ask_for(amara, asthma)
    corrections.decline(correction=correction.id, reason="The test showed asthma.", by=ines, now=LATER)
    record.put_labels("Condition", asthma.logical_id, Label.SUBSTANCE_USE, by=ines, now=LATER)
    corrections.disagree(correction=correction.id, text="I was never tested.", by=amara, now=LATER)
    with tenancy.seeing_everything():
        assert Label(Correction.objects.get(id=correction.id).statement.labels) == Label.SUBSTANCE_USE


def test_the_mail_about_a_decision_says_nothing_clinical(amara, ines, asthma):
    correction = ask_for(amara, asthma)
    corrections.decline(correction=correction.id, reason="The test showed asthma.", by=ines, now=LATER)
    listeners.tell_of_decision(
        CorrectionDecided(correction=correction.id, patient=amara.patient_id, at=LATER), now=LATER
    )

    mail = OutgoingMail.objects.get(template="contributions/mail/answered")
    assert not any(word in mail.subject + "".join(mail.body()[:2]) for word in ("sthma", "test", "declin", "correct"))


def test_two_decide_at_once_and_the_second_changes_nothing(amara, ines, sam, asthma):
    correction = ask_for(amara, asthma)
    corrections.decline(correction=correction.id, reason="The test showed asthma.", by=ines, now=LATER)

    with pytest.raises(corrections.DecidedAlready) as told:
        decide(correction, sam, how="in_error")

    assert told.value.correction.decided_by_name == "Dr Inês Carvalho"
    assert not entry_of("Condition", asthma.uid).in_error


def test_one_request_about_an_entry_at_a_time(amara, asthma):
    first = ask_for(amara, asthma)
    with pytest.raises(corrections.AskedAlready) as told:
        ask_for(amara, asthma)

    assert (told.value.correction, Correction.objects.count()) == (first, 1)


def test_both_what_is_wrong_and_what_it_should_say_are_needed(amara, asthma):
    for more in ({"wrong": " "}, {"instead": ""}, {"wrong": "x" * 2001}):
        with pytest.raises(SaySomething):
            ask_for(amara, asthma, **more)

    assert Correction.objects.count() == 0


def test_strangers_and_staff_ask_for_nothing_and_the_desk_decides_nothing(amara, tomasz, ines, rui, system, asthma):
    proxy, chidi = acting_for(amara, ["record"], system)
    proxies.revoke(proxy=proxy, by=system, now=TEN_FORTY)
    for person in (tomasz, ines, chidi):
        with pytest.raises(NotAllowed):
            ask_for(amara, asthma, by=person)
    correction = ask_for(amara, asthma)
    with pytest.raises(NotAllowed):
        corrections.decline(correction=correction.id, reason="No.", by=rui, now=LATER)

    assert Correction.objects.get().decision == ""


def test_the_database_refuses_half_a_decision(amara, asthma):
    correction = ask_for(amara, asthma)
    for half in ({"decision": "declined", "decided_at": LATER}, {"disagreement": "No", "disagreed_at": LATER}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Correction.objects.filter(id=correction.id).update(**half)
