"""Pilar keeps the plans that her pharmacy bills: by form, product by product, by file."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from telepraxis.base.access import Role
from telepraxis.care.storefronts.models import OwnPlan, OwnPlanException
from telepraxis.registry.formulary.starter_set import SYSTEM
from tests.people import colleague

from .scene import AMOXICILLIN, IBUPROFEN, pharmacist, stock

SAID = {
    "payer": "Meridian Health", "name": "Basic", "code": "MER-B", "currency_code": "eur", "percent": "20",
    "at_most": "10,00",
}  # fmt: skip


@pytest.fixture
def client(browse, system):
    return browse(colleague("pilar@quayside.test", "Pilar Ríos", {Role.PHARMACIST}, system))


@pytest.fixture
def plan(client) -> str:
    return client.post("/setup/pharmacy/plans/", SAID).headers["Location"]


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode()))


def file_of(text: str) -> dict:
    return {"file": SimpleUploadedFile("plan.csv", text.encode(), content_type="text/csv")}


def test_a_plan_is_kept_changed_and_ended(client, plan):
    row = OwnPlan.objects.get()
    assert (row.currency, row.percent, row.at_most_minor, plan) == ("EUR", 20, 1000, f"/setup/pharmacy/plans/{row.id}/")
    assert "patient pays 20 %, at most €10.00" in text_of(client.get("/setup/pharmacy/plans/"))
    assert 'value="10.00"' in client.get(plan).content.decode()

    assert client.post(plan, SAID | {"percent": "", "copay": "5"}).status_code == 302
    assert (OwnPlan.objects.get().percent, OwnPlan.objects.get().copay_minor) == (None, 500)
    client.post(f"{plan}retire/")
    assert OwnPlan.objects.get().retired_at is not None
    assert client.get(plan).status_code == 404


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"copay": "5"}, "Say either a share in percent or an amount."),
        ({"percent": "101"}, "A share lies between 0 and 100"),
        ({"at_most": "1.234"}, "This currency has no such small coins."),
        ({"at_least": "11"}, "At most is less than at least."),
        ({"code": "a|b"}, "A code has letters"),
        ({"payer": ""}, "This field is required."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(client, change, words):
    refused = client.post("/setup/pharmacy/plans/", SAID | change)
    assert (refused.status_code, words in text_of(refused), OwnPlan.objects.count()) == (422, True, 0)


def test_one_product_otherwise_and_as_usual_again(client, plan, quayside):
    stock(pharmacist(quayside), AMOXICILLIN, 10, 20)
    product = f"{SYSTEM}|{AMOXICILLIN}"
    assert client.post(f"{plan}except/", {"product": "", "percent": "5"}).status_code == 422
    assert client.post(f"{plan}except/", {"product": product}).status_code == 422
    assert client.post(f"{plan}except/", {"product": product, "not_covered": "on"}).status_code == 302
    assert OwnPlanException.objects.get().is_covered is False
    assert "not covered" in text_of(client.get(plan))
    client.post(f"{plan}except/", {"product": product, "copay": "1.50"})
    assert OwnPlanException.objects.get().copay_minor == 150
    client.post(f"{plan}except/", {"drop": product})
    assert OwnPlanException.objects.count() == 0


def test_a_file_with_faults_changes_nothing_and_names_each_line(client, plan):
    good = f"system,code,covered,percent\n{SYSTEM},{AMOXICILLIN},no,\n{SYSTEM},{IBUPROFEN},,5\n"
    assert client.post(f"{plan}bring/", file_of(good)).status_code == 302
    bad = client.post(f"{plan}bring/", file_of(f"system,code,percent\n{SYSTEM},x,5\n{SYSTEM},y,abc\n"))
    assert bad.status_code == 422
    assert "Nothing was changed." in text_of(bad) and re.search(r"Line 3 ?, percent ?: This is no number", text_of(bad))
    assert set(OwnPlanException.objects.values_list("code", flat=True)) == {AMOXICILLIN, IBUPROFEN}
    assert client.post(f"{plan}bring/", file_of("name\n")).status_code == 422
    saved = client.get(f"{plan}plan.csv").content.decode()
    assert saved.splitlines() == [
        "system,code,covered,percent,copay,at_least,at_most",
        f"{SYSTEM},{AMOXICILLIN},no,,,,",
        f"{SYSTEM},{IBUPROFEN},yes,5,,,",
    ]


def test_the_page_asks_as_much_however_many_exceptions_there_are(client, plan, django_assert_max_num_queries):
    lines = "".join(f"{SYSTEM},c{number},{number % 100}\n" for number in range(300))
    client.post(f"{plan}bring/", file_of(f"system,code,percent\n{lines}"))
    with django_assert_max_num_queries(12):
        shown = text_of(client.get(plan))
    assert "There are more; the file has all of them." in shown


def test_nobody_else_keeps_plans(browse, ines, amara, plan):
    for who in (ines, amara):
        for path in ("/setup/pharmacy/plans/", plan, f"{plan}plan.csv"):
            assert browse(who).get(path).status_code in (403, 404)
        assert browse(who).post(f"{plan}retire/").status_code in (403, 404)
    assert OwnPlan.objects.get().retired_at is None
