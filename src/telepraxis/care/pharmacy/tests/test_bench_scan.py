"""Whoever comes with the code: it is scanned, read without a network, and claimed by asking whoever prescribed."""

import pytest
from django.utils import timezone

from telepraxis.base.audit.models import AuditEvent
from telepraxis.care.medications.models import Prescription
from telepraxis.care.pharmacy.models import Claim
from telepraxis.care.pharmacy.tests.scene import AMOXICILLIN, IBUPROFEN, prescribe, stock
from tests.people import signed_in_client

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_scanned_code_is_shown_and_what_is_ticked_is_claimed(town):
    stock(town, town.corner, AMOXICILLIN, 40, 30)
    whole = prescribe(town, AMOXICILLIN, IBUPROFEN)
    with town.at(town.quayside):
        token = Prescription.objects.get(pk=whole.pk).token
    client = signed_in_client(town.corner.pharmacist)

    forged = client.post("/pharmacy/scan/", {"text": token[:-8] + "AAAAAAAA"})
    assert forged.status_code == 422 and "Genuine" not in forged.content.decode()
    page = client.post("/pharmacy/scan/", {"text": f"https://example.org/verify#{token}"}).content.decode()
    for said in (
        "Genuine: signed by Quayside Practice.",
        "Amara Okonjo",
        "Amoxicillin",
        "40 free",
        "not here as written",
    ):
        assert said in page, said
    assert client.post("/pharmacy/ask/", {"text": token}).status_code == 422  # nothing is ticked
    with town.at(town.corner):
        assert not Claim.objects.exists()
        assert AuditEvent.objects.filter(action="pharmacy.scanned").count() == 2

    sent = client.post("/pharmacy/ask/", {"text": token, "lines": ["1"]})
    assert "Quayside Practice is asked." in client.get(sent["Location"]).content.decode()
    town.carry(timezone.now())
    page = client.get(sent["Location"]).content.decode()
    assert "Amara Okonjo" in page and "To be checked" in page and "Ibuprofen" not in page
