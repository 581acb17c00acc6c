import socket
from datetime import timedelta
from time import monotonic

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from telepraxis.base import failures, notify
from telepraxis.base.events.models import ToldFact
from telepraxis.base.notify.models import AccountMail, OutgoingMail
from telepraxis.base.notify.tasks import pick_up_mail_left_behind

from .mails import send, write_to

NOW = timezone.now() + timedelta(hours=12)  # after whatever the scenes write, however late in a run they come
CALENDAR = ("visit.ics", b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n", "text/calendar; method=REQUEST")


def test_a_mail_leaves_in_the_practices_name_with_its_own_return_path(quayside, templates, mailbox):
    mail = send(write_to(attachments=[CALENDAR]), NOW)

    [letter] = mailbox.letters()
    assert (letter.to, letter.subject) == ("amara@example.org", "Your visit at Quayside Practice")
    assert letter.sender == "Quayside Practice <visits@clinic.example>"
    assert letter.return_path.startswith(f"bounce+{mail.pk.hex}.") and letter.return_path.endswith("@clinic.example")
    assert letter.text.strip() == "Amara, 23 Nov 08:00: https://clinic.example/join/1"
    assert letter.html.strip() == "<p>Amara</p>"
    [(name, media_type, content)] = letter.attachments
    assert (name, media_type, content.replace(b"\r", b"")) == (
        "visit.ics",
        "text/calendar",
        CALENDAR[1].replace(b"\r", b""),
    )
    assert (mail.state, mail.sent_at, mail.attempts) == ("sent", NOW, 1)


def test_the_body_is_closed_while_it_waits_and_gone_once_it_left(quayside, templates, mailbox):
    mail = write_to()
    assert "clinic.example" not in mail.closed_body

    assert send(mail, NOW).closed_body == ""


def test_one_key_sends_one_mail(quayside, templates, mailbox):
    assert write_to() == write_to()
    assert OutgoingMail.objects.count() == 1


def test_nobody_is_written_to_without_an_address(quayside, templates):
    assert write_to(address="") is None
    assert not OutgoingMail.objects.exists()


def test_a_mail_that_left_is_not_sent_again(quayside, templates, mailbox):
    mail = send(write_to(), NOW)
    send(mail, NOW)

    assert len(mailbox.letters()) == 1


def test_refuses_to_say_more_than_who_when_and_where(quayside, templates):
    with pytest.raises(notify.WordNotAllowed, match="reason"):
        notify.email(
            to="amara@example.org", template="test/mail/booked", language="en", by_key="x", context={"reason": "cough"}
        )
    assert not OutgoingMail.objects.exists()


def test_a_refusal_for_good_is_told_and_shown_on_the_record(quayside, system, amara_document, templates, mailbox):
    mailbox.refuse("amara@example.org", "550 5.1.1 no such mailbox")

    mail = send(write_to(patient=amara_document.uid), NOW)

    assert (mail.state, mail.reason) == ("refused", "550 5.1.1 no such mailbox")
    assert mail.next_step == "Ask this person for another e-mail address."
    told = ToldFact.objects.get(kind="base.notify.MailBounced")
    assert told.body == {"mail_id": str(mail.id), "patient_id": str(amara_document.uid), "state": "refused"}
    assert notify.trouble_with(amara_document.uid) == mail
    assert notify.mail_figures().refused == 1


def test_the_record_shows_no_trouble_once_a_later_mail_arrived(quayside, amara_document, templates, mailbox):
    mailbox.refuse("old@example.org", "550 no such mailbox")
    send(write_to("old@example.org", patient=amara_document.uid), NOW)
    send(write_to("new@example.org", by_key="booked:2", patient=amara_document.uid), NOW)

    assert notify.trouble_with(amara_document.uid) is None


def test_a_busy_server_is_tried_again_after_a_while(quayside, templates, mailbox):
    mailbox.refuse("amara@example.org", "451 4.3.0 come back later")

    mail = send(write_to(), NOW)

    assert (mail.state, mail.due_at, mail.attempts) == ("queued", NOW + timedelta(seconds=10), 1)
    assert ProcrastinateJob.objects.filter(task_name="notify.send_mail", scheduled_at=mail.due_at).count() == 1
    assert send(mail, NOW).attempts == 1  # too early: it is not touched


def test_a_dead_mail_server_keeps_the_mail_and_says_what_to_do(quayside, templates, settings):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        settings.SMTP_URL = f"smtp://127.0.0.1:{gone.getsockname()[1]}"

    mail = send(write_to(), NOW)

    assert (mail.state, mail.closed_body != "") == ("queued", True)
    assert "Connection refused" in mail.reason
    assert mail.next_step == "The mail server does not answer. Check it with: telepraxis doctor."
    assert notify.mail_figures().late == 1


def test_without_a_mail_server_it_waits(quayside, templates, settings):
    settings.SMTP_URL = ""

    assert send(write_to(), NOW).next_step == "Set TELEPRAXIS_SMTP_URL, then restart."


def test_after_two_days_of_trying_it_is_given_up_and_told(quayside, templates, settings):
    settings.SMTP_URL, mail, now = "", write_to(), NOW
    while mail.state == "queued":
        mail = send(mail, now)
        now = max(mail.due_at, now)

    assert (mail.state, mail.attempts) == ("refused", 9)
    assert ToldFact.objects.filter(kind="base.notify.MailBounced").count() == 1


def test_a_mail_whose_worker_died_is_tried_again(quayside, templates, mailbox):
    mail = write_to()
    OutgoingMail.objects.update(claimed_at=NOW)
    send(mail, NOW + timedelta(minutes=9))
    assert mailbox.letters() == []

    send(mail, NOW + timedelta(minutes=11))
    assert len(mailbox.letters()) == 1


def test_a_mail_whose_job_was_lost_is_queued_again(quayside, templates):
    write_to()
    ProcrastinateJob.objects.filter(task_name="notify.send_mail")
    before = ProcrastinateJob.objects.filter(task_name="notify.send_mail").count()

    pick_up_mail_left_behind(now=timezone.now() + timedelta(minutes=3))

    assert ProcrastinateJob.objects.filter(task_name="notify.send_mail").count() == before + 1


def work_until_idle():
    with app.replace_connector(app.connector.get_worker_connector()):
        app.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)


