"""The pages: the list, an item, a lot, what arrives, counts, recalls, places, files."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from telepraxis.base.audit.models import AuditEvent
from telepraxis.commons.inventory import assortment, counting, pricing, recalling
from telepraxis.commons.inventory.models import Balance, Brought, Count, Deed, Item, Lot, Pack, Place, Price
from tests.people import MONDAY_8AM

from .scene import GTIN, LATER, bring
from .test_importing import GOOD

LIST, ITEM, LOT, COUNT = 11, 14, 14, 9  # queries of a page, however much stands on it
SCAN = "]d20109506000134352172806301 0C3".replace(" ", "")


@pytest.fixture
def boxed(stocked, pilar):
    """The scanned box is known: 21 capsules."""
    assortment.add_pack(
        item=stocked.amoxicillin.id, system=GTIN, code="9506000134352", quantity=21, by=pilar, now=MONDAY_8AM
    )
    return stocked


def asked(client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len([each for each in queries if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))])


def lies(lot: Lot, place: str = "Shelf") -> int:
    return int(Balance.objects.get(lot=lot, place__name=place).quantity)


def test_the_list_shows_figures_and_finds_by_word_code_and_scan(boxed, pilar, freya, browse):
    pricing.set_price(item=boxed.amoxicillin.id, amount_minor=420, currency="EUR", per=21, by=pilar, now=MONDAY_8AM)
    recalling.recall(item=boxed.amoxicillin.id, lot_number="A1", reason="Glass", by=pilar, now=MONDAY_8AM)
    client = browse(freya)
    page = client.get("/stock/").content.decode()
    for said in ("Amoxicillin 500 mg capsule", "20 recalled", "order again", "€4.20", "Gloves, medium", "days ago"):
        assert said in page, said
    assert "New item" not in page and "New item" in browse(pilar).get("/stock/").content.decode()

    assert "Gloves" not in client.get("/stock/?q=amox").content.decode()
    part = client.get("/stock/?show=held", headers={"HX-Request": "true"}).content.decode()
    assert "Amoxicillin" in part and "Gloves" not in part and "<html" not in part
    assert client.get("/stock/?q=(01)09506000134352(10)B2").headers["Location"] == f"/stock/lots/{boxed.later.id}/"
    assert client.get("/stock/?q=9506000134352").headers["Location"] == f"/stock/items/{boxed.amoxicillin.id}/"


def test_pages_ask_the_same_of_little_and_of_much(stocked, pilar, browse):
    client = browse(pilar)
    count = counting.begin(place=stocked.shelf.id, by=pilar, now=MONDAY_8AM)
    paths = {
        "/stock/": LIST,
        f"/stock/items/{stocked.amoxicillin.id}/": ITEM,
        f"/stock/lots/{stocked.soon.id}/": LOT,
        f"/stock/counts/{count.id}/": COUNT,
    }
    client.get("/stock/")
    few = {path: asked(client, path) for path in paths}
    for number in range(12):
        item = assortment.keep_item(name=f"Item {number}", counted_in="piece", by=pilar, now=MONDAY_8AM)
        bring(item, 5, f"N{number}", LATER, stocked.shelf, pilar)
        bring(stocked.amoxicillin, 5, f"M{number}", LATER, stocked.shelf, pilar)
        bring(stocked.amoxicillin, 5, "A1", stocked.soon.expires_on, stocked.fridge, pilar)

    assert ({path: asked(client, path) for path in paths}, few) == (paths, paths)


def test_a_scanned_box_is_received_and_the_form_knows_what_it_says(boxed, freya, browse):
    client = browse(freya)
    page = client.get("/stock/receive/", {"scan": SCAN}).content.decode()
    assert 'value="C3"' in page and 'value="2028-06-30"' in page and 'value="21"' in page
    said = {"key": uuid4(), "quantity": 21, "lot_number": "C3", "expires_on": "2028-06-30", "place": boxed.shelf.id}
    for _ in range(2):
        sent = client.post(f"/stock/receive/?scan={SCAN}", said)
        assert (sent.status_code, sent.headers["Location"]) == (302, "/stock/receive/")

    assert lies(Lot.objects.get(number="C3")) == 21


def test_a_box_nobody_knew_is_known_after_its_first_scan(stocked, pilar, freya, browse):
    asks = {"scan": SCAN, "item": str(stocked.amoxicillin.id)}
    assert "pack_quantity" not in browse(freya).get("/stock/receive/", asks).content.decode()
    client = browse(pilar)
    assert "This box is not known yet" in client.get("/stock/receive/", {"scan": SCAN}).content.decode()
    found = client.get("/stock/receive/", {"scan": SCAN, "q": "amox"}).content.decode()
    assert f"?item={stocked.amoxicillin.id}&amp;scan=" in found
    assert "pack_quantity" in client.get("/stock/receive/", asks).content.decode()
    said = {"key": uuid4(), "quantity": 42, "lot_number": "C3", "expires_on": "2028-06-30", "place": stocked.shelf.id}
    path = f"/stock/receive/?item={stocked.amoxicillin.id}&scan={SCAN}"
    client.post(path, said | {"pack_quantity": 21})

    assert (Pack.objects.get().code, lies(Lot.objects.get(number="C3"))) == ("09506000134352", 42)


def test_a_misread_expiry_and_a_medicine_without_lot_are_refused_in_words(stocked, freya, browse):
    client, path = browse(freya), f"/stock/receive/?item={stocked.amoxicillin.id}"
    said = {"key": uuid4(), "quantity": 5, "lot_number": "A1", "expires_on": "2027-02-28", "place": stocked.shelf.id}
    refused = client.post(path, said)
    assert refused.status_code == 422 and "known here with the expiry 2027-01-31" in refused.content.decode()
    assert client.post(path, said | {"lot_number": ""}).status_code == 422
    assert "was not understood" in client.get("/stock/receive/?scan=hello").content.decode()

    assert lies(stocked.soon) == 20


def test_freya_takes_gloves_for_a_room_and_not_more_than_there_are(stocked, freya, browse):
    client, path = browse(freya), f"/stock/items/{stocked.gloves.id}/"
    said = {"key": uuid4(), "quantity": 30, "purpose": "Treatment room 2"}
    for _ in range(2):
        assert client.post(f"{path}take/", said).status_code == 302
    assert "Treatment room 2" in client.get(path).content.decode()
    refused = client.post(f"{path}take/", said | {"key": uuid4(), "quantity": 71})

    assert refused.status_code == 422 and "Only 70 may be taken" in refused.content.decode()
    assert lies(Lot.objects.get(item=stocked.gloves)) == 70


def test_a_lot_moves_comes_back_is_judged_and_destroyed_on_its_page(stocked, pilar, marta, browse):
    client, path = browse(pilar), f"/stock/lots/{stocked.soon.id}/"
    take = {"key": uuid4(), "quantity": 10, "purpose": "Ward"}
    client.post(f"/stock/items/{stocked.amoxicillin.id}/take/", take)
    moved = {"key": uuid4(), "source": stocked.shelf.id, "to": stocked.fridge.id, "quantity": 4}
    assert client.post(f"{path}move/", moved).status_code == 302
    refused = client.post(f"{path}move/", moved | {"key": uuid4(), "quantity": 7})
    assert refused.status_code == 422 and "Only 6 lies there" in refused.content.decode()
    back = {"key": uuid4(), "reference": "use:Ward", "quantity": 3}
    assert client.post(f"{path}back/", back).status_code == 302
    assert (
        "Only 7 of it is out there"
        in client.post(f"{path}back/", back | {"key": uuid4(), "quantity": 8}).content.decode()
    )
    judged = {"key": uuid4(), "act": "put_back", "source": stocked.quarantine.id, "to": stocked.shelf.id}
    client.post(f"{path}judge/", judged | {"quantity": 2, "reason": "Sealed"})
    destroyed = {"key": uuid4(), "act": "destroy", "source": stocked.quarantine.id, "quantity": 1, "reason": "Opened"}
    assert client.post(f"{path}judge/", destroyed | {"witness": pilar.account_id}).status_code == 422
    client.post(f"{path}judge/", destroyed | {"witness": marta.account_id})

    assert (lies(stocked.soon), lies(stocked.soon, "Fridge"), lies(stocked.soon, "Quarantine")) == (8, 4, 0)
    page = client.get(path).content.decode()
    assert "seen by Marta Nunes" in page and "3 came back" in page
    client.post(f"{path}judge/", {"act": "close", "reason": "Fridge was warm"})
    assert "Fridge was warm" in client.get(path).content.decode()
    client.post(f"{path}judge/", {"act": "open", "reason": "Log is fine"})
    assert Lot.objects.get(id=stocked.soon.id).quarantined_at is None


def test_a_recall_leads_to_whom_the_lot_reached(stocked, pilar, freya, browse):
    client = browse(pilar)
    take = {"key": uuid4(), "quantity": 2, "purpose": "Ward"}
    client.post(f"/stock/items/{stocked.amoxicillin.id}/take/", take)
    assert "Amoxicillin" in client.get("/stock/recalls/?q=amox").content.decode()
    path = f"/stock/recalls/?item={stocked.amoxicillin.id}"
    assert client.post(path, {"lot_number": "A1", "reason": ""}).status_code == 422
    page = client.post(path, {"lot_number": "A1", "reason": "Glass", "notice": "R 7"}, follow=True).content.decode()
    assert "Whom it reached" in page and "Ward" in page and "R 7" in page
    client.post(path, {"lot_number": "Z9", "reason": "Glass"})

    assert "was never here" in client.get("/stock/recalls/").content.decode()
    assert browse(freya).get("/stock/recalls/").status_code == 403


def test_a_count_hides_what_should_be_there_until_it_was_entered(stocked, freya, browse):
    client = browse(freya)
    client.post("/stock/counts/", {"place": stocked.shelf.id})
    count = Count.objects.get()
    path = f"/stock/counts/{count.id}/"
    assert client.post("/stock/counts/", {"place": stocked.shelf.id}).headers["Location"] == path
    page = client.get(path).content.decode()
    assert "expected" not in page and "3 lots to count" in page
    wrong = client.post(path, {f"found_{stocked.soon.id}": "18", f"found_{stocked.later.id}": "many"})
    assert wrong.status_code == 422 and "No number: many" in wrong.content.decode()
    page = client.get(path).content.decode()
    assert "20 expected" in page and "−2" in page
    refused = client.post(f"{path}end/", {"act": "finish", "reason": ""})
    assert refused.status_code == 422 and lies(stocked.soon) == 20
    client.post(f"{path}end/", {"act": "finish", "reason": "Two fell behind"})

    assert (lies(stocked.soon), lies(stocked.later)) == (18, 20)
    assert "Two fell behind" in client.get(path).content.decode()
    client.post("/stock/counts/", {"place": stocked.fridge.id})
    again = Count.objects.latest("began_at")
    client.post(f"/stock/counts/{again.id}/end/", {"act": "drop"})
    assert not Count.objects.get(id=again.id).is_open


def test_a_box_that_is_not_on_the_list_is_counted_by_its_scan(boxed, freya, browse):
    client = browse(freya)
    client.post("/stock/counts/", {"place": boxed.shelf.id})
    path = f"/stock/counts/{Count.objects.get().id}/?scan={SCAN}"
    assert "Found, and not on the list" in client.get(path).content.decode()
    said = {"key": uuid4(), "lot_number": "C3", "expires_on": "2028-06-30", "quantity": 21}
    assert client.post(path, said).status_code == 302
    client.post(path.partition("?")[0] + "end/", {"act": "finish", "reason": "New shelf"})

    assert lies(Lot.objects.get(number="C3")) == 21


def test_marta_keeps_items_boxes_prices_and_places(stocked, marta, browse):
    client = browse(marta)
    said = {"name": "Plasters", "kind": "consumable", "counted_in": "piece", "reorder_level": "10"}
    client.post("/stock/items/new/", said)
    item = Item.objects.get(name="Plasters")
    assert client.post("/stock/items/new/", said).status_code == 422
    assert client.post("/stock/items/new/", said | {"name": "X", "code": "1"}).status_code == 422
    client.post(f"/stock/items/{item.id}/edit/", said | {"published": "on"})
    client.post(f"/stock/items/{item.id}/pack/", {"system": GTIN, "code": "9506000134352", "quantity": 100})
    bad = client.post(f"/stock/items/{item.id}/pack/", {"system": GTIN, "code": "9506000134353", "quantity": 100})
    pack = Pack.objects.get()
    client.post(f"/stock/items/{item.id}/price/", {"pack": pack.id, "price": "3.50", "currency": "EUR"})
    odd = client.post(f"/stock/items/{item.id}/price/", {"pack": pack.id, "price": "3.555", "currency": "EUR"})
    assert (bad.status_code, odd.status_code) == (422, 422)
    item.refresh_from_db()
    price = Price.objects.get()
    assert (item.published_at is not None, price.amount_minor, price.per) == (True, 350, Decimal(100))

    client.post("/stock/places/", {"name": "Safe", "kind": "safe"})
    assert client.post("/stock/places/", {"name": "Safe", "kind": "safe"}).status_code == 422
    full = client.post(f"/stock/places/{stocked.shelf.id}/close/", follow=True)
    assert "Something lies there" in full.content.decode()
    client.post(f"/stock/places/{Place.objects.get(name='Safe').id}/close/")
    assert Place.objects.get(name="Safe").closed_at is not None


def test_a_file_is_looked_at_taken_over_and_saved(stocked, marta, browse):
    client = browse(marta)
    sent = client.post("/stock/import/", {"file": SimpleUploadedFile("stock.csv", GOOD)})
    path = sent.headers["Location"]
    page = client.get(path).content.decode()
    assert "Plasters" in page and "420 EUR" in page and "Take it over" in page
    assert not Item.objects.filter(name="Plasters").exists()
    assert "lines changed something" in client.post(path, follow=True).content.decode()
    again = client.post("/stock/import/", {"file": SimpleUploadedFile("again.csv", GOOD)}, follow=True)
    assert "This file counted already" in again.content.decode()
    assert client.post("/stock/import/", {"file": SimpleUploadedFile("x.csv", b"\xff")}).status_code == 422
    wrong = client.post("/stock/import/", {"file": SimpleUploadedFile("w.csv", b"name,quantity\nX,1")}, follow=True)
    assert "What hinders it" in wrong.content.decode() and "Take it over" not in wrong.content.decode()
    refused = client.post(wrong.redirect_chain[-1][0])
    assert refused.status_code == 422 and Brought.objects.get(name="w.csv").confirmed_at is None

    saved = client.get("/stock/export.csv")
    assert saved.headers["Content-Type"].startswith("text/csv") and b"Plasters" in saved.content
    assert AuditEvent.objects.filter(action="inventory.exported").count() == 1
    assert Deed.objects.filter(kind="count").count() == 1


def test_looks_at_an_item_and_at_a_lot_leave_a_trace(stocked, freya, browse):
    client = browse(freya)
    client.get(f"/stock/items/{stocked.gloves.id}/")
    client.get(f"/stock/lots/{stocked.soon.id}/")

    kinds = AuditEvent.objects.filter(action="inventory.looked").values_list("entity_type", flat=True)
    assert sorted(kinds) == ["Item", "Lot"]
