"""Two records of one person."""

from datetime import date, timedelta

import pytest

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.events.models import ToldFact
from telepraxis.base.record.models import Composition, Patient, Version
from telepraxis.registry.accounts.actors import actor_of_account
from telepraxis.registry.accounts.models import Account
from telepraxis.registry.patients import identity, merging, proxies, registration, search
from telepraxis.registry.patients.document import Identifier, details_of
from telepraxis.registry.patients.models import PatientMerge, PatientProfile
from tests.people import MONDAY_8AM, patient_with_account

LATER = MONDAY_8AM + timedelta(hours=1)
WHY = "Identity card seen"


@pytest.fixture
def elena(system):
    """Elena Rossi, as she registered at the desk."""
    return registration.register(
        given="Elena",
        family="Rossi",
        birth_date=date(1979, 4, 2),
        gender="female",
        phone="+351 910 555 201",
        identifiers=[Identifier(value="A1007X", system="urn:ids", kind="Insurance number")],
        jurisdiction="PT",
        by=system,
        now=MONDAY_8AM,
    )


@pytest.fixture
def helena(system):
    """The same woman under the name of her first marriage, as she once registered by phone."""
    return registration.register(
        given="Helena",
        family="Marchetti",
        birth_date=date(1979, 4, 2),
        phone="+351 910 555 202",
        email="elena@patients.test",
        language="it",
        identifiers=[Identifier(value="B2007X", system="urn:ids", kind="Health number")],
        address={"street": "Rua Nova 4", "city": "Port Alder"},
        time_zone="Europe/Rome",
        by=system,
        now=MONDAY_8AM,
    )


def merge(elena, helena, by, **more):
    return merging.merge(survivor=elena.uid, retired=helena.uid, **({"reason": WHY, "by": by, "now": LATER} | more))


def note_about(patient, by):
    doc = {
        "resourceType": "Composition",
        "status": "final",
        "type": {"text": "Note"},
        "subject": {"reference": f"Patient/{patient.logical_id}"},
        "date": MONDAY_8AM.isoformat(),
        "author": [{"display": "Dr Inês Carvalho"}],
        "title": f"About {patient.given}",
    }
    return record.write("Composition", doc, by=by, now=MONDAY_8AM)


def everything():
    """What must be the same after a refusal."""
    return (
        list(Patient.objects.order_by("uid").values_list("uid", "version", "doc")),
        list(PatientMerge.objects.order_by("id").values_list("id", "survivor", "parted_at")),
        AuditEvent.objects.filter(action__in=["patients.merged", "patients.parted"]).count(),
        ToldFact.objects.filter(kind__contains="Patients").count(),
    )


def test_the_retired_record_leads_to_the_survivor_and_every_version_stays(quayside, rui, elena, helena):
    merged = merge(elena, helena, rui)

    survivor, retired = Patient.objects.get(uid=elena.uid), Patient.objects.get(uid=helena.uid)
    assert (retired.active, retired.merged_into) == (False, elena.logical_id)
    assert record.content_of(retired)["link"] == [
        {"other": {"reference": f"Patient/{elena.logical_id}"}, "type": "replaced-by"}
    ]
    assert record.content_of(survivor)["link"] == [
        {"other": {"reference": f"Patient/{helena.logical_id}"}, "type": "replaces"}
    ]
    for row, before in ((survivor, elena), (retired, helena)):
        kept = Version.objects.filter(type="Patient", logical_id=row.logical_id).order_by("version")
        assert [version.version for version in kept] == [1, 2]
        assert kept[0].doc == before.doc
    assert (merged.merged_by, merged.reason, merged.merged_at) == ("Rui Tavares", WHY, LATER)


def test_both_patients_have_it_in_their_audit_and_it_is_told(quayside, rui, elena, helena):
    merged = merge(elena, helena, rui)

    told = ToldFact.objects.get(kind="registry.patients.PatientsMerged")
    assert told.body["survivor_id"] == str(elena.uid)
    assert told.body["retired_id"] == str(helena.uid)
    events = AuditEvent.objects.filter(action="patients.merged")
    assert {event.patient_id for event in events} == {elena.uid, helena.uid}
    assert {(event.entity_id, event.reason) for event in events} == {(str(merged.id), WHY)}


