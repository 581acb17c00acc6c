"""A mail that did not arrive shows on the patient's page until the address is another one."""

import pytest

from telepraxis.base import notify
from telepraxis.base.notify.models import AccountMail, OutgoingMail
from telepraxis.base.notify.return_path import return_path_of
from telepraxis.base.notify.tests.test_bouncing import FAILED
from tests.people import MONDAY_8AM


@pytest.fixture
def bounced(amara, quayside):
    mail = OutgoingMail.objects.create(
        organization=quayside, by_key="booked:1", to="amara@example.org", template="scheduling/mail/booked",
        subject="Your visit", state="sent", patient_id=amara.patient_id,
    )  # fmt: skip
    assert notify.come_back(to=return_path_of(mail.pk), content=FAILED, now=MONDAY_8AM)
    return mail


def test_the_desk_sees_that_mail_does_not_arrive(browse, rui, amara, bounced):
    page = browse(rui).get(f"/patients/{amara.patient_id}/").text

    assert "Mail to amara@example.org does not arrive." in page
    assert "Correct the address" in page


def test_a_sign_in_mail_that_came_back_shows_too(browse, rui, amara):
    mail = AccountMail.objects.create(to="amara@example.org", subject="Code", state="sent")
    notify.come_back(to=return_path_of(mail.pk), content=FAILED, now=MONDAY_8AM)

    assert "does not arrive" in browse(rui).get(f"/patients/{amara.patient_id}/").text


def test_an_address_the_patient_no_longer_has_is_not_spoken_of(browse, rui, amara, bounced):
    OutgoingMail.objects.update(to="old@example.org")

    assert "does not arrive" not in browse(rui).get(f"/patients/{amara.patient_id}/").text
