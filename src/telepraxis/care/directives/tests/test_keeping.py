"""Directives written down, sent in, confirmed, gone through, ended: what stands, what waits, and what never changes."""

import json
from datetime import date, timedelta

import pytest

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.fhir import json_text, validation
from telepraxis.base.fhir.outcome import Refused
from telepraxis.base.record import keepers
from telepraxis.base.record.models import Consent
from telepraxis.registry.consents import giving
from tests.fhir import faults
from tests.people import MONDAY_8AM

from .. import answering, keeping
from ..document import Said
from ..models import Directive
from ..reading import chips_of, directives_of, history_of

TODAY = MONDAY_8AM.date()
MAY = date(2026, 5, 3)


def dnr(**more) -> Said:
    return Said(kind="dnr", made_on=MAY, **more)


def proxy(**more) -> Said:
    return Said(
        kind="proxy",
        made_on=MAY,
        agent_name="Chidi Okonjo",
        agent_relation="brother",
        agent_phone="+351910555099",
        **more,
    )


def keep(patient, said, by, **more) -> Consent:
    return keeping.add(patient=patient.patient_id, said=said, by=by, now=MONDAY_8AM, **more)


def chips(patient) -> list[str]:
    return [each.chip for each in chips_of(patient.patient_id, TODAY)]


def test_a_physicians_order_is_a_legal_consent_and_stands_at_once(amara, ines):
    row = keep(amara, dnr(held_by="Her brother, at home", review_on=date(2027, 5, 3)), ines)

    doc = record.content_of(row)
    assert [(issue.severity, issue.text) for issue in validation.check(doc)] == []
    assert faults(json.loads(json_text.written(doc))) == []
    assert (row.status, row.scope, doc["dateTime"]) == ("active", "adr", "2026-05-03")
    assert [coding["code"] for coding in doc["category"][0]["coding"]] == ["dnr", "dnr"]
    assert doc["provision"] == {
        "type": "deny", "period": {"start": "2026-05-03"}, "code": [{"text": "Cardiopulmonary resuscitation"}],
    }  # fmt: skip
    assert chips(amara) == ["DNR since 3 May 2026"]
    assert Directive.objects.get().review_on == date(2027, 5, 3)
    audit = AuditEvent.objects.get(action="directives.added")
    assert (audit.actor_name, audit.patient_id) == ("Dr Inês Carvalho", amara.patient_id)


def test_who_decides_is_read_back_and_the_document_is_legal(amara, freya):
    row = keep(amara, proxy(wishes="Chidi decides everything."), freya)

    doc, (shown,) = record.content_of(row), directives_of(amara.patient_id).standing
    assert [(issue.severity, issue.text) for issue in validation.check(doc)] == []
    assert faults(json.loads(json_text.written(doc))) == []
    assert (shown.said.agent_name, shown.said.agent_relation, shown.said.agent_phone) == (
        "Chidi Okonjo", "brother", "+351910555099",
    )  # fmt: skip
    assert (shown.said.wishes, shown.chip) == ("Chidi decides everything.", "Healthcare proxy since 3 May 2026")


def test_an_order_that_a_nurse_writes_down_waits_for_a_physician(amara, freya, ines):
    row = keep(amara, dnr(), freya)
    before = chips(amara)
    with pytest.raises(keeping.PhysicianNeeded):
        keeping.confirm(directive=row.uid, by=freya, now=MONDAY_8AM)
    waiting = Consent.objects.get().status
    keeping.confirm(directive=row.uid, if_version=1, by=ines, now=MONDAY_8AM)

    assert (before, waiting) == (["DNR, not confirmed yet"], "proposed")
    assert (chips(amara), Consent.objects.get().version) == (["DNR since 3 May 2026"], 2)


def test_what_the_patient_sends_waits_and_is_confirmed_or_not_with_a_reason(amara, tomasz, ines):
    with pytest.raises(NotAllowed):
        keeping.propose(patient=amara.patient_id, said=proxy(), by=tomasz, now=MONDAY_8AM)
    assert Consent.objects.count() == 0
    row = keeping.propose(patient=amara.patient_id, said=proxy(), by=amara, now=MONDAY_8AM)
    with pytest.raises(keeping.ReasonNeeded):
        keeping.refuse(directive=row.uid, reason=" ", by=ines, now=MONDAY_8AM)
    assert directives_of(amara.patient_id).waiting[0].version == 1
    keeping.refuse(directive=row.uid, reason="The signature is missing", by=ines, now=MONDAY_8AM)

    (shown,) = directives_of(amara.patient_id).past
    assert (shown.is_refused, shown.ended.why, shown.ended.who) == (
        True,
        "The signature is missing",
        "Dr Inês Carvalho",
    )
    with pytest.raises(keeping.NotSo):
        keeping.confirm(directive=row.uid, by=ines, now=MONDAY_8AM)


def test_what_is_withdrawn_replaced_or_wrong_holds_no_more_and_nothing_is_lost(amara, ines):
    old = keep(amara, dnr(), ines)
    new = keep(amara, Said(kind="dnr", made_on=TODAY), ines, replaces=old.uid)
    refusal = keep(amara, Said(kind="refusal", made_on=MAY, treatment="blood products"), ines)
    wrong = keep(amara, Said(kind="donation", made_on=MAY, stance="permit"), ines)
    keeping.withdraw(directive=refusal.uid, reason="She said so today", by=ines, now=MONDAY_8AM)
    keeping.enter_in_error(directive=wrong.uid, reason="Another patient's", by=ines, now=MONDAY_8AM)

    found = directives_of(amara.patient_id)
    assert [each.uid for each in found.standing] == [new.uid] and chips(amara) == ["DNR since 23 November 2026"]
    assert {(each.kind.name, each.status, each.ended.how) for each in found.past} == {
        ("dnr", "inactive", "replaced"), ("refusal", "inactive", "withdrawn"),
        ("donation", "entered-in-error", "in_error"),
    }  # fmt: skip
    over = next(each for each in found.past if each.kind.name == "refusal")
    assert [step.status for step in history_of(over)] == ["inactive", "active"]
    assert over.what == "Refusal of a treatment: blood products"
    assert len(validation.check(over.doc)) == 0


