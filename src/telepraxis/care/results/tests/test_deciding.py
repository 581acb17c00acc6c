"""Nothing leaves the list before somebody decided, the patient was told, and they said that they know."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from telepraxis.base import record, tenancy
from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.notify.models import OutgoingMail
from telepraxis.base.record.labels import Label, codings
from telepraxis.care.encounters import visits
from telepraxis.care.follow_up.models import Step
from tests.fhir import faults
from tests.people import MONDAY_8AM

from .. import deciding, handing
from ..deciding import Next, Telling
from ..inbox import ALL, inbox_of
from ..models import Excuse, Item
from ..telling import tell_normal
from .scene import arrived, keep, later, report, taken_in, value, who

PORTAL = Telling(how="portal", words="Your potassium is a little high. Please have it measured again next week.")


@pytest.fixture
def high(amara, ines, system):
    """Amara's potassium, a little high; nobody has looked."""
    return arrived(system, value(amara, number="5.6"))


def decided(item, by, telling=PORTAL, now=MONDAY_8AM, **more):
    return deciding.decide(
        item=item, version=item.version, text="Measure again", telling=telling, by=by, now=now, **more
    )


def test_ines_decides_and_tells_and_amara_says_that_she_has_read_it(high, amara, ines):
    item = decided(high, ines)
    assert (item.is_open, item.due_at) == (True, later(days=7))
    item = deciding.acknowledge(item=item, by=amara, now=later(days=1))

    assert (item.closed_at, item.acknowledged_by) == (later(days=1), "Amara Okonjo")
    assert list(item.deeds.order_by("at", "id").values_list("what", flat=True)) == [
        "arrived", "decided", "told", "acknowledged", "closed",
    ]  # fmt: skip
    mail = OutgoingMail.objects.get(to="amara@example.org")
    assert (mail.subject, mail.patient_id) == ("Something new for you at Quayside Practice", amara.patient_id)


def test_what_is_decided_and_told_are_documents_that_bear_the_labels_of_the_result(amara, ines, system):
    label = codings(Label.HIV)
    item = decided(arrived(system, value(amara, number="5.6") | {"meta": {"security": label}}), ines)
    told, found = (
        record.read(type, id) for type, id in (("Communication", item.words), ("ClinicalImpression", item.finding))
    )

    for row in (told, found):
        doc = record.content_of(row)
        assert (faults(doc), doc["meta"]["security"], row.patient_id) == ([], label, amara.patient_id)
    assert record.content_of(told)["about"] == [{"reference": f"Observation/{item.logical_id}"}]
    assert record.content_of(told)["payload"][0]["contentString"] == PORTAL.words


def test_the_database_lets_nothing_go_before_the_patient_knows(high, ines):
    decided_only = {"decided_at": MONDAY_8AM, "decided_by": "x"}
    for done in ({}, decided_only, decided_only | {"told_at": MONDAY_8AM, "told_how": "phone"}):
        with pytest.raises(IntegrityError, match="result_leaves_when_the_patient_knows"), transaction.atomic():
            Item.objects.filter(id=high.id).update(closed_at=MONDAY_8AM, **done)
    with pytest.raises(IntegrityError, match="result_told_after_decided"), transaction.atomic():
        Item.objects.filter(id=high.id).update(told_at=MONDAY_8AM, told_how="phone")

    assert Item.objects.get().closed_at is None


def test_whoever_decides_second_is_told_by_whom_and_nothing_changes(high, ines, sam):
    decided(high, ines)
    with pytest.raises(deciding.AlreadyDone) as refusal:
        decided(high, sam, now=later(minutes=1))

    assert (refusal.value.by, refusal.value.at) == ("Dr Inês Carvalho", MONDAY_8AM)
    assert record.of_type("Communication").count() == record.of_type("ClinicalImpression").count() == 1


def test_what_was_corrected_while_it_was_read_is_not_signed_off(amara, ines, system):
    item = arrived(system, report(amara) | {"id": "r"})
    keep(system, report(amara, conclusion="Other", status="corrected") | {"id": "r"}, later(minutes=5))
    taken_in(later(minutes=5))
    with pytest.raises(deciding.Changed):
        decided(item, ines)

    assert (Item.objects.get().decided_at, record.of_type("Communication").count()) == (None, 0)


def test_by_phone_she_says_that_she_knows_or_nobody_reaches_her(high, amara, ines, system):
    phoned = decided(high, ines, Telling(how="phone", words="Measure again.", understood=True))
    other = decided(arrived(system, value(amara, number="5.8")), ines, Telling(how="phone", words="Call us."))
    excused = deciding.excuse(item=other, why=Excuse.ATTEMPTS, by=ines, now=later(days=3))

    assert (phoned.closed_at, phoned.acknowledged_by) == (MONDAY_8AM, "Dr Inês Carvalho")
    assert (excused.closed_at, excused.excuse, excused.acknowledged_at) == (later(days=3), "attempts", None)


def test_who_has_no_account_is_told_another_way(ines, system):
    from telepraxis.registry.patients.registration import register

    row = register(given="Bo", family="Ek", birth_date=None, by=system, now=MONDAY_8AM)
    item = arrived(system, value(row.uid, number="5.6"))
    with pytest.raises(deciding.NotReachable):
        decided(item, ines)

    assert Item.objects.get().decided_at is None


