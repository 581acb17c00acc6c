"""Pages: the desk takes money, the payer pays and reads the receipt, the manager sets up."""

import io
import re
from datetime import timedelta

import pypdfium2
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.notify.models import OutgoingMail
from telepraxis.office.payments import banking, gateways, links, paying, pricing, settling, till
from telepraxis.office.payments.models import BankAccount, Charge, Checkout, GatewayAccount, Payment, Price, Receipt
from telepraxis.registry.accounts import freshness

from .scene import NOW, charge, euros

IBAN = "PT50 0002 0123 1234 5678 9015 4"


def key_in(page) -> str:
    return re.search(r'name="key" value="([0-9a-f-]{36})"', page.content.decode())[1]


def text_of(pdf: bytes) -> str:
    return "\n".join(each.get_textpage().get_text_range() for each in pypdfium2.PdfDocument(io.BytesIO(pdf)))


@pytest.fixture
def bank(marta):
    return banking.keep(holder="Quayside Practice", number=IBAN, bank="BCP", by=marta, now=NOW)


def test_the_desk_takes_cash_and_says_the_change(owed, rui, browse):
    client = browse(rui)
    page = client.get(f"/money/charges/{owed.id}/")
    key = key_in(page)
    done = client.post(f"/money/charges/{owed.id}/cash/", {"key": key, "amount": "35.00", "given": "50"}, follow=True)
    again = client.post(f"/money/charges/{owed.id}/cash/", {"key": key, "amount": "35.00", "given": "50"})

    assert "Give €15.00 back." in done.content.decode()
    assert (again.status_code, Payment.objects.get().given_minor) == (302, 5000)
    receipt = Receipt.objects.get()
    pdf = client.get(f"/money/receipts/{receipt.id}.pdf")
    words = text_of(pdf.content)
    assert pdf["Content-Type"] == "application/pdf"
    assert all(each in words for each in ("2026-00001", "Amara Okonjo", "€35.00", "€50.00", "€15.00", "Cash"))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"amount": "36"}, "This is more than is owed."),
        ({"amount": "35", "given": "20"}, "This is less than is to be paid."),
        ({"amount": "many"}, "Write the sum in digits"),
        ({"amount": "0"}, "Give a sum that is more than nothing."),
    ],
)
def test_what_cannot_be_taken_is_said(owed, rui, browse, said, why):
    client = browse(rui)
    key = key_in(client.get(f"/money/charges/{owed.id}/"))
    answer = client.post(f"/money/charges/{owed.id}/cash/", said | {"key": key})
    assert (answer.status_code, Payment.objects.count()) == (422, 0)
    assert why in answer.content.decode()


def test_a_price_of_the_list_is_charged_by_hand(amara, rui, marta, browse):
    today = timezone.localdate()
    pricing.set_price(name="Certificate", amount=euros(2000), valid_from=today, today=today, by=marta, now=NOW)
    client = browse(rui)
    page = client.get(f"/money/patients/{amara.patient_id}/")
    said = {"key": key_in(page), "price": str(Price.objects.get().id)}
    for _twice in range(2):
        answer = client.post(f"/money/patients/{amara.patient_id}/add/", said)
    row = Charge.objects.get()
    assert (answer.url, row.amount_minor, row.price.name) == (f"/money/charges/{row.id}/", 2000, "Certificate")
    assert "Certificate" in client.get(answer.url).content.decode()


def test_the_link_says_nothing_and_pays(owed, rui, browse, bank):
    client = browse(rui)
    for _twice in range(2):
        client.post(f"/money/charges/{owed.id}/link/")
    letter = OutgoingMail.objects.get(template="payments/mail/link")
    assert (letter.to, letter.patient_id) == ("amara@example.org", owed.patient_id)
    assert letter.subject == "Quayside Practice: your payment"

    path = links.path_to(owed)
    page = Client().get(path).content.decode()
    assert "€35.00" in page and "Pay by transfer" in page and "by card" not in page and "Amara" not in page
    Client().post(f"{path}transfer/")
    waiting = Payment.objects.get()
    page = Client().get(path).content.decode()
    assert waiting.reference in page and "PT50 0002 0123" in page
    Client().post(f"{path}give-up/{waiting.id}/")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.started_by) == ("cancelled", "Amara Okonjo")


