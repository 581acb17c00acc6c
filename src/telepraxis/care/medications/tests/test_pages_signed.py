"""From the signing screen to the pharmacy's counter: the second factor, the code, asking for more, the check."""

import re
from datetime import timedelta

import pyotp
import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from telepraxis.care.medications import papers
from telepraxis.care.medications.models import Basket, Prescription, Request
from telepraxis.care.medications.tests.scene import (
    AMLODIPINE,
    AMOXICILLIN,
    IBUPROFEN,
    PARACETAMOL,
    allergy,
    begun,
    line,
    signed,
)
from telepraxis.registry.accounts.models import Account

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def asked(client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len([each for each in queries if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))])


@pytest.fixture
def path(amara):
    return f"/prescribe/{amara.patient_id}/"


@pytest.fixture
def desk(ines, browse):
    """Dr Carvalho's browser; her app is set up."""
    cache.clear()
    TOTP.activate(Account.objects.get(pk=ines.account_id), SECRET)
    return browse(ines)


def screen(desk, path: str) -> dict:
    """Look at the signing screen; return what its form sends."""
    page = desk.get(f"{path}review/").content.decode()
    keys = re.findall(r'name="card" value="([^"]+)"', page)
    return {"digest": re.search(r'name="digest" value="(\w+)"', page)[1]} | ({"card": keys} if keys else {})


def code() -> str:
    return pyotp.TOTP(SECRET).now()


def test_the_code_signs_what_stood_on_the_screen(desk, path, amara, ines):
    begun(amara, ines, line(PARACETAMOL, times=3), line(IBUPROFEN, times=2))
    page = text(desk.post(f"{path}sign/", screen(desk, path) | {"code": code()}, follow=True))

    prescription = Prescription.objects.get()
    assert "Signed." in page and prescription.shown_number in page and page.count("<svg") > 3
    assert (prescription.line_count, prescription.author_id) == (2, ines.practitioner_id)


@pytest.mark.parametrize("said", [{"code": ""}, {"code": "000000"}, {}])
def test_without_the_factor_nothing_is_signed(desk, path, amara, ines, said):
    begun(amara, ines, line(PARACETAMOL, times=3))
    answer = desk.post(f"{path}sign/", screen(desk, path) | said)

    assert (answer.status_code, Prescription.objects.count()) == (422, 0)


def test_what_has_changed_since_is_not_signed(desk, path, amara, ines):
    basket = begun(amara, ines, line(PARACETAMOL, times=3))
    seen = screen(desk, path)
    desk.post(f"{path}add/", {"text": "ibuprofen 400 mg tablet tid 5d", "version": basket.version})
    answer = desk.post(f"{path}sign/", seen | {"code": code()})

    assert (answer.status_code, Prescription.objects.count()) == (409, 0)
    assert "Nothing was signed" in text(answer)


def test_a_serious_warning_wants_its_reason_before_the_code_is_spent(desk, path, amara, ines, system):
    allergy(amara, system, "Penicillin", "penicillin")
    begun(amara, ines, line(AMOXICILLIN, times=3))
    seen = screen(desk, path)
    refused = desk.post(f"{path}sign/", seen | {"reason": "", "code": code()})
    assert refused.status_code == 422 and "Say why you go on with it." in text(refused)

    signed_now = desk.post(f"{path}sign/", screen(desk, path) | {"reason": "Tested: no allergy", "code": code()})
    assert (signed_now.status_code, Prescription.objects.count()) == (302, 1)


@pytest.fixture
def hers(amara, ines):
    """What Amara was prescribed an hour ago, with its paper."""
    now = timezone.now() - timedelta(hours=1)
    made = signed(amara, ines, line(PARACETAMOL, times=3, indication="Headache"), line(IBUPROFEN, times=2), now=now)
    papers.make(prescription=made.id, by=ines, now=now)
    return Prescription.objects.get(pk=made.pk)


