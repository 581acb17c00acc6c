"""Samuel needs to see what is closed in Amara's chart."""

from datetime import timedelta

import pytest
from django.utils import timezone

from telepraxis.base import record, tenancy
from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.notify.models import OutgoingMail
from telepraxis.base.record.models import Opening, Resource
from telepraxis.registry.confidentiality import breaking, inbox
from tests.people import MONDAY_8AM

WHY = "Found unconscious, what does she take?"


def seen_by(actor) -> list[str]:
    """Return the problems that a transaction of this actor sees."""
    with tenancy.serving(actor.organization_id, account_id=actor.account_id, sees=actor.sight):
        return sorted(record.content_of(row)["code"]["text"] for row in Resource.objects.filter(type="Condition"))


def test_what_is_closed_opens_with_a_reason_for_four_hours(amara, ines, samuel, tome, asthma, depression):
    now = timezone.now()
    assert seen_by(ines) == ["Asthma", "Depression"]
    assert seen_by(samuel) == ["Asthma"]
    assert seen_by(amara) == ["Asthma", "Depression"]

    breaking.open_in_emergency(patient=amara.patient_id, reason=f"  {WHY} ", by=samuel, now=now)

    assert seen_by(samuel) == ["Asthma", "Depression"]
    opening = Opening.objects.get(kind="break_glass")
    assert (opening.account_id, opening.reason, opening.until) == (samuel.account_id, WHY, now + timedelta(hours=4))
    event = AuditEvent.objects.get(action="record.opened_break_glass")
    assert (event.patient_id, event.actor_name, event.reason) == (amara.patient_id, "Dr Samuel Adeyemi", WHY)
    [waiting] = inbox.openings_waiting()
    assert (waiting.who, waiting.patient.name_text, waiting.first.id) == (
        "Dr Samuel Adeyemi",
        "Amara Okonjo",
        opening.id,
    )
    mail = OutgoingMail.objects.get(template="confidentiality/mail/opened")
    assert (mail.to, mail.subject) == ("amara@example.org", "Your record was opened in an emergency")


@pytest.mark.parametrize("reason", ["", "   ", "urgent", "a         b"])
def test_without_a_reason_nothing_opens(amara, samuel, depression, reason):
    with pytest.raises(breaking.ReasonMissing):
        breaking.open_in_emergency(patient=amara.patient_id, reason=reason, by=samuel, now=timezone.now())

    assert not Opening.objects.filter(kind="break_glass").exists()
    assert not OutgoingMail.objects.filter(template="confidentiality/mail/opened").exists()
    assert seen_by(samuel) == []


def test_after_four_hours_the_next_request_is_closed(amara, samuel, depression):
    long_ago = timezone.now() - timedelta(hours=4, seconds=1)
    breaking.open_in_emergency(patient=amara.patient_id, reason=WHY, by=samuel, now=long_ago)

    assert seen_by(samuel) == []
    assert breaking.glass_of(amara.patient_id, samuel, timezone.now()).opening is None


def test_ended_by_hand_it_is_closed_at_once(amara, samuel, depression):
    now = timezone.now()
    breaking.open_in_emergency(patient=amara.patient_id, reason=WHY, by=samuel, now=now)

    assert breaking.close(patient=amara.patient_id, by=samuel, now=now + timedelta(minutes=5)) == 1

    assert seen_by(samuel) == []
    assert breaking.close(patient=amara.patient_id, by=samuel, now=now + timedelta(minutes=6)) == 0


def test_twice_is_once_and_each_for_themself(amara, samuel, freya, depression):
    now = timezone.now()
    for _ in range(2):
        breaking.open_in_emergency(patient=amara.patient_id, reason=WHY, by=samuel, now=now)

    assert Opening.objects.filter(kind="break_glass").count() == 1
    assert OutgoingMail.objects.filter(template="confidentiality/mail/opened").count() == 1
    assert seen_by(freya) == []


def test_only_clinicians_open(amara, rui, marta, tome, depression):
    for actor in (rui, marta, tome, amara):
        with pytest.raises(NotAllowed):
            breaking.open_in_emergency(patient=amara.patient_id, reason=WHY, by=actor, now=MONDAY_8AM)

    assert not Opening.objects.exists()
