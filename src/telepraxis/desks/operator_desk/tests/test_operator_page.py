import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from telepraxis.base import failures
from telepraxis.base.access import Role
from telepraxis.base.notify.models import AccountMail, OutgoingMail
from telepraxis.registry.accounts.models import Account
from tests.people import MONDAY_8AM, colleague
from tests.signing_in import sign_in_client

NOW = timezone.now()


@pytest.fixture
def runa(system, quayside):
    """Runa, who looks after the machines of Quayside."""
    return colleague("runa@quayside.test", "Runa Holm", {Role.SYSTEM_ADMINISTRATOR}, system)


@pytest.fixture
def client(runa, quayside, settings, tmp_path):
    settings.HOME = tmp_path
    browser = Client(raise_request_exception=False)
    sign_in_client(browser, Account.objects.get(pk=runa.account_id), quayside)
    return browser


def refused_mail(quayside, number=1, state="refused"):
    mail = OutgoingMail(
        organization=quayside, by_key=f"booked:{number}", to="amara@example.org", template="scheduling/mail/booked",
        subject="Your visit", state=state, attempts=1, reason="550 no such mailbox",
        next_step="Ask this person for another e-mail address.",
    )  # fmt: skip
    mail.close_body("https://clinic.example/join/1")
    mail.save()
    return mail


def failed_job():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts) "
            "VALUES ('default', 'scheduling.remind', 'failed', 5) RETURNING id"
        )
        return cursor.fetchone()[0]


def test_shows_processes_queue_mail_disk_certificate_backup_and_failures_with_next_steps(client, quayside):
    refused_mail(quayside)
    failed_job()
    failures.note(source="page", place="front_desk:day", kind="OperationalError", now=NOW, request_id="abcdef012345")

    shown = client.get("/operator/").text

    for said in [
        "No supervisor runs in this data home.", "telepraxis up", "No worker runs", "a…@example.org",
        "550 no such mailbox", "Ask this person for another e-mail address.", "Send again", "scheduling.remind",
        "Run again", "GB free", "None yet.", "front_desk:day", "OperationalError", "run telepraxis doctor", "abcdef01",
    ]:  # fmt: skip
        assert said in shown, said
    assert "amara@" not in shown and "join/1" not in shown


def test_mail_that_waits_for_a_dead_mail_server_stands_at_the_top(client, quayside):
    mail = refused_mail(quayside, state="queued")
    mail.reason, mail.next_step = "mail.example:587: Connection refused", "The mail server does not answer."
    mail.save()

    shown = client.get("/operator/").text

    assert "Mails wait: the mail server has not taken them." in shown
    assert "Nothing is lost" in shown


def test_an_empty_page_says_what_will_stand_there(client):
    shown = client.get("/operator/").text

    assert "Every mail arrived" in shown and "No failure in the last month" in shown


def test_the_panels_refresh_themselves_without_the_shell(client):
    panels = client.get("/operator/", headers={"HX-Request": "true", "X-By-Itself": "1"}).text

    assert "Recent failures" in panels and "<html" not in panels


def test_a_refused_mail_is_sent_again(client, quayside):
    mail = refused_mail(quayside)

    assert client.post(f"/operator/mails/{mail.id}/send-again/").status_code == 302
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("queued", 0)


def test_a_bounced_mail_cannot_be_sent_again(client, quayside):
    mail = refused_mail(quayside, state="bounced")

    client.post(f"/operator/mails/{mail.id}/send-again/")
    mail.refresh_from_db()
    assert mail.state == "bounced"


def test_a_job_that_gave_up_runs_again_once(client):
    job = failed_job()

    assert "The job runs again." in client.post(f"/operator/jobs/{job}/run-again/", follow=True).text
    assert "did not give up" in client.post(f"/operator/jobs/{job}/run-again/", follow=True).text


def test_nobody_else_may_operate(quayside, system, settings, tmp_path):
    mail, job = refused_mail(quayside), failed_job()
    for role in set(Role) - {Role.SYSTEM_ADMINISTRATOR, Role.PATIENT, Role.PROXY}:
        other = colleague(f"{role}@quayside.test", "Other", {role}, system)
        browser = Client()
        sign_in_client(browser, Account.objects.get(pk=other.account_id), quayside)

        assert browser.get("/operator/").status_code == 403, role
        assert browser.post(f"/operator/mails/{mail.id}/send-again/").status_code == 403
        assert browser.post(f"/operator/jobs/{job}/run-again/").status_code == 403
    mail.refresh_from_db()
    assert mail.state == "refused"


def test_the_number_of_queries_does_not_grow(client, quayside):
    client.get("/operator/")
    with CaptureQueriesContext(connection) as few:
        client.get("/operator/")
    for number in range(30):
        refused_mail(quayside, number)
        failed_job()
        failures.note(source="page", place="x", kind="ValueError", now=MONDAY_8AM)
        AccountMail.objects.create(to=f"a{number}@b.example", subject="Code", state="bounced")
    with CaptureQueriesContext(connection) as many:
        client.get("/operator/")

    assert len(many) == len(few)
