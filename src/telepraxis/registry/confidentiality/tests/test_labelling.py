"""Restrict an entry, and lift that again."""

import pytest

from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.record.labels import NONE, Label
from telepraxis.base.record.models import Opening, Version
from telepraxis.registry.accounts import memberships
from telepraxis.registry.accounts.actors import actor_of_account
from telepraxis.registry.accounts.models import Account, Membership
from telepraxis.registry.confidentiality import inbox, labelling
from tests.people import MONDAY_8AM

from .conftest import problem
from .test_breaking import seen_by


def entry_of(row):
    return labelling.entry_of(row.patient_id, "Condition", row.uid)


def test_a_clinician_restricts_and_keeps_seeing_it(amara, ines, samuel, freya, asthma, system):
    now = MONDAY_8AM
    labels = Label.MENTAL_HEALTH | Label.SUBSTANCE_USE
    labelling.restrict(entry=entry_of(asthma), labels=labels, reason="At her wish", by=samuel, now=now)

    assert entry_of(asthma).labels == labels
    assert (seen_by(samuel), seen_by(ines), seen_by(freya)) == (["Asthma"], ["Asthma"], [])
    event = AuditEvent.objects.get(action="record.labelled")
    assert (event.patient_id, event.entity_id, event.reason) == (amara.patient_id, asthma.logical_id, "At her wish")
    kept = Opening.objects.get()
    assert (kept.kind, kept.account_id, kept.document) == ("author", samuel.account_id, asthma.uid)


def test_a_label_put_on_one_entry_opens_no_other(amara, samuel, asthma, depression):
    labelling.restrict(entry=entry_of(asthma), labels=Label.MENTAL_HEALTH, by=samuel, now=MONDAY_8AM)

    assert seen_by(samuel) == ["Asthma"]


def test_who_wrote_an_entry_keeps_seeing_it_when_a_colleague_restricts_it(amara, ines, samuel, freya):
    eczema = problem(amara.patient_id, "Eczema", samuel)
    labelling.restrict(entry=entry_of(eczema), labels=Label.HIV, by=ines, now=MONDAY_8AM)

    assert (seen_by(samuel), seen_by(freya)) == (["Eczema"], [])


def test_only_who_is_cleared_takes_a_label_away(amara, ines, samuel, asthma):
    labelling.restrict(entry=entry_of(asthma), labels=Label.HIV, by=samuel, now=MONDAY_8AM)
    versions = Version.objects.filter(logical_id=asthma.logical_id).count()

    with pytest.raises(labelling.NotCleared):
        labelling.restrict(entry=entry_of(asthma), labels=NONE, by=samuel, now=MONDAY_8AM)
    assert (entry_of(asthma).labels, Version.objects.filter(logical_id=asthma.logical_id).count()) == (
        Label.HIV,
        versions,
    )
    labelling.restrict(entry=entry_of(asthma), labels=NONE, by=ines, now=MONDAY_8AM)

    assert entry_of(asthma).labels == NONE
    assert AuditEvent.objects.filter(action="record.labelled", actor_name=ines.name).count() == 1


def test_nobody_else_restricts(amara, rui, marta, asthma):
    for actor in (rui, marta, amara):
        with pytest.raises(NotAllowed):
            labelling.restrict(entry=entry_of(asthma), labels=Label.HIV, by=actor, now=MONDAY_8AM)

    assert entry_of(asthma).labels == NONE


# Clearances


def test_who_begins_a_practice_is_cleared_for_all_and_who_comes_later_for_nothing(ines, samuel, freya):
    cleared = {each.member.account.name: each.member.clearances for each in inbox.clearances()}

    assert cleared == {"Dr Inês Carvalho": 255, "Dr Samuel Adeyemi": 0, "Freya Lindqvist": 0}


def test_a_clearance_holds_from_the_next_request_and_says_who_gave_it(quayside, amara, samuel, marta, depression):
    row = Membership.objects.get(account_id=samuel.account_id)
    memberships.clear(membership=row, clearances=int(Label.MENTAL_HEALTH), by=marta, now=MONDAY_8AM)

    again = actor_of_account(Account.objects.get(pk=samuel.account_id), quayside.id, now=MONDAY_8AM)
    assert seen_by(again) == ["Depression"]
    [his] = [each for each in inbox.clearances() if each.member.account_id == samuel.account_id]
    assert (his.words, his.said_by) == (["Mental health"], "Marta Nunes")

    memberships.clear(membership=row, clearances=0, by=marta, now=MONDAY_8AM)
    again = actor_of_account(Account.objects.get(pk=samuel.account_id), quayside.id, now=MONDAY_8AM)
    assert seen_by(again) == []


def test_clinicians_do_not_clear_themselves(ines, samuel):
    row = Membership.objects.get(account_id=samuel.account_id)
    for actor in (samuel, ines):
        with pytest.raises(NotAllowed):
            memberships.clear(membership=row, clearances=255, by=actor, now=MONDAY_8AM)

    row.refresh_from_db()
    assert row.clearances == 0