def test_a_withdrawn_result_that_she_was_told_of_is_told_again(amara, ines, system):
    item = arrived(system, report(amara) | {"id": "r"})
    decided(item, ines, Telling(how="visit", words="All fine.", understood=True))
    keep(system, report(amara, status="entered-in-error") | {"id": "r"}, later(hours=1))
    (item,) = taken_in(later(hours=1))
    item = decided(item, ines, None, later(hours=2))

    assert (item.is_open, item.withdrawn_at) == (True, later(hours=1))
    item = deciding.tell(
        item=item, version=item.version, telling=Telling(how="phone", words="Forget it.", understood=True), by=ines,
        now=later(hours=3),
    )  # fmt: skip
    assert item.closed_at == later(hours=3)


def test_the_desk_and_strangers_may_not_and_managers_see_no_result(high, tomasz, rui, marta):
    for other in (tomasz, rui, marta):
        with pytest.raises(NotAllowed):
            decided(high, other)
        with pytest.raises(NotAllowed):
            deciding.acknowledge(item=high, by=other, now=MONDAY_8AM)

    assert Item.objects.get().decided_at is None


def test_several_usual_ones_are_told_at_once_and_what_is_not_usual_is_left(amara, ines, system, high):
    usual = [arrived(system, value(amara, number=number)) for number in ("4.0", "4.1")]
    done = tell_normal(items=[*usual, high], by=ines, now=MONDAY_8AM)

    assert ({item.id for item in done.told}, done.left) == ({item.id for item in usual}, [high])
    words = {record.content_of(row)["payload"][0]["contentString"] for row in record.of_type("Communication")}
    assert words == {
        f"Your result is within the usual range: Potassium {number} mmol/L (usual: 3.5–5.1 mmol/L). "
        "There is nothing you need to do."
        for number in ("4.0", "4.1")
    }


def test_a_step_for_the_plan_goes_to_the_last_visit(amara, ines, system):
    visit = visits.open_visit(
        patient=amara.patient_id, practitioner=ines.practitioner_id, modality="phone", planned_at=MONDAY_8AM, by=ines,
        now=MONDAY_8AM,
    )  # fmt: skip
    visits.admit(visit=visit, by=ines, now=MONDAY_8AM)
    item = arrived(system, value(amara, number="5.6"))
    due = (MONDAY_8AM + timedelta(days=7)).date()
    decided(item, ines, next=Next(text="Potassium again", due_on=due))

    assert Step.objects.values_list("visit_id", "text", "due_on").get() == (visit.id, "Potassium again", due)


def test_handed_on_with_a_reason_and_taken_without(high, ines, sam):
    with pytest.raises(handing.ReasonNeeded):
        handing.hand_on(item=high, to=sam.practitioner_id, why=" ", by=ines, now=MONDAY_8AM)
    assert Item.objects.get().owner_id is None

    handing.hand_on(item=high, to=sam.practitioner_id, why="Knows her", by=ines, now=MONDAY_8AM)
    assert Item.objects.get().owner_id == sam.practitioner_id
    handing.hand_on(item=high, to=ines.practitioner_id, why="", by=ines, now=MONDAY_8AM)
    assert Item.objects.get().owner_id == ines.practitioner_id
    assert AuditEvent.objects.filter(action="results.handed_on").count() == 2


def test_what_was_filed_as_old_is_put_on_the_list_by_hand(amara, ines, system):
    old = arrived(system, report(amara, at=MONDAY_8AM - timedelta(days=400)))
    item = handing.take_up(item=old, by=ines, now=later(hours=1))

    assert (item.is_open, item.owner_id, item.due_at) == (True, ines.practitioner_id, later(days=2, hours=1))
    with pytest.raises(handing.NotFiled):
        handing.take_up(item=item, by=ines, now=later(hours=2))


def test_what_is_closed_to_a_reader_is_on_its_owners_list_without_a_word_and_a_colleague_sees_a_number(
    amara, ines, sam, system
):
    doc = value(amara, "HIV antibody", "7917-8", "1.0", low="", performer=[who(ines)])
    item = arrived(system, doc | {"meta": {"security": codings(Label.HIV)}})
    tenancy.see(tenancy.UNLABELLED)

    (row,) = inbox_of(ines, now=MONDAY_8AM).rows
    assert (row.item.id, row.result) == (item.id, None)
    seen_by_sam = inbox_of(sam, which=ALL, now=MONDAY_8AM)
    assert (seen_by_sam.rows, seen_by_sam.hidden) == ([], 1)


def test_a_label_put_on_a_result_closes_what_was_said_of_it(amara, ines, system):
    item = decided(arrived(system, value(amara, number="5.6")), ines)
    record.put_labels("Observation", item.logical_id, Label.GENETIC, by=system, now=later(hours=1))
    taken_in(later(hours=1))

    rows = [record.read("Communication", item.words), record.read("ClinicalImpression", item.finding)]
    assert [row.labels for row in rows] == [Label.GENETIC] * 2
    assert Item.objects.get().decided_at == MONDAY_8AM
