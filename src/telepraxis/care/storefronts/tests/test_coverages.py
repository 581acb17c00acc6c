"""Amara keeps her card, the desk keeps it for her; nobody else reads it, and its number stands in the record alone."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from telepraxis.base import record, tenancy
from telepraxis.base.access import NotAllowed, Role
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.fhir.validation import check
from telepraxis.base.record.models import Resource
from telepraxis.care.storefronts import coverage_document, coverages, plans
from telepraxis.care.storefronts.coverage_document import CoverageSaid, said_in
from telepraxis.care.storefronts.patient_part import Terms
from telepraxis.care.storefronts.plan_particulars import PlanSaid
from tests.people import MONDAY_8AM, colleague

from .scene import HARBOUR, IBUPROFEN, pharmacist

CARD = CoverageSaid("Meridian Health", "Basic", "MER-B", "4711-0815", date(2026, 1, 1), date(2027, 12, 31))
TODAY = MONDAY_8AM.date()


@pytest.fixture
def kept(amara):
    return coverages.keep(patient=amara.patient_id, said=CARD, by=amara, now=MONDAY_8AM)


@pytest.fixture
def billed(pharmacy):
    """Harbour Pharmacy bills Meridian Basic."""
    tenant = pharmacy("harbour", HARBOUR, {IBUPROFEN: (100, 5)})
    with tenancy.serving(tenant.id):
        said = PlanSaid("Meridian Health", "Basic", "MER-B", "EUR", Terms(copay_minor=50))
        plans.keep(said=said, by=pharmacist(tenant), now=MONDAY_8AM)


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def test_a_card_is_a_legal_coverage_in_the_record(kept, amara):
    doc = record.content_of(kept)
    assert [each for each in check(doc) if each.refuses] == []
    assert (doc["resourceType"], doc["status"], doc["subscriberId"]) == ("Coverage", "active", "4711-0815")
    assert said_in(doc) == CARD
    assert (kept.type, kept.patient_id) == ("Coverage", amara.patient_id)
    [event] = AuditEvent.objects.filter(action="storefronts.coverage_kept")
    assert "4711" not in f"{event.reason} {event.entity_id}"


def test_it_counts_from_and_until_its_days_and_not_after_it_has_ended(kept, amara):
    holds = {
        day: coverages.of_patient(amara.patient_id, day)[0].holds
        for day in (date(2025, 12, 31), date(2026, 1, 1), date(2027, 12, 31), date(2028, 1, 1))
    }
    assert list(holds.values()) == [False, True, True, False]
    for _twice in range(2):
        coverages.end(coverage=kept.uid, by=amara, now=MONDAY_8AM)
    doc = record.content_of(Resource.objects.get(uid=kept.uid))
    assert (doc["status"], doc["period"]["end"]) == ("cancelled", TODAY.isoformat())
    assert coverages.counting(amara.patient_id, TODAY) == []
    assert Resource.objects.get(uid=kept.uid).version == 2


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"member": " "}, {"member"}),
        ({"member": "9" * 61}, {"member"}),
        ({"payer": ""}, {"payer"}),
        ({"code": "a|b"}, {"code"}),
        ({"begins": date(2027, 1, 2), "ends": date(2027, 1, 1)}, {"ends"}),
        ({"ends": TODAY - timedelta(days=1)}, {"ends"}),
    ],
)
def test_what_a_card_cannot_say(amara, change, fields):
    with pytest.raises(coverages.BadCoverage) as refused:
        coverages.keep(patient=amara.patient_id, said=replace(CARD, **change), by=amara, now=MONDAY_8AM)
    assert set(refused.value.why) == fields
    assert Resource.objects.filter(type="Coverage").count() == 0


def test_others_neither_keep_nor_end_it(kept, amara, system):
    from uuid import uuid4

    stranger = replace(amara, patient_id=uuid4(), same_person=frozenset())
    pilar = colleague("pilar@quayside.test", "Pilar Ríos", {Role.PHARMACIST}, system)
    for other in (stranger, pilar):
        with pytest.raises(NotAllowed):
            coverages.keep(patient=amara.patient_id, said=CARD, by=other, now=MONDAY_8AM)
        with pytest.raises(NotAllowed):
            coverages.end(coverage=kept.uid, by=other, now=MONDAY_8AM)
    assert coverages.one_of(uuid4(), kept.uid, TODAY) is None


@pytest.mark.parametrize(
    ("doc", "says"),
    [
        ({}, ("", "", "", "")),
        ({"payor": [{"reference": "Organization/1"}], "class": [{"type": {}, "value": "x"}]}, ("", "", "", "")),
        (
            {"payor": [{"display": "P"}], "class": [{"type": {"coding": [{"code": "group"}]}, "value": "G"}],
             "subscriberId": "1"},
            ("P", "G", "G", "1"),
        ),
    ],
)  # fmt: skip
def test_a_coverage_from_elsewhere_is_read_as_far_as_it_goes(doc, says):
    said = said_in(doc)
    assert (said.payer, said.plan, said.code, said.member) == says


def test_days_that_are_only_a_month_or_a_year():
    doc = {"status": "active", "period": {"start": "2026-02", "end": "2027"}}
    said = said_in(doc)
    assert (said.begins, said.ends) == (date(2026, 2, 1), date(2027, 12, 31))
    assert not coverage_document.holds_on(doc, date(2026, 1, 31))
    assert said_in({"period": {"end": "2024-02"}}).ends == date(2024, 2, 29)


def test_amara_chooses_her_plan_and_ends_it(billed, amara, browse, quayside):
    client, path = browse(amara), f"/me/{amara.patient_id}/coverage/"
    assert "Meridian Health – Basic (MER-B)" in text_of(client.get(path))
    sent = {"plan": "mer-b|meridian health", "member": "4711-0815"}
    assert client.post(path, sent | {"member": ""}).status_code == 422
    assert client.post(path, sent).headers["Location"] == path
    shown = text_of(client.get(path))
    assert "4711-0815" in shown and "Counts" in shown

    [card] = coverages.of_patient(amara.patient_id, TODAY)
    assert (card.said.payer, card.said.plan, card.said.code) == ("Meridian Health", "Basic", "MER-B")
    client.post(f"{path}{card.id}/end/")
    assert "Does not count today" in text_of(client.get(path))


def test_a_plan_that_is_not_listed_is_kept_and_the_page_says_what_that_means(amara, browse):
    client, path = browse(amara), f"/me/{amara.patient_id}/coverage/"
    refused = client.post(path, {"plan": "", "member": "1"})
    assert (refused.status_code, "Write it as it stands on the card." in text_of(refused)) == (422, True)
    client.post(path, {"plan": "", "payer": "Old Guild", "code": "Gold", "member": "77"})
    shown = text_of(client.get(path))
    assert "Old Guild" in shown and "No pharmacy bills it: the shelf price stands" in shown


def test_the_desk_reads_it_from_the_card_and_everybody_else_is_turned_away(kept, amara, ines, system, browse):
    path = f"/coverage/{amara.patient_id}/"
    desk = colleague("rosa@quayside.test", "Rosa Lima", {Role.FRONT_DESK}, system)
    pilar = colleague("pilar@quayside.test", "Pilar Ríos", {Role.PHARMACIST}, system)
    for who in (desk, ines):
        assert "4711-0815" in text_of(browse(who).get(path))
    for who in (pilar, amara):
        assert browse(who).get(path).status_code in (403, 404)
    client = browse(desk)
    client.post(path, {"plan": "", "payer": "Old Guild", "code": "Gold", "member": "77"})
    assert len(coverages.counting(amara.patient_id, TODAY)) == 2
    assert AuditEvent.objects.filter(action="storefronts.coverage_seen", patient_id=amara.patient_id).exists()


def test_on_the_search_page_the_card_counts_unless_she_says_none(billed, kept, amara, browse):
    from telepraxis.registry.formulary.starter_set import SYSTEM

    client = browse(amara)
    basket = {"system": SYSTEM, "code": IBUPROFEN, "quantity": "20", "order": "nearest", "search": ""}
    with_card = client.post("/pharmacies/", basket)
    assert "Your plan pays €0.50" in text_of(with_card) and "€0.50" in text_of(with_card)
    assert "<s" in with_card.content.decode() and "4711" not in with_card.content.decode()
    assert "Your plan pays" not in text_of(client.post("/pharmacies/", basket | {"coverage": ""}))