def test_what_cannot_be_is_refused_and_nothing_is_kept(amara, tomasz, ines, rui):
    for said, field in (
        (Said(kind="dnr", made_on=TODAY + timedelta(days=1)), "made_on"),
        (Said(kind="proxy", made_on=MAY), "agent_name"),
        (Said(kind="refusal", made_on=MAY), "treatment"),
        (Said(kind="donation", made_on=MAY), "stance"),
        (Said(kind="dnr", made_on=MAY, ends_on=date(2026, 1, 1)), "ends_on"),
        (Said(kind="dnr", made_on=MAY, paper=("nothing", "")), "paper"),
    ):
        with pytest.raises(keeping.Incomplete) as refusal:
            keep(amara, said, ines)
        assert list(refusal.value.why) == [field]
    with pytest.raises(NotAllowed):
        keep(amara, dnr(), rui)
    assert (Consent.objects.count(), Directive.objects.count()) == (0, 0)
    theirs = keep(tomasz, dnr(), ines)
    with pytest.raises(keeping.NotSo):
        keep(amara, dnr(), ines, replaces=theirs.uid)


def test_of_two_who_change_one_the_second_overwrites_nothing(amara, ines, freya):
    row = keep(amara, Said(kind="living_will", made_on=MAY, wishes="No ventilation"), ines)
    keeping.amend(
        directive=row.uid, said=Said(kind="living_will", made_on=MAY, wishes="No ventilator"), if_version=1, by=freya,
        now=MONDAY_8AM,
    )  # fmt: skip
    with pytest.raises(keeping.ChangedMeanwhile):
        keeping.withdraw(directive=row.uid, if_version=1, by=ines, now=MONDAY_8AM)

    (shown,) = directives_of(amara.patient_id).standing
    assert (shown.version, shown.said.wishes) == (2, "No ventilator")


def test_the_patient_ends_what_they_decided_and_nobody_in_their_place(amara, tomasz, ines):
    row = keep(amara, proxy(), ines)
    with pytest.raises(NotAllowed):
        keeping.withdraw(directive=row.uid, by=tomasz, now=MONDAY_8AM)
    assert Consent.objects.get().status == "active"
    keeping.withdraw(directive=row.uid, by=amara, now=MONDAY_8AM)

    (shown,) = directives_of(amara.patient_id).past
    assert (shown.ended.how, shown.ended.who) == ("withdrawn", "Amara Okonjo")


def test_being_asked_is_a_statement_and_none_is_refused_beside_one_that_stands(amara, ines, freya):
    assert directives_of(amara.patient_id).answer is None
    row = answering.keep_answer(patient=amara.patient_id, answer="none", by=freya, now=MONDAY_8AM)
    answer = directives_of(amara.patient_id).answer
    keep(amara, dnr(), ines)
    with pytest.raises(answering.DirectivesKnown):
        answering.keep_answer(patient=amara.patient_id, answer="none", by=freya, now=MONDAY_8AM)

    assert (str(answer.words), answer.day, answer.who) == ("There are none", TODAY, "Freya Lindqvist")
    assert validation.check(record.content_of(row)) == []


def test_one_from_elsewhere_comes_in_and_counts_when_it_is_confirmed_here(amara, ines, system):
    doc = record.content_of(keep(amara, dnr(), ines))
    elsewhere = {key: value for key, value in doc.items() if key not in ("id", "meta", "verification")}
    keeper = keepers.keeper_of("Consent")
    came = keeper.keep(elsewhere | {"dateTime": "2025"}, by=system, now=MONDAY_8AM)
    before = chips(amara)
    keeping.confirm(directive=came.uid, by=ines, now=MONDAY_8AM)

    assert before == ["DNR since 3 May 2026", "DNR, not confirmed yet"]
    assert len(directives_of(amara.patient_id).standing) == 2 and directives_of(amara.patient_id).waiting == []


def test_nobody_changes_ours_from_outside_and_consents_to_visits_stay_guarded_too(amara, ines, system, quayside):
    row = keep(amara, dnr(), ines)
    text = giving.ConsentText.objects.create(
        organization=quayside, kind="telehealth", jurisdiction="*", language="en", version=1, title="T", body="B",
        source="S", valid_from=MAY, published_at=MONDAY_8AM,
    )  # fmt: skip
    given = giving.give(patient=amara.patient_id, text_id=text.id, by=amara, now=MONDAY_8AM)
    keeper = keepers.keeper_of("Consent")
    for each, hint in ((row, "Advance directives are confirmed"), (given, "The patient withdraws it under Consents")):
        with pytest.raises(Refused) as refusal:
            keeper.keep(record.content_of(each) | {"status": "inactive"}, by=system, now=MONDAY_8AM)
        assert hint in str(refusal.value)
    assert {each.status for each in Consent.objects.all()} == {"active"}
    assert [each.uid for each in directives_of(amara.patient_id).standing] == [row.uid]


def test_many_directives_are_read_with_two_queries(amara, ines, django_assert_num_queries):
    keep(amara, dnr(), ines)
    for _each in range(6):
        keep(amara, proxy(), ines)

    with django_assert_num_queries(2):
        assert len(directives_of(amara.patient_id).standing) == 7
    with django_assert_num_queries(1):
        assert len(chips(amara)) == 7