def test_a_forged_or_old_link_opens_nothing(owed, amara, rui):
    path = links.path_to(owed)
    assert Client().get(path.replace(path[-5:], "xxxx/")).status_code == 404
    old = charge(amara, rui, now=timezone.now() - links.GOOD_FOR - timedelta(days=1), told_at=NOW - timedelta(days=900))
    assert Client().get(links.path_to(old)).status_code == 404
    other = paying.take_cash(charge=charge(amara, rui), by=rui, now=NOW)
    assert Client().get(f"{path}receipt/{Receipt.objects.get(payment=other).id}.pdf").status_code == 404


def test_amara_sees_what_she_owes_pays_by_card_and_reads_the_receipt(owed, amara, cards, browse):
    client = browse(amara)
    assert "To pay: €35.00" in client.get("/").content.decode()
    own = f"/me/{amara.patient_id}/payments/"
    assert "Not paid yet" in client.get(own).content.decode()
    begun = client.post(f"{own}{owed.id}/card/")
    payment = Payment.objects.get()
    assert begun.url == f"{own}{owed.id}/going/{payment.id}/"
    waiting = client.get(begun.url)
    assert (waiting["Refresh"], "The payment page is being opened" in waiting.content.decode()) == ("1", True)

    settling.open_checkout(organization_id=owed.organization_id, payment=payment.id, now=timezone.now())
    page = Checkout.objects.get()
    assert client.get(begun.url)["Refresh"] == f"0; url={page.url}"
    cards.pay(page.session_id)
    back = client.get(page.return_path)
    assert (back["Refresh"], "We ask the card service" in back.content.decode()) == ("2", True)
    client.get(page.return_path)
    settling.settle(organization_id=owed.organization_id, payment=payment.id, now=timezone.now())
    done = client.get(page.return_path)
    assert "Refresh" not in done and "Receipt 2026-" in done.content.decode()
    receipt = Receipt.objects.get()
    assert "Card" in text_of(client.get(f"{own}{owed.id}/receipt/{receipt.id}.pdf").content)
    assert "To pay" not in client.get("/").content.decode()
    assert AuditEvent.objects.filter(action="payments.receipt_seen", account_id=amara.account_id).count() == 1


def test_the_card_service_is_down(owed, amara, cards, browse):
    client = browse(amara)
    begun = client.post(f"/me/{amara.patient_id}/payments/{owed.id}/card/")
    cards.steer(down=True)
    with pytest.raises(gateways.Unreachable):
        settling.open_checkout(
            organization_id=owed.organization_id, payment=Payment.objects.get().id, now=timezone.now()
        )
    page = client.get(begun.url).content.decode()
    assert "The card service does not answer" in page and "Nothing was taken." in page


def test_nobody_else_sees_it(owed, amara, tomasz, ines, browse):
    own = f"/me/{amara.patient_id}/payments/"
    for path in (own, f"{own}{owed.id}/", f"/me/{tomasz.patient_id}/payments/{owed.id}/"):
        assert browse(tomasz).get(path).status_code == 404
    assert browse(ines).get("/money/").status_code == 403
    assert browse(ines).get(f"/money/charges/{owed.id}/").status_code == 403


def test_the_day_lists_totals_and_closes_the_till(amara, owed, rui, browse):
    at = timezone.now()
    paying.take_cash(charge=owed, by=rui, now=at)
    waiting = paying.expect_transfer(charge=charge(amara, rui, 1200), by=rui, now=at)
    client = browse(rui)
    page = client.get("/money/").content.decode()
    assert "€35.00" in page and waiting.reference in page and "1 payment" in page and "Price list" not in page

    noted = client.post("/money/arrived/", {"reference": waiting.reference, "arrived": "12", "arrived_currency": "EUR"})
    assert (noted.status_code, Payment.objects.get(id=waiting.id).state) == (302, "captured")
    wrong = client.post("/money/arrived/", {"reference": "RF1", "arrived": "12", "arrived_currency": "EUR"})
    assert (wrong.status_code, "No transfer with this reference" in wrong.content.decode()) == (422, True)

    [drawer] = till.open_tills()
    short = client.post(f"/money/till/{drawer.id}/close/", {"counted": "30", "left": "10"})
    assert (short.status_code, "say what you know" in short.content.decode()) == (422, True)
    client.post(f"/money/till/{drawer.id}/close/", {"counted": "30", "left": "10", "note": "five missing"})
    drawer.refresh_from_db()
    assert (drawer.difference_minor, drawer.left_minor) == (-500, 1000)
    page = client.get("/money/?state=captured").content.decode()
    assert "five missing" in page and "−€5.00" in page
    assert "No payments" in client.get("/money/?state=failed").content.decode()
    assert client.get("/money/?day=nonsense&state=nonsense").status_code == 200


