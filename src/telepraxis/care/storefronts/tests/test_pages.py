"""The pages: Pilar sets her pharmacy up, Amara looks for one and keeps her places, everybody reads one."""

import re

import pytest

from telepraxis.base import tenancy
from telepraxis.base.access import Role
from telepraxis.care.storefronts import publishing, reading
from telepraxis.care.storefronts.models import OwnPlace, OwnStorefront
from telepraxis.registry.formulary.starter_set import SYSTEM
from tests.people import MONDAY_8AM, colleague

from .scene import AMOXICILLIN, IBUPROFEN, OMEPRAZOLE, pharmacist, stock

SAID = {
    "name": "Quayside Pharmacy", "street": "Quay 1", "postal_code": "1100-014", "city": "Port Alder",
    "phone": "+351 210 555 000", "position": "https://maps.example/?q=38.71005,-9.14010&z=17", "currency": "eur",
    "hours_0": "9-13, 14:00-19:30", "hours_6": "22-4", "closed_on": "2026-12-25", "languages": ["pt", "en"],
    "delivers_km": "3.5", "fee": "2,50", "takes_card": "on",
}  # fmt: skip


@pytest.fixture
def pilar(system):
    return colleague("pilar@quayside.test", "Pilar Ríos", {Role.PHARMACIST}, system)


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def basket(*lines, **more) -> dict:
    systems, codes, many = [SYSTEM for _ in lines], [code for code, _ in lines], [n for _, n in lines]
    return {"system": systems, "code": codes, "quantity": many, "order": "nearest"} | more


def test_pilar_says_where_she_is_and_publishes(browse, pilar, quayside):
    client = browse(pilar)
    begun = client.get("/setup/pharmacy/")
    assert 'value="Quayside Practice"' in begun.content.decode()
    assert begun["Permissions-Policy"].count("geolocation=(self)") == 1

    assert client.post("/setup/pharmacy/", SAID).status_code == 302
    own = OwnStorefront.objects.get()
    assert (own.latitude, own.longitude, own.currency, own.delivery_fee_minor) == (38.71005, -9.1401, "EUR", 250)
    assert (own.opens, own.closes) == ([540, 840, 9960], [780, 1170, 10320])
    assert (own.delivers_km, own.takes_card, own.languages) == (3.5, True, ["pt", "en"])
    assert reading.storefront(quayside.id) is None

    stock(pharmacist(quayside), IBUPROFEN, 40, 5)
    client.post("/setup/pharmacy/publish/", {"publish": ""})
    again = client.get("/setup/pharmacy/")
    assert "1 product with its stock and price" in text_of(again)
    assert (
        'value="9:00-13:00, 14:00-19:30"' in again.content.decode() and 'value="22:00-4:00"' in again.content.decode()
    )

    client.post("/setup/pharmacy/publish/", {"withdraw": ""})
    assert reading.storefront(quayside.id) is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"position": "Port Alder"}, "Write latitude and longitude with decimals"),
        ({"hours_2": "nine to five"}, "Write it as 9-13, 14-19."),
        ({"hours_0": "9-13, 12-15"}, "These hours overlap"),
        ({"closed_on": "Christmas"}, "Write each day as 2026-12-25."),
        ({"fee": "a little"}, "Write a sum, as 2.50"),
        ({"delivers_km": "9000"}, "Say how many kilometres"),
    ],
)
def test_what_cannot_be_so_is_said_at_its_field(browse, pilar, quayside, change, said):
    answer = browse(pilar).post("/setup/pharmacy/", SAID | change)

    assert answer.status_code == 422 and said in text_of(answer)
    assert OwnStorefront.objects.count() == 0


def test_nothing_is_published_before_anything_is_said(browse, pilar, quayside):
    assert browse(pilar).post("/setup/pharmacy/publish/", {"publish": ""}).status_code == 302
    assert OwnStorefront.objects.count() == 0


def test_the_manager_finds_it_in_the_set_up(browse, marta, quayside):
    assert "What your pharmacy publishes" in text_of(browse(marta).get("/setup/"))


def test_amara_puts_two_medicines_together_and_takes_one_out(port_alder, browse, amara):
    client = browse(amara)
    looked = client.post("/pharmacies/", {"look": "", "text": "amoxicilin 500"})
    assert f'value="{SYSTEM}|{AMOXICILLIN}|15"' in looked.content.decode()

    added = client.post("/pharmacies/", basket((IBUPROFEN, 20), add=f"{SYSTEM}|{AMOXICILLIN}|21"))
    assert re.findall(r'name="code" value="([^"]*)"', added.content.decode()) == [IBUPROFEN, AMOXICILLIN]
    assert "Ibuprofen 400 mg tablet" in text_of(added) and 'value="21"' in added.content.decode()

    left = client.post("/pharmacies/", basket((IBUPROFEN, 20), (AMOXICILLIN, 21), drop=f"{SYSTEM}|{IBUPROFEN}"))
    assert re.findall(r'name="code" value="([^"]*)"', left.content.decode()) == [AMOXICILLIN]