def test_the_survivor_keeps_numbers_contacts_and_names_of_both(quayside, rui, elena, helena):
    merge(elena, helena, rui)

    survivor = Patient.objects.get(uid=elena.uid)
    doc = record.content_of(survivor)
    assert survivor.name_text == "Elena Rossi"
    assert [(name["family"], name["use"]) for name in doc["name"]] == [("Rossi", "official"), ("Marchetti", "old")]
    assert [number["value"] for number in doc["identifier"]] == ["A1007X", "B2007X"]
    assert [point["value"] for point in doc["telecom"] if point["system"] == "phone"] == [
        "+351 910 555 201",
        "+351 910 555 202",
    ]
    assert (survivor.phone, survivor.email, survivor.language) == ("+351 910 555 201", "elena@patients.test", "it")
    assert details_of(doc).address.street == "Rua Nova 4"
    profile = PatientProfile.objects.get(patient=survivor)
    assert (profile.jurisdiction, profile.time_zone) == ("PT", "Europe/Rome")


def test_what_was_chosen_is_shown_and_the_other_is_kept(quayside, rui, elena, helena):
    merged = merge(elena, helena, rui, chosen={"name": "retired", "phone": "retired", "nonsense": "retired"})

    survivor = Patient.objects.get(uid=elena.uid)
    assert (survivor.name_text, survivor.phone) == ("Helena Marchetti", "+351 910 555 202")
    doc = record.content_of(survivor)
    assert [(name["family"], name["use"]) for name in doc["name"]] == [("Marchetti", "official"), ("Rossi", "old")]
    assert merged.chosen == {
        "name": "retired",
        "phone": "retired",
        "gender": "survivor",
        "email": "retired",
        "language": "retired",
        "address": "retired",
    }


def test_a_later_correction_keeps_what_came_along(quayside, rui, elena, helena):
    merge(elena, helena, rui)
    survivor = Patient.objects.get(uid=elena.uid)

    details = details_of(record.content_of(survivor))
    registration.amend(
        patient=elena.uid,
        details=details.__class__(**(vars(details) | {"phone": "+351 910 555 999"})),
        by=rui,
        now=LATER,
    )

    points = record.content_of(Patient.objects.get(uid=elena.uid))["telecom"]
    phones = [point["value"] for point in points if point["system"] == "phone"]
    assert phones == ["+351 910 555 999", "+351 910 555 202"]


def test_the_entries_of_both_are_found_from_either_record(quayside, rui, ines, system, elena, helena, amara):
    merge(elena, helena, rui)
    written = [note_about(elena, system), note_about(helena, system)]
    note_about(Patient.objects.get(uid=amara.patient_id), system)

    for uid in (elena.uid, helena.uid):
        found = Composition.objects.filter(patient_id__in=identity.uids_of(uid)).order_by("uid")
        assert [row.uid for row in found] == [row.uid for row in written]
    assert [row.patient_id for row in Composition.objects.filter(uid__in=[w.uid for w in written]).order_by("uid")] == [
        elena.uid,
        helena.uid,
    ]
    assert identity.records_of(helena.uid) == (elena.uid, helena.uid)
    assert identity.survivor_of(helena.uid) == elena.uid
    assert identity.survivor_of(amara.patient_id) == amara.patient_id


def test_finding_the_entries_of_both_costs_no_query_more(
    quayside, rui, system, elena, helena, django_assert_num_queries
):
    merge(elena, helena, rui)
    note_about(helena, system)

    with django_assert_num_queries(1):
        assert Composition.objects.filter(patient_id__in=identity.uids_of(elena.uid)).count() == 1


def test_who_searches_for_the_old_name_or_number_finds_the_survivor(quayside, rui, elena, helena):
    merge(elena, helena, rui)

    for typed in ("marchetti", "B2007X", "910 555 202"):
        (found,) = search.find_patients(typed, today=LATER.date())
        assert (found.uid, found.name, found.also) == (elena.uid, "Elena Rossi", ("Helena Marchetti",))