def test_the_biller_gives_back(owed, rui, teresa, browse):
    paid = paying.take_cash(charge=owed, by=rui, now=NOW)
    assert "Give back" not in browse(rui).get(f"/money/charges/{owed.id}/").content.decode()
    client = browse(teresa)
    page = client.get(f"/money/charges/{owed.id}/")
    key = key_in(page)
    said = {"key": key, "amount": "40", "why": "goodwill"}
    too_much = client.post(f"/money/payments/{paid.id}/refund/", said)
    assert (too_much.status_code, "At most €35.00 can go back." in too_much.content.decode()) == (422, True)
    done = client.post(f"/money/payments/{paid.id}/refund/", said | {"amount": "10"}, follow=True)
    assert "Give €10.00 in cash." in done.content.decode()
    assert browse(rui).post(f"/money/payments/{paid.id}/refund/", said).status_code == 403
    client.post(f"/money/charges/{owed.id}/withdraw/", {"why": "asked twice"})
    assert "€25.00 waits to go back" in client.get("/money/").content.decode()


def test_the_manager_sets_prices(marta, browse):
    client, today = browse(marta), timezone.localdate()
    said = {"service": "", "name": "Certificate", "amount": "20", "currency": "EUR", "valid_from": today}
    assert client.post("/money/prices/", said).status_code == 302
    later = today + timedelta(days=30)
    client.post("/money/prices/", said | {"amount": "22,50", "valid_from": later})
    page = client.get("/money/prices/").content.decode()
    assert "€20.00" in page and "€22.50 from" in page
    for wrong in ({"name": ""}, {"amount": "1.234"}, {"valid_from": today - timedelta(days=1)}, {"currency": "XXX"}):
        bad = said | wrong if "amount" not in wrong else said | {"amount": "1,23,4x"}
        assert client.post("/money/prices/", bad).status_code == 422
    assert Price.objects.count() == 2
    client.post(f"/money/prices/{Price.objects.order_by('set_at').first().id}/end/")
    assert "€20.00" not in client.get("/money/prices/").content.decode()


def test_keys_are_kept_after_a_fresh_proof_and_never_shown(marta, browse):
    client = browse(marta)
    said = {"key": "sk_test_secret", "webhook_secret": "whsec_secret"}
    stale = client.post("/money/ways/", said)
    assert (stale.status_code, GatewayAccount.objects.count()) == (302, 0)
    assert stale.url.startswith("/account/again/")

    session = client.session
    session[freshness.PROVEN_AT] = timezone.now().timestamp()
    session.save()
    assert client.post("/money/ways/", said | {"key": "pk_test_public"}).status_code == 422
    assert client.post("/money/ways/", said).status_code == 302
    row = GatewayAccount.objects.get()
    page = client.get("/money/ways/").content.decode()
    assert "secret" not in row.sealed_key + row.sealed_webhook_secret
    assert "sk_test_secret" not in page and "whsec_secret" not in page and "Test keys" in page
    client.post("/money/ways/cards/off/")
    assert gateways.standing_account(marta.organization_id) is None

    wrong = {"holder": "Quayside", "number": IBAN[:-1] + "5"}
    assert client.post("/money/ways/bank/", wrong).status_code == 422
    assert client.post("/money/ways/bank/", wrong | {"number": IBAN}).status_code == 302
    assert BankAccount.objects.get().number_text.startswith("PT50 0002 0123")


def test_the_number_of_queries_does_not_grow(amara, rui, teresa, browse):
    def pages():
        return (
            (amara, f"/me/{amara.patient_id}/payments/"),
            (rui, f"/money/patients/{amara.patient_id}/"),
            (teresa, "/money/"),
        )

    def counted(actor, path) -> int:
        client = browse(actor)
        client.get(path)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(path).status_code == 200
        return len(caught)

    at = timezone.now()
    paying.take_cash(charge=charge(amara, rui), by=rui, now=at)
    paying.expect_transfer(charge=charge(amara, rui), by=rui, now=at)
    before = [counted(*each) for each in pages()]
    for _more in range(5):
        paying.take_cash(charge=charge(amara, rui), by=rui, now=at)
        paying.expect_transfer(charge=charge(amara, rui), by=rui, now=at)
    assert [counted(*each) for each in pages()] == before