def test_a_sign_in_code_sent_by_a_library_leaves_within_a_second(transactional_db, mailbox, settings):
    message = EmailMultiAlternatives("Sign-in code", "The code is 123-456", None, ["ines@clinic.example"])
    message.attach_alternative("<b>123-456</b>", "text/html")
    get_connection("telepraxis.base.notify.backend.QueuedMail").send_messages([message])
    assert "123-456" not in AccountMail.objects.get().closed_body

    began = monotonic()
    work_until_idle()

    assert monotonic() - began < 1
    [letter] = mailbox.letters(to="ines@clinic.example")
    assert (letter.subject, letter.text.strip()) == ("Sign-in code", "The code is 123-456")
    assert AccountMail.objects.get().state == "sent"


def test_a_mail_about_an_account_is_written_from_a_template(transactional_db, templates, mailbox):
    notify.account_email(to="ines@clinic.example", template="test/mail/plain", context={"code": "77"}, language="es")
    work_until_idle()

    [letter] = mailbox.letters()
    assert (letter.subject, letter.text.strip()) == ("Código", "77")


def test_a_mail_that_cannot_be_written_is_noted_and_does_not_go_round_for_ever(quayside, templates, mailbox):
    mail = write_to("amara\n@example.org")

    mail = send(mail, NOW)

    assert (mail.state, mail.reason, mail.claimed_at) == ("queued", "ValueError", None)
    assert ("telepraxis.notify", "ValueError") in [(each.place, each.kind) for each in failures.recent()]
    while mail.state == "queued":
        mail = send(mail, max(mail.due_at, NOW))
    assert mail.attempts == 9
