import smtplib
import socket

import pytest

from telepraxis.base.notify.models import AccountMail
from telepraxis.base.notify.return_path import return_path_of
from telepraxis.base.notify.tests.test_bouncing import FAILED
from telepraxis.server.bounces import BounceListener, Receiver


@pytest.fixture
def listener(transactional_db):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    listening = BounceListener(Receiver(), hostname="127.0.0.1", port=port)
    listening.start()
    with smtplib.SMTP("127.0.0.1", port) as connection:
        yield connection
    listening.stop()


@pytest.fixture
def mail(transactional_db):
    return AccountMail.objects.create(to="ines@clinic.example", subject="Code", state="sent")


def test_a_bounce_that_arrives_by_smtp_marks_its_mail(listener, mail):
    listener.sendmail("", [return_path_of(mail.pk)], FAILED)

    mail.refresh_from_db()
    assert (mail.state, mail.reason) == ("bounced", "5.1.1 550 5.1.1 User unknown")


@pytest.mark.parametrize("address", ["visits@localhost", "bounce+1.2@localhost", "postmaster@elsewhere.example"])
def test_every_other_address_is_refused_before_anything_is_read(listener, mail, address):
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        listener.sendmail("", [address], FAILED)

    assert refusal.value.recipients[address][0] == 550
    mail.refresh_from_db()
    assert mail.state == "sent"
