"""The pages: the list, one result, the patient's own, who is behind."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from telepraxis.base.audit.models import AuditEvent
from tests.people import MONDAY_8AM

from .. import deciding
from ..deciding import Telling
from ..models import Item, Policy
from ..policy import Settled, settle
from .scene import arrived, keep, later, report, value, who

PAGE_QUERIES, ITEM_QUERIES, OWN_QUERIES = 16, 36, 16


@pytest.fixture
def high(amara, ines, system):
    """Amara's potassium, a little high, with one of a year ago."""
    keep(system, value(amara, number="5.0", at=MONDAY_8AM.replace(year=2025)))
    return arrived(system, value(amara, number="5.6", performer=[who(ines)]))


def asked(client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len([each for each in queries if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def test_opening_the_list_takes_in_what_came_and_says_whose_it_is(amara, ines, system, browse):
    keep(system, value(amara, number="5.6", performer=[who(ines)]))
    page = browse(ines).get("/results/").content.decode()

    assert "Amara Okonjo" in page and "Potassium" in page and "5.6 mmol/L" in page and "abnormal" in page
    assert AuditEvent.objects.get(action="results.list_read").patient_id == amara.patient_id
    assert Item.objects.get().seen_at is None


def test_the_list_asks_the_same_of_one_and_of_many(high, amara, system, ines, browse):
    client = browse(ines)
    client.get("/results/")
    few = asked(client, "/results/")
    for number in range(20):
        arrived(system, value(amara, code=str(number), number="4.0"))

    assert (few, asked(client, "/results/")) == (PAGE_QUERIES, PAGE_QUERIES)


def test_ines_opens_decides_and_tells_on_one_page(high, amara, ines, browse):
    client = browse(ines)
    page = client.get(f"/results/{high.id}/").content.decode()
    assert "Potassium" in page and "3.5–5.1" in page and "5.0 mmol/L" in page and "the laboratory" in page
    assert Item.objects.get(id=high.id).seen_by == "Dr Inês Carvalho"

    refused = client.post(f"/results/{high.id}/decide/", {"version": high.version, "text": "Repeat", "how": "portal"})
    assert (refused.status_code, Item.objects.get(id=high.id).decided_at) == (422, None)
    words = "A little high. We measure it again."
    said = {"version": high.version, "text": "Repeat", "how": "portal", "words": words}
    assert client.post(f"/results/{high.id}/decide/", said).status_code == 302

    again = client.post(f"/results/{high.id}/decide/", said, follow=True).content.decode()
    assert "Dr Inês Carvalho decided already" in again
    own = browse(amara)
    page = own.get(f"/me/{amara.patient_id}/results/").content.decode()
    assert words in page and "above the usual range" in page and "I have read this" in page
    assert "1 new result to read" in own.get("/").content.decode()
    own.post(f"/me/{amara.patient_id}/results/{high.id}/read/")
    item = Item.objects.get(id=high.id)
    assert (item.closed_at is not None, item.acknowledged_by) == (True, "Amara Okonjo")


def test_pages_of_one_result_and_of_the_patient_ask_little(high, amara, ines, system, browse):
    deciding.decide(
        item=high, version=high.version, text="Fine", telling=Telling(how="portal", words="Fine."), by=ines, now=later()
    )
    client, own = browse(ines), browse(amara)
    client.get(f"/results/{high.id}/")
    assert asked(client, f"/results/{high.id}/") <= ITEM_QUERIES
    few = asked(own, f"/me/{amara.patient_id}/results/")
    for number in range(10):
        item = arrived(system, value(amara, code=str(number), number="4.0"))
        telling = Telling(how="portal", words="Fine.")
        deciding.decide(item=item, version=1, text="Fine", telling=telling, by=ines, now=later())

    assert (few, asked(own, f"/me/{amara.patient_id}/results/")) == (OWN_QUERIES, OWN_QUERIES)


def test_what_nobody_told_is_not_there_unless_the_practice_releases_at_once(high, amara, marta, browse):
    client, path = browse(amara), f"/me/{amara.patient_id}/results/"
    assert "Potassium" not in client.get(path).content.decode()
    settle(said=Settled(release="at_once"), by=marta, now=MONDAY_8AM)
    page = client.get(path).content.decode()

    assert "Potassium" in page and "Nobody at your practice has looked at this yet" in page
    client.post(f"{path}{high.id}/read/")
    assert Item.objects.get(id=high.id).acknowledged_at is None


def test_usual_ones_are_chosen_and_told_together(amara, ines, system, browse):
    usual = [arrived(system, value(amara, number=number)) for number in ("4.0", "4.1")]
    page = browse(ines).post("/results/tell-usual/", {"item": [each.id for each in usual]}, follow=True)

    assert "2 patients were told." in page.content.decode()
    assert Item.objects.filter(told_how="portal").count() == 2


def test_a_manager_is_led_to_numbers_and_settles_times(high, marta, browse):
    client = browse(marta)
    page = client.get("/results/", follow=True).content.decode()
    assert "Dr Inês Carvalho" in page and "Potassium" not in page and "Amara" not in page
    said = {"critical_minutes": 30, "abnormal_days": 1, "normal_days": 5, "unread_days": 5, "historic_days": 60}
    assert client.post("/results/settings/", said | {"release": "at_once"}).status_code == 302
    assert client.post("/results/settings/", said | {"release": "never"}).status_code == 422

    assert (Policy.objects.get().critical_minutes, Policy.objects.get().release) == (30, "at_once")


def test_ines_names_who_covers_her_and_ends_it(ines, sam, browse):
    client = browse(ines)
    said = {"practitioner": ines.practitioner_id, "covered_by": sam.practitioner_id}
    client.post("/results/overview/", said | {"starts_on": "2099-01-01", "ends_on": "2099-01-10"})
    page = client.get("/results/overview/").content.decode()
    assert "covered by Dr Sam Adeyemi" in page
    refused = browse(sam).post("/results/overview/", said | {"starts_on": "2099-02-01", "ends_on": "2099-02-10"})

    assert refused.status_code == 422


def test_nobody_tells_before_somebody_decided_and_an_empty_form_changes_nothing(high, ines, browse):
    client = browse(ines)
    told = {"version": high.version, "how": "phone", "words": "Fine."}
    for said in ({}, told):
        answer = client.post(f"/results/{high.id}/tell/", said, follow=True)
        assert "Nothing was changed." in answer.content.decode()
    assert client.post(f"/results/{high.id}/excuse/", {"why": "attempts"}).status_code == 302

    item = Item.objects.get(id=high.id)
    assert (item.decided_at, item.told_at, item.excused_at) == (None, None, None)


def test_others_get_no_page_and_nothing_changes(high, tomasz, rui, marta, browse):
    for other in (tomasz, rui, marta):
        client = browse(other)
        assert client.get(f"/results/{high.id}/").status_code == 404
        assert client.post(f"/results/{high.id}/acknowledge/").status_code == 404
        assert client.get(f"/me/{high.patient_id}/results/").status_code == 404
        assert client.post(f"/me/{high.patient_id}/results/{high.id}/read/").status_code == 404
    assert (Item.objects.get(id=high.id).seen_at, Item.objects.get(id=high.id).acknowledged_at) == (None, None)


def test_a_report_says_its_values_and_its_conclusion(amara, ines, system, browse):
    values = [keep(system, value(amara, "Sodium", "2951-2", "150", low="135", high="145")), keep(system, value(amara))]
    item = arrived(system, report(amara, *values, conclusion="Dehydrated?"))
    page = browse(ines).get(f"/results/{item.id}/").content.decode()

    assert page.index("Sodium") < page.index("Potassium") and "Dehydrated?" in page and "150 mmol/L" in page