def test_parting_gives_each_record_back_what_it_was(quayside, rui, elena, helena):
    before = [record.content_of(row) for row in (elena, helena)]
    merged = merge(elena, helena, rui, chosen={"name": "retired"})

    parted = merging.part(merge=merged.id, reason="Two cousins", by=rui, now=LATER)

    assert (parted.parted_by, parted.parting_reason, parted.parted_at) == ("Rui Tavares", "Two cousins", LATER)
    for row, was in zip((elena, helena), before, strict=True):
        now = Patient.objects.get(uid=row.uid)
        doc = record.content_of(now)
        assert {**doc, "meta": None} == {**was, "meta": None}
        assert (now.version, now.merged_into, now.active) == (3, "", True)
    profile = PatientProfile.objects.get(patient=elena)
    assert (profile.jurisdiction, profile.time_zone) == ("PT", "")
    assert identity.records_of(elena.uid) == (elena.uid,)
    assert [each.name for each in search.find_patients("marchetti", today=LATER.date())] == ["Helena Marchetti"]


def test_what_was_changed_since_the_merge_outlives_the_parting(quayside, rui, elena, helena):
    merged = merge(elena, helena, rui)
    details = details_of(record.content_of(Patient.objects.get(uid=elena.uid)))
    since = details.__class__(**(vars(details) | {"phone": "+351 910 555 999", "gender": "other"}))
    registration.amend(patient=elena.uid, details=since, by=rui, now=LATER)

    merging.part(merge=merged.id, reason="Two cousins", by=rui, now=LATER)

    survivor = Patient.objects.get(uid=elena.uid)
    doc = record.content_of(survivor)
    assert (survivor.phone, survivor.gender, survivor.email) == ("+351 910 555 999", "other", "")
    assert [number["value"] for number in doc["identifier"]] == ["A1007X"]
    assert [name["family"] for name in doc["name"]] == ["Rossi"]


def test_they_can_be_merged_anew_after_a_parting(quayside, rui, elena, helena):
    first = merge(elena, helena, rui)
    merging.part(merge=first.id, reason="Not sure", by=rui, now=LATER)

    second = merge(helena, elena, rui)

    assert Patient.objects.get(uid=elena.uid).merged_into == helena.logical_id
    assert list(PatientMerge.objects.filter(parted_at=None)) == [second]


def test_a_survivor_that_is_retired_takes_along_what_was_merged_into_it(quayside, rui, elena, helena, amara):
    third = Patient.objects.get(uid=amara.patient_id)
    first = merge(elena, helena, rui)

    second = merge(third, elena, rui)

    first.refresh_from_db()
    assert (first.survivor_id, first.carried_by) == (third.uid, [second.id])
    assert Patient.objects.get(uid=helena.uid).merged_into == third.logical_id
    assert set(identity.records_of(helena.uid)) == {third.uid, elena.uid, helena.uid}
    assert identity.records_of(helena.uid)[0] == third.uid
    links = record.content_of(Patient.objects.get(uid=third.uid))["link"]
    assert {(link["type"], link["other"]["reference"]) for link in links} == {
        ("replaces", f"Patient/{elena.logical_id}"),
        ("replaces", f"Patient/{helena.logical_id}"),
    }

    merging.part(merge=second.id, reason="Somebody else", by=rui, now=LATER)

    first.refresh_from_db()
    assert (first.survivor_id, first.carried_by) == (elena.uid, [])
    assert Patient.objects.get(uid=helena.uid).merged_into == elena.logical_id
    assert identity.records_of(third.uid) == (third.uid,)
    assert set(identity.records_of(elena.uid)) == {elena.uid, helena.uid}


def test_a_record_is_not_merged_with_itself(quayside, rui, elena):
    before = everything()

    with pytest.raises(merging.SameRecord):
        merge(elena, elena, rui)

    assert everything() == before


@pytest.mark.parametrize("reason", ["", "   "])
def test_nobody_merges_without_a_reason(quayside, rui, elena, helena, reason):
    before = everything()

    with pytest.raises(merging.ReasonMissing):
        merge(elena, helena, rui, reason=reason)

    assert everything() == before


def test_what_is_merged_is_not_merged_again_nor_back(quayside, rui, elena, helena, amara):
    merge(elena, helena, rui)
    before = everything()

    for survivor, retired in ((helena, elena), (elena, helena), (Patient.objects.get(uid=amara.patient_id), helena)):
        with pytest.raises(merging.AlreadyMerged):
            merge(survivor, retired, rui)

    assert everything() == before


def test_a_record_changed_since_they_were_compared_is_compared_again(quayside, rui, elena, helena):
    details = details_of(record.content_of(helena))
    registration.amend(
        patient=helena.uid, details=details.__class__(**(vars(details) | {"given": "Lena"})), by=rui, now=LATER
    )
    before = everything()

    with pytest.raises(merging.ChangedMeanwhile):
        merge(elena, helena, rui, versions=(1, 1))

    assert everything() == before


