import smtplib
from email.message import EmailMessage

import pytest
from django.test import Client
from django.urls import include, path

from telepraxis.server.mailsink import Sink, letters

urlpatterns = [path("", include("telepraxis.server.mailsink.urls")), path("", include("telepraxis.base.ui.urls"))]
handler404 = "telepraxis.base.ui.errors.not_found"


@pytest.fixture
def sink(settings, tmp_path):
    settings.HOME, settings.ROOT_URLCONF = tmp_path, __name__
    with Sink(tmp_path / "inbox") as running:
        yield running


def send(sink, to, subject, html=""):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "visits@clinic.example", to, subject
    message.set_content("Open https://clinic.example/join/1 <script>")
    if html:
        message.add_alternative(html, subtype="html")
    message.add_attachment(b"BEGIN:VCALENDAR", maintype="text", subtype="calendar", filename="visit.ics")
    with smtplib.SMTP("127.0.0.1", sink.port) as connection:
        connection.send_message(message)


def test_the_newest_mail_stands_first_and_can_be_narrowed_to_one_reader(sink, db):
    send(sink, "amara@example.org", "Your visit on Thursday")
    send(sink, "joao@example.org", "Seu código")
    client = Client()

    shown = client.get("/demo/inbox/").text
    assert shown.index("Seu código") < shown.index("Your visit on Thursday")
    only = client.get("/demo/inbox/?to=AMARA", headers={"HX-Request": "true"}).text
    assert "Your visit" in only and "código" not in only and "<html" not in only


def test_a_letter_is_read_its_link_followed_its_calendar_kept(sink, db):
    send(sink, "amara@example.org", "Your visit", html="<html><head></head><body>Hello</body></html>")
    [letter] = letters(sink.folder)
    client = Client()

    shown = client.get(f"/demo/inbox/{letter.number}/").text
    assert '<a href="https://clinic.example/join/1"' in shown
    assert "<script>" not in shown.split("data-mail-text")[1].split("</div>")[0]
    calendar = client.get(f"/demo/inbox/{letter.number}/attachments/1/")
    assert (calendar.content.strip(), calendar.headers["Content-Disposition"]) == (
        b"BEGIN:VCALENDAR",
        'attachment; filename="visit.ics"',
    )
    as_sent = client.get(f"/demo/inbox/{letter.number}/as-sent/")
    assert "Hello" in as_sent.text and "default-src 'none'" in as_sent.headers["Content-Security-Policy"]


@pytest.mark.parametrize("number", ["..%2f..%2fkeys.json", "999", "abc"])
def test_what_is_no_letter_is_not_found(sink, db, number):
    assert Client().get(f"/demo/inbox/{number}/").status_code == 404


def test_an_empty_inbox_says_what_will_come(sink, db):
    assert "No mail yet" in Client().get("/demo/inbox/").text


def test_only_a_demonstration_has_an_inbox(db):
    assert Client().get("/demo/inbox/").status_code == 404
