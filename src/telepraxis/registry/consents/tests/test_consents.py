from datetime import date

import pytest

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.record.models import Consent
from telepraxis.registry.consents import giving, listeners, texts
from telepraxis.registry.consents.models import ConsentText, GivenConsent
from telepraxis.registry.organizations.events import OrganizationFounded
from tests.people import MONDAY_8AM

TODAY = MONDAY_8AM.date()


@pytest.fixture
def telehealth(quayside):
    return texts.current_text("telehealth", "PT", "en", TODAY)


@pytest.mark.parametrize(
    ("place", "language", "label"),
    [
        ("PT", "pt", "telehealth * pt 1"),
        ("PT", "pt-PT", "telehealth * pt 1"),
        ("US-CA", "es", "telehealth US-CA es 1"),
        ("US-NY", "es", "telehealth * es 1"),
        ("DE", "de", "telehealth * en 1"),
    ],
)
def test_the_text_is_the_places_own_in_the_readers_language(quayside, place, language, label):
    assert texts.current_text("telehealth", place, language, TODAY).label == label


def test_a_kind_nobody_wrote_is_said_so(quayside):
    with pytest.raises(texts.NoConsentText):
        texts.current_text("genetics", "PT", "en", TODAY)


def test_a_new_practice_takes_over_the_starter_texts_once(quayside):
    fact = OrganizationFounded(organization_id=quayside.id, founded_at=MONDAY_8AM)
    listeners.adopt_texts(fact, now=MONDAY_8AM)
    listeners.adopt_texts(fact, now=MONDAY_8AM)

    assert ConsentText.objects.count() == len(texts.starter())


def test_a_new_version_holds_from_its_day_and_the_old_one_is_kept(quayside, marta, telehealth):
    texts.publish(
        kind="telehealth",
        jurisdiction="*",
        language="en",
        title="Seeing us",
        body="Our own words.",
        source="Our lawyer, 3 May 2026",
        valid_from=date(2026, 12, 1),
        by=marta,
        now=MONDAY_8AM,
    )

    assert texts.current_text("telehealth", "PT", "en", TODAY).version == 1
    assert texts.current_text("telehealth", "PT", "en", date(2026, 12, 1)).version == 2
    assert [each.version for each in texts.versions_of("telehealth", "*", "en")] == [2, 1]
    assert ConsentText.objects.get(id=telehealth.id).body == telehealth.body


def test_a_text_without_source_is_not_published_nor_by_a_nurse(quayside, marta, freya, telehealth):
    new = {
        "kind": "telehealth",
        "jurisdiction": "*",
        "language": "en",
        "title": "T",
        "body": "B",
        "valid_from": TODAY,
        "now": MONDAY_8AM,
    }
    with pytest.raises(texts.TextMissing):
        texts.publish(**new, source=" ", by=marta)
    with pytest.raises(NotAllowed):
        texts.publish(**new, source="Mine", by=freya)

    assert ConsentText.objects.filter(version=2).count() == 0


def test_amara_gives_and_withdraws_consent(quayside, amara, telehealth):
    consent = giving.give(patient=amara.patient_id, text_id=telehealth.id, by=amara, now=MONDAY_8AM)

    doc = record.content_of(consent)
    assert (doc["status"], doc["policyRule"]["text"]) == ("active", "telehealth * en 1")
    assert doc["performer"] == [{"display": "Amara Okonjo"}]
    assert giving.current_consent(amara.patient_id, "telehealth").text == telehealth

    giving.withdraw(consent=consent, by=amara, now=MONDAY_8AM)

    assert giving.current_consent(amara.patient_id, "telehealth") is None
    assert Consent.objects.get().status == "inactive"
    assert [version.version for version in record.history("Consent", consent.logical_id)] == [2, 1]
    with pytest.raises(giving.AlreadyWithdrawn):
        giving.withdraw(consent=Consent.objects.get(), by=amara, now=MONDAY_8AM)


def test_amara_reads_what_she_agreed_to_and_takes_it_back(quayside, browse, amara, tomasz, telehealth):
    giving.give(patient=amara.patient_id, text_id=telehealth.id, by=amara, now=MONDAY_8AM)
    given, address = GivenConsent.objects.get(), f"/me/{amara.patient_id}/consents/"
    hers, his = browse(amara), browse(tomasz)

    assert "1 consent holds" in hers.get(f"/me/{amara.patient_id}/").content.decode()
    assert telehealth.title in hers.get(address).content.decode()
    assert his.post(address, {"consent": given.id}).status_code == 404
    assert giving.current_consent(amara.patient_id, "telehealth") == given
    assert hers.post(address, {"consent": given.id})["Location"] == address
    again = hers.post(address, {"consent": given.id}, follow=True)

    assert "taken back already" in again.content.decode() and "Taken back" in again.content.decode()
    assert giving.current_consent(amara.patient_id, "telehealth") is None


def test_the_pages_cost_the_same_however_often_amara_agreed(
    quayside, browse, amara, telehealth, django_assert_max_num_queries
):
    client = browse(amara)
    pages = (f"/me/{amara.patient_id}/consents/", f"/me/{amara.patient_id}/")

    def counted(path):
        with django_assert_max_num_queries(30) as asked:
            client.get(path)
        return len(asked)

    giving.give(patient=amara.patient_id, text_id=telehealth.id, by=amara, now=MONDAY_8AM)
    [counted(path) for path in pages]
    once = [counted(path) for path in pages]
    for _ in range(5):
        giving.give(patient=amara.patient_id, text_id=telehealth.id, by=amara, now=MONDAY_8AM)

    assert [counted(path) for path in pages] == once


def test_staff_write_down_what_amara_takes_back(quayside, browse, amara, freya, telehealth):
    giving.give(patient=amara.patient_id, text_id=telehealth.id, by=amara, now=MONDAY_8AM)
    page = f"/patients/{amara.patient_id}/"
    nurse = browse(freya)
    assert "Take it back now" in nurse.get(page).content.decode()

    done = nurse.post(f"/me/{amara.patient_id}/consents/", {"consent": GivenConsent.objects.get().id})

    assert done["Location"] == page
    assert "Take it back now" not in nurse.get(page).content.decode()
    assert AuditEvent.objects.get(action="consents.withdrawn").actor_name == "Freya Lindqvist"


def test_what_amara_says_aloud_is_written_down_by_staff(quayside, amara, freya, telehealth):
    consent = giving.give(
        patient=amara.patient_id, text_id=telehealth.id, spoken_by_staff=True, by=freya, now=MONDAY_8AM
    )

    assert record.content_of(consent)["performer"] == [{"display": "Amara Okonjo, aloud to Freya Lindqvist"}]
    assert GivenConsent.objects.get().spoken_to_staff is True


def test_nobody_consents_for_somebody_else(quayside, amara, tomasz, telehealth):
    with pytest.raises(NotAllowed):
        giving.give(patient=tomasz.patient_id, text_id=telehealth.id, by=amara, now=MONDAY_8AM)

    assert GivenConsent.objects.count() == 0
