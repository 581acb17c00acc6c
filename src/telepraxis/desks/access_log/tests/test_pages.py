"""Who looked: the patient reads it in plain words, the privacy officer searches it, nobody else sees it."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from telepraxis.base import audit
from telepraxis.base.access import Role
from telepraxis.base.audit.models import AuditEvent
from telepraxis.registry.accounts import security_log
from tests import pseudo
from tests.people import MONDAY_8AM, colleague


@pytest.fixture
def tomas_officer(system):
    """Tomé Reis, privacy officer."""
    return colleague("tome@quayside.test", "Tomé Reis", {Role.PRIVACY_OFFICER}, system)


def read_chart(by, patient, **more):
    audit.looked(by, "chart.read", patient=patient, entity=("Patient", patient), **more)


def page(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_a_patient_reads_who_looked_in_plain_words(browse, amara, ines):
    read_chart(replace(ines, address="10.0.0.7"), amara.patient_id)

    shown = page(browse(amara).get("/record/access/"))

    assert "Dr Inês Carvalho read your chart" in shown
    assert "Physician" in shown
    assert "from 10.0.0.7" in shown


def test_what_one_did_oneself_reads_as_you(browse, amara):
    audit.looked(amara, "note.read", patient=amara.patient_id)

    assert "You read the note of your visit" in page(browse(amara).get("/record/access/"))


def test_equal_looks_in_a_row_are_one_line_with_a_count(browse, amara, ines):
    for _ in range(12):
        audit.wrote(ines, "note.draft_saved", patient=amara.patient_id)

    shown = page(browse(amara).get("/record/access/"))

    assert shown.count("Dr Inês Carvalho wrote in the note of your visit") == 1
    assert "12 times" in shown


def test_a_reason_stands_beside_the_look(browse, amara, ines):
    audit.wrote(ines, "visit.cancelled", patient=amara.patient_id, reason="The clinician is ill")

    assert "Reason: The clinician is ill" in page(browse(amara).get("/record/access/"))


def test_looks_and_changes_and_persons_can_be_told_apart(browse, amara, ines, freya):
    read_chart(ines, amara.patient_id)
    audit.wrote(freya, "scheduling.checked_in", patient=amara.patient_id)
    browser = browse(amara)

    looked = page(browser.get("/record/access/", {"kind": "read"}))
    changed = page(browser.get("/record/access/", {"kind": "write"}))
    by_freya = page(browser.get("/record/access/", {"person": "Freya Lindqvist"}))

    assert "read your chart" in looked and "checked you in" not in looked
    assert "checked you in" in changed and "read your chart" not in changed
    assert "checked you in" in by_freya and "read your chart" not in by_freya


def test_another_patients_log_is_not_found(browse, amara, tomasz, ines):
    read_chart(ines, tomasz.patient_id)

    assert browse(amara).get("/record/access/", {"of": str(tomasz.patient_id)}).status_code == 404


def test_whoever_acts_for_a_patient_reads_their_log(browse, system, amara, tomasz, ines):
    from telepraxis.registry.accounts.actors import actor_of_account
    from telepraxis.registry.accounts.models import Account
    from telepraxis.registry.patients import proxies

    read_chart(ines, tomasz.patient_id)
    account = Account.objects.get(pk=amara.account_id)
    proxies.appoint(
        patient=tomasz.patient_id, account=account, relation="daughter", authority="patients_wish",
        scope=["record"], by=system, now=MONDAY_8AM,
    )  # fmt: skip
    carer = actor_of_account(account, system.organization_id, now=MONDAY_8AM)

    shown = page(browse(carer).get("/record/access/", {"of": str(tomasz.patient_id)}))

    assert "Dr Inês Carvalho read your chart" in shown
    assert "Tomasz Wilk" in shown


def test_staff_have_no_page_of_their_patients_log(browse, amara, ines):
    assert browse(ines).get("/record/access/", {"of": str(amara.patient_id)}).status_code == 404


def test_reading_the_log_is_written_down_but_not_shown(browse, amara):
    browser = browse(amara)
    browser.get("/record/access/")
    browser.get("/record/access/")

    assert AuditEvent.objects.filter(action="access_log.read").count() == 2
    assert "access_log" not in page(browser.get("/record/access/"))


def test_pages_follow_each_other_without_gap_or_repeat(browse, amara, ines):
    for number in range(150):
        audit.looked(ines, "chart.read", patient=amara.patient_id, reason=f"look {number}")
    browser, reasons, address = browse(amara), [], "/record/access/"
    while address:
        answer = browser.get(address)
        found = answer.context["found"]
        reasons += [entry.event.reason for _day, entries in found.days for entry in entries]
        address = f"/record/access/?before={quote(found.older)}" if found.older else ""

    assert sorted(reason for reason in reasons if reason) == sorted(f"look {number}" for number in range(150))


@pytest.mark.parametrize("nonsense", ["yesterday", "2026-01-01_x", "_", "2026-01-01T00:00:00_0", "%00"])
def test_nonsense_in_the_address_begins_at_the_newest(browse, amara, nonsense):
    assert browse(amara).get("/record/access/", {"before": nonsense, "of": nonsense}).status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_log(browse, amara, ines):
    def queries() -> int:
        with CaptureQueriesContext(connection) as counted:
            assert browser.get("/record/access/").status_code == 200
        return len(counted)

    browser = browse(amara)
    queries()
    few = queries()
    for number in range(300):
        audit.looked(ines, "chart.read", patient=amara.patient_id, reason=str(number))

    assert queries() == few


def test_the_privacy_officer_searches_by_patient_person_and_kind(browse, amara, tomasz, ines, freya, tomas_officer):
    read_chart(ines, amara.patient_id)
    audit.wrote(freya, "scheduling.checked_in", patient=tomasz.patient_id)
    browser = browse(tomas_officer)

    by_name = page(browser.get("/audit/", {"patient_text": "Okonjo"}))
    by_person = page(browser.get("/audit/", {"account": str(freya.account_id), "kind": "write"}))

    assert "Read a chart" in by_name and "Checked a patient in" not in by_name
    assert "Checked a patient in" in by_person and "Read a chart" not in by_person


def test_the_period_is_in_days_of_the_reader(browse, amara, ines, tomas_officer):
    read_chart(ines, amara.patient_id)
    today = datetime.now(UTC).date()
    browser = browse(tomas_officer)

    around = {"first": today - timedelta(days=1), "last": today + timedelta(days=1)}
    assert "Read a chart" in page(browser.get("/audit/", around))
    assert "Read a chart" not in page(browser.get("/audit/", {"last": today - timedelta(days=3)}))


def test_the_export_says_the_same_and_hurts_no_spreadsheet(browse, amara, ines, tomas_officer):
    audit.looked(ines, "chart.read", patient=amara.patient_id, reason="=HYPERLINK(1)")

    answer = browse(tomas_officer).get("/audit/export/", {"patient": str(amara.patient_id), "kind": "read"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert [(row["Who"], row["What"], row["Patient"], row["Why"]) for row in rows] == [
        ("Dr Inês Carvalho", "Read a chart", "Amara Okonjo", "'=HYPERLINK(1)")
    ]
    assert AuditEvent.objects.filter(action="access_log.exported").count() == 1


@pytest.mark.parametrize("address", ["/audit/", "/audit/export/", "/audit/sign-ins/"])
def test_nobody_else_reads_the_audit(browse, ines, freya, rui, marta, amara, address):
    for person in (ines, freya, rui, marta, amara):
        assert browse(person).get(address).status_code == 403, person.name


def test_the_officer_sees_what_happened_to_colleagues_accounts(browse, tomas_officer, ines, amara):
    now = datetime.now(UTC)
    security_log.note("refused", account_id=ines.account_id, now=now, address="198.51.100.7")
    security_log.note("signed_in", account_id=ines.account_id, now=now)
    browser = browse(tomas_officer)

    everything, trouble = page(browser.get("/audit/sign-ins/")), page(browser.get("/audit/sign-ins/?kind=trouble"))

    assert "A sign-in failed" in everything and "198.51.100.7" in everything
    assert "A sign-in failed" in trouble and "> Signed in" not in trouble


def test_every_word_can_be_translated(browse, amara, ines, tomas_officer):
    audit.looked(replace(ines, address="10.0.0.7"), "chart.read", patient=amara.patient_id)
    audit.wrote(ines, "visit.cancelled", patient=amara.patient_id)
    security_log.note("refused", account_id=ines.account_id, now=datetime.now(UTC))
    known = [
        "Amara Okonjo",
        "Dr Inês Carvalho",
        "Tomé Reis",
        "Quayside Practice",
        "Telepraxis",
        "10.0.0.7",
        "127.0.0.1",
    ]
    for person, address in (
        (amara, "/record/access/"),
        (amara, "/record/access/?kind=write&person=nobody"),
        (tomas_officer, "/audit/"),
        (tomas_officer, "/audit/?last=2001-01-01"),
        (tomas_officer, "/audit/sign-ins/"),
    ):
        browser = browse(person)
        with pseudo.spoken():
            html = browser.get(address).content.decode()
        assert pseudo.untranslated(html, known=known) == [], address
