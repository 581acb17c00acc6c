from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from telepraxis.base import notify
from telepraxis.base.events.models import ToldFact
from telepraxis.base.notify.models import AccountMail, OutgoingMail
from telepraxis.base.notify.return_path import mail_of, return_path_of

from .mails import send, write_to

NOW = timezone.now() + timedelta(hours=12)  # after whatever the scenes write, however late in a run they come
NOTICE = b"""From: Mail Delivery System <MAILER-DAEMON@example.org>
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org

Final-Recipient: rfc822; amara@example.org
Action: %s
Status: %s
Diagnostic-Code: smtp; %s

--b--
"""
FAILED = NOTICE % (b"failed", b"5.1.1", b"550 5.1.1 User unknown")


@pytest.fixture
def sent(quayside, templates, mailbox):
    return send(write_to(), NOW)


def test_a_failure_marks_its_mail_and_is_told(sent):
    assert notify.come_back(to=return_path_of(sent.pk), content=FAILED, now=NOW)

    mail = OutgoingMail.objects.get()
    assert (mail.state, mail.came_back_at) == ("bounced", NOW)
    assert mail.reason == "5.1.1 550 5.1.1 User unknown"
    assert ToldFact.objects.get(kind="base.notify.MailBounced").body["state"] == "bounced"


def test_the_same_failure_twice_is_told_once(sent):
    notify.come_back(to=return_path_of(sent.pk), content=FAILED, now=NOW)

    assert not notify.come_back(to=return_path_of(sent.pk), content=FAILED, now=NOW)
    assert ToldFact.objects.filter(kind="base.notify.MailBounced").count() == 1


@pytest.mark.parametrize(
    "content",
    [
        NOTICE % (b"delayed", b"4.4.1", b"421 busy"),
        b"Subject: Out of office\n\nI am away until Monday.",
        b"",
        b"\xff\xfe\x00 nonsense",
        b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n--b--",
    ],
)
def test_a_delay_an_absence_note_and_nonsense_change_nothing(sent, content):
    assert not notify.come_back(to=return_path_of(sent.pk), content=content, now=NOW)

    assert OutgoingMail.objects.get().state == "sent"


def test_a_forged_return_path_is_nobodys(sent):
    genuine = return_path_of(sent.pk)
    local, _, domain = genuine.partition("@")

    for forged in [
        f"bounce+{sent.pk.hex}.{'0' * 20}@{domain}",
        f"{local[:-1]}{'0' if local[-1] != '0' else '1'}@{domain}",
        f"{local}@elsewhere.example",
        f"bounce+{UUID(int=1).hex}.{local[-20:]}@{domain}",
        "bounce+.@clinic.example",
        "visits@clinic.example",
        "",
    ]:
        assert not notify.is_return_path(forged), forged
        assert not notify.come_back(to=forged, content=FAILED, now=NOW)
    assert OutgoingMail.objects.get().state == "sent"


def test_a_return_path_survives_a_rotation_of_keys_and_capital_letters(sent, settings):
    before = return_path_of(sent.pk)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "a new signing key"

    assert mail_of(before.upper()) == sent.pk
    assert len(before.partition("@")[0]) <= 64


def test_a_bounced_sign_in_mail_shows_at_its_account(db, settings):
    mail = AccountMail.objects.create(to="ines@clinic.example", subject="Code", state="sent")

    assert notify.come_back(to=return_path_of(mail.pk), content=FAILED, now=NOW)
    assert notify.account_mail_trouble("ines@clinic.example").state == "bounced"