def test_nobody_amends_a_retired_record(quayside, rui, elena, helena):
    merge(elena, helena, rui)
    before = everything()

    with pytest.raises(identity.Merged) as led:
        registration.amend(patient=helena.uid, details=details_of(record.content_of(helena)), by=rui, now=LATER)

    assert led.value.survivor == elena.uid
    assert everything() == before


def test_nurses_and_patients_do_not_merge(quayside, freya, amara, elena, helena):
    before = everything()

    for by in (freya, amara):
        with pytest.raises(NotAllowed):
            merge(elena, helena, by)

    assert everything() == before


def test_parting_needs_a_reason_and_happens_once(quayside, rui, elena, helena):
    merged = merge(elena, helena, rui)
    before = everything()
    with pytest.raises(merging.ReasonMissing):
        merging.part(merge=merged.id, reason=" ", by=rui, now=LATER)
    assert everything() == before

    merging.part(merge=merged.id, reason="Two cousins", by=rui, now=LATER)
    after = everything()
    with pytest.raises(merging.AlreadyParted):
        merging.part(merge=merged.id, reason="Again", by=rui, now=LATER)
    assert everything() == after


def account_of(actor):
    return Account.objects.get(pk=actor.account_id)


def test_who_came_in_for_the_retired_record_reaches_the_survivor(quayside, rui, system, elena, helena):
    came_in = patient_with_account(helena, system)

    merge(elena, helena, rui)

    actor = actor_of_account(account_of(came_in), quayside.id, now=LATER)
    assert (actor.patient_id, actor.same_person) == (elena.uid, {helena.uid})
    assert actor.is_or_acts_for(helena.uid)


def test_two_accounts_must_be_decided_and_who_is_kept_out_comes_back_after_the_parting(
    quayside, rui, system, elena, helena
):
    elena = registration.amend(
        patient=elena.uid,
        details=details_of(record.content_of(elena)).__class__(
            **(vars(details_of(record.content_of(elena))) | {"email": "e.rossi@patients.test"})
        ),
        by=rui,
        now=MONDAY_8AM,
    )
    one, other = patient_with_account(elena, system), patient_with_account(helena, system)
    before = everything()
    with pytest.raises(merging.Undecided) as undecided:
        merge(elena, helena, rui, may_come_in={one.account_id: True})
    assert [comer.account.pk for comer in undecided.value.comers] == [other.account_id]
    assert everything() == before

    merged = merge(elena, helena, rui, may_come_in={one.account_id: True, other.account_id: False})

    assert merged.kept_out == [other.account_id]
    assert actor_of_account(account_of(one), quayside.id, now=LATER).patient_id == elena.uid
    shut_out = actor_of_account(account_of(other), quayside.id, now=LATER)
    assert (shut_out.patient_id, shut_out.same_person) == (None, frozenset())

    merging.part(merge=merged.id, reason="Two cousins", by=rui, now=LATER)

    for actor, row in ((one, elena), (other, helena)):
        back = actor_of_account(account_of(actor), quayside.id, now=LATER)
        assert (back.patient_id, back.same_person) == (row.uid, frozenset())


@pytest.mark.parametrize("may", [True, False])
def test_a_proxy_acts_for_the_merged_record_only_if_somebody_said_so(quayside, rui, system, elena, helena, may):
    from telepraxis.registry.accounts import people

    carer = people.account_for_proxy(email="carer@example.org", name="Carla Carer", by=system, now=MONDAY_8AM)
    proxies.appoint(
        patient=helena.uid, account=carer, authority="patients_wish", scope=["book"], by=rui, now=MONDAY_8AM
    )
    with pytest.raises(merging.Undecided):
        merge(elena, helena, rui)

    merge(elena, helena, rui, may_come_in={carer.pk: may})

    both = {elena.uid, helena.uid}
    assert proxies.patients_of(carer.pk) == (both if may else set())
    assert [each.name for each in proxies.represented_by(carer.pk)] == (["Elena Rossi"] if may else [])
    assert [proxies.may_do(carer.pk, uid, "book") for uid in both] == [may, may]
    assert proxies.may_do(carer.pk, elena.uid, "record") is False
    assert [proxy.account_id for proxy in proxies.proxies_of(elena.uid)] == [carer.pk]