def test_amara_sees_who_has_it_how_far_and_for_how_much(port_alder, browse, amara):
    answer = browse(amara).post(
        "/pharmacies/", basket((AMOXICILLIN, 21), (IBUPROFEN, 20), near="38.70, -9.14", search="")
    )

    text = text_of(answer)
    assert "2 pharmacies from the place you chose" in text
    assert text.index("Harbour Pharmacy 1.1 km") < text.index("Hill Pharmacy 5.6 km")
    assert "€5.20" in text and "€6.45" in text and "Has all of it" in text
    assert answer.content.decode().count('class="pin"') == 2


def test_amara_sees_a_split_where_nobody_near_has_all(browse, amara):
    answer = browse(amara).post("/pharmacies/", basket((OMEPRAZOLE, 14), near="38.7, -9.14", search=""))
    assert "No pharmacy has it" in text_of(answer)


def test_a_split_names_who_has_what(port_alder, browse, amara):
    from telepraxis.care.storefronts.models import Storefront

    with tenancy_of(port_alder[2]):
        publishing.withdraw(by=pharmacist(port_alder[2]), now=MONDAY_8AM)
    assert Storefront.objects.filter(closed_at=None).count() == 2
    with tenancy.serving(amara.organization_id):
        answer = browse(amara).post(
            "/pharmacies/", basket((AMOXICILLIN, 21), (OMEPRAZOLE, 14), near="38.70, -9.14", search="")
        )
    text = text_of(answer)
    assert "Nobody has all of it" in text and "2 pharmacies have it together" in text
    assert "Harbour Pharmacy Amoxicillin 500 mg capsule €4.20" in text


def tenancy_of(tenant):
    """Let the transaction of a test, which serves another, serve this one for a while."""
    from contextlib import contextmanager

    from django.db import connection

    @contextmanager
    def served():
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('app.organization', true)")
            [before] = cursor.fetchone()
            cursor.execute("SELECT set_config('app.organization', %s, true)", [str(tenant.id)])
            yield
            cursor.execute("SELECT set_config('app.organization', %s, true)", [before])

    return served()


def test_a_postal_code_and_a_town_are_known_from_the_pharmacies_there(port_alder, browse, amara):
    client = browse(amara)
    for near, about in (("1100-2", True), ("upper alder", True), ("9999-999", False), ("Atlantis", False)):
        text = text_of(client.post("/pharmacies/", basket((IBUPROFEN, 5), near=near, search="")))
        assert (f"around {near}" in text, "We do not know this place" in text) == (about, not about), near


def test_amara_keeps_home_looks_from_there_and_forgets_it(port_alder, browse, amara):
    client, path = browse(amara), f"/me/{amara.patient_id}/places/"
    client.post(path, {"name": "Home", "where": "geo:38.65,-9.14"})
    assert [(place.name, place.latitude) for place in reading.places_of(amara.patient_id)] == [("Home", 38.65)]

    found = client.post("/pharmacies/", basket((IBUPROFEN, 5), near="home", search=""))
    assert "from Home" in text_of(found) and "Hill Pharmacy 50 m" in text_of(found)
    assert '<option value="Home">' in found.content.decode()

    refused = client.post(path, {"name": "Work", "where": "the moon"})
    assert refused.status_code == 422 and "No pharmacy is known there" in text_of(refused)
    client.post(f"{path}{OwnPlace.objects.get().id}/drop/")
    assert reading.places_of(amara.patient_id) == []


def test_nobody_else_sees_or_drops_her_places(browse, amara, tomasz, ines, quayside):
    home = browse(amara).post(f"/me/{amara.patient_id}/places/", {"name": "Home", "where": "38.70, -9.14"})
    assert home.status_code == 302
    place = OwnPlace.objects.get()
    for somebody in (tomasz, ines):
        client = browse(somebody)
        assert client.get(f"/me/{amara.patient_id}/places/").status_code == 404
        assert client.post(f"/me/{amara.patient_id}/places/{place.id}/drop/").status_code == 404
    assert browse(tomasz).post(f"/me/{tomasz.patient_id}/places/{place.id}/drop/").status_code == 404
    assert OwnPlace.objects.count() == 1


def test_everybody_reads_one_pharmacy(client, port_alder, hillcrest):
    text = text_of(client.get("/pharmacies/corner/"))
    assert "Corner Pharmacy" in text and "Rua Direita 1, 1100-201 Port Alder" in text
    assert "Monday 09:00–19:00" in text and "Saturday closed" in text and "Português, Українська" in text
    assert "all day" in text_of(client.get("/pharmacies/hill/"))
    assert client.get("/pharmacies/hillcrest/").status_code == 404
    assert client.get("/pharmacies/nowhere/").status_code == 404


def test_looking_costs_few_queries_however_many_are_found(port_alder, browse, amara, django_assert_max_num_queries):
    client, wanted = browse(amara), basket((AMOXICILLIN, 21), (IBUPROFEN, 20), near="38.70, -9.14", search="")
    client.post("/pharmacies/", wanted)
    with django_assert_max_num_queries(30):
        client.post("/pharmacies/", wanted)