def test_amara_finds_one_code_how_to_take_each_and_the_signed_paper(hers, amara, browse):
    own, there = browse(amara), f"/me/{amara.patient_id}/prescriptions/"
    assert "1 ready to use" in text(own.get("/"))
    page = text(own.get(f"{there}{hers.id}/"))
    for said in ("2 medicines, one code", hers.shown_number, "Take 1 tablet 3 times a day", "Headache", "Ready to use"):
        assert said in page

    paper = own.get(f"{there}{hers.id}/prescription.pdf")
    assert paper.content.startswith(b"%PDF") and paper["Content-Type"] == "application/pdf"
    assert "data-large" in text(own.get(f"{there}{hers.id}/?print=large"))


def test_amara_asks_for_more_and_it_waits_for_her_doctor(hers, amara, desk, browse):
    first = hers.lines.get(position=1)
    browse(amara).post(f"/me/{amara.patient_id}/prescriptions/more/{first.id}/", {"words": "Two are left."})
    waiting = text(desk.get("/medicines/"))
    assert "Two are left." in waiting and "1" in text(desk.get("/medicines/count/"))

    request = Request.objects.get()
    assert desk.post(f"/medicines/asked/{request.id}/answer/", {"words": ""}).status_code == 422
    desk.post(f"/medicines/asked/{request.id}/take-up/")
    assert [row.renews for row in Basket.objects.get(signed_at=None).lines.all()] == [first.id]


def test_it_is_cancelled_with_a_reason_and_whoever_asks_is_told(hers, amara, desk, client):
    assert desk.post(f"/prescriptions/{hers.id}/cancel/", {"reason": ""}).status_code == 422
    said = {"text": hers.number, "born_day": 12, "born_month": 3, "born_year": 1991}
    assert "nothing of it was handed out" in text(client.post("/c/quayside/prescription/", said))
    desk.post(f"/prescriptions/{hers.id}/cancel/", {"reason": "Rash"})

    page = text(client.post("/c/quayside/prescription/", {"text": hers.token}))
    assert "Cancelled by the prescriber" in page
    assert "Amara" not in page and "Paracetamol" not in page and "Rash" not in page


def test_forged_unknown_and_half_asked_ones_say_nothing(hers, client):
    half = client.post("/c/quayside/prescription/", {"text": hers.number})
    wrong = {"text": hers.number, "born_day": 1, "born_month": 3, "born_year": 1991}
    altered = hers.token[:-6] + "AAAAAA"

    assert half.status_code == 422
    assert "No such prescription" in text(client.post("/c/quayside/prescription/", wrong))
    assert "Not genuine." in text(client.post("/c/quayside/prescription/", {"text": altered}))


def test_who_tries_numbers_has_to_wait(hers, client):
    wrong = {"text": hers.number, "born_day": 1, "born_month": 3, "born_year": 1991}
    answers = [client.post("/c/quayside/prescription/", wrong).status_code for _ in range(6)]

    assert answers == [200] * 5 + [429]


def test_lists_ask_the_same_of_one_and_of_many(hers, amara, ines, desk, browse):
    own, theirs = f"/me/{amara.patient_id}/prescriptions/", f"/prescriptions/of/{amara.patient_id}/"
    patient = browse(amara)
    asked(patient, own), asked(desk, theirs)
    few = asked(patient, own), asked(desk, theirs)
    for minutes, other in enumerate((AMLODIPINE, AMOXICILLIN)):
        signed(amara, ines, line(other), now=timezone.now() - timedelta(minutes=50 - minutes))

    assert (asked(patient, own), asked(desk, theirs)) == few


def test_others_do_not_come_in(hers, amara, tomasz, rui, browse):
    for other in (tomasz, rui):
        client = browse(other)
        for path in (f"/me/{amara.patient_id}/prescriptions/", f"/prescriptions/{hers.id}/"):
            assert client.get(path).status_code == 404
        assert client.post(f"/prescriptions/{hers.id}/cancel/", {"reason": "No"}).status_code == 404
    assert Prescription.objects.get().status == "active"
