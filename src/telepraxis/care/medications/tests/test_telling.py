"""Mails: that something is there. Never what."""

import pytest

from telepraxis.base import tenancy
from telepraxis.base.notify.models import OutgoingMail
from telepraxis.care.medications import afterwards
from telepraxis.care.medications.events import MedicineRequestAnswered, PrescriptionSigned
from telepraxis.care.medications.listeners import say_that_it_is_there, say_that_it_was_answered
from telepraxis.care.medications.models import Basket, Prescription
from telepraxis.care.medications.tests.scene import AMLODIPINE, line, signed
from telepraxis.care.medications.tests.test_afterwards import LATER


@pytest.fixture
def bodies(settings, monkeypatch):
    """What would be sent, in words."""
    from telepraxis.base import notify

    sent = []
    real = notify.email

    def kept(**said):
        sent.append(said)
        return real(**said)

    monkeypatch.setattr(notify, "email", kept)
    return sent


def test_the_patient_is_told_of_a_prescription_without_its_words(amara, ines, bodies):
    got = signed(amara, ines, line(AMLODIPINE, days=None))
    fact = PrescriptionSigned(prescription=got.id, patient=amara.patient_id, author=ines.practitioner_id, at=LATER)
    say_that_it_is_there(fact, now=LATER)
    say_that_it_is_there(fact, now=LATER)  # told at least once

    [mail] = OutgoingMail.objects.all()
    assert (mail.subject, mail.to) == ("A paper from your practice is ready", "amara@example.org")
    assert "mlodipine" not in repr(bodies) and got.number not in repr(bodies)


def test_the_patient_is_told_of_an_answer(amara, ines, bodies):
    row = signed(amara, ines, line(AMLODIPINE, days=None)).lines.get()
    asked = afterwards.ask_renewal(line=row.id, by=amara, now=LATER)
    afterwards.answer(request=asked.id, words="Let us talk first", approve=False, by=ines, now=LATER)
    told = {"request": asked.id, "patient": amara.patient_id, "what": "renewal", "state": "denied", "at": LATER}
    say_that_it_was_answered(MedicineRequestAnswered(**told), now=LATER)

    [mail] = OutgoingMail.objects.all()
    assert mail.subject == "An answer from Quayside Practice"
    assert "talk" not in repr(bodies)


def test_another_organization_sees_nothing(amara, ines, hillcrest):
    got = signed(amara, ines, line(AMLODIPINE, days=None))
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.organization', %s, true)", [str(hillcrest.id)])
    try:
        assert not Prescription.objects.filter(pk=got.pk).exists()
        assert not Basket.objects.exists()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('app.organization', %s, true)", [str(got.organization_id)])
    assert tenancy.served_organization() == got.organization_id
    assert Prescription.objects.filter(pk=got.pk).exists()
