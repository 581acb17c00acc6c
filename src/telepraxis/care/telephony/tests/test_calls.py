"""What may be called, by whom, how often; whose call it is; what stays in the trail."""

from datetime import timedelta

import pytest

from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.record.models import Patient, Practitioner
from telepraxis.care.encounters import presences, visits
from telepraxis.care.encounters.models import Presence, Visit
from telepraxis.care.telephony import calls, recording, trunks
from telepraxis.care.telephony.models import PhoneCall, RecordingConsent, Trunk
from tests.people import MONDAY_8AM

MINUTE = timedelta(minutes=1)
TEN = MONDAY_8AM + timedelta(hours=2)
AMARAS = "+351 910 555 014"


@pytest.fixture
def line(marta):
    """The practice's line, signed in."""
    trunk = trunks.set_up(
        registrar="sip.provider.test:5060", user="quayside", secret="harbour-wall-41",
        shown_number="+351 210 555 000", allowed_prefixes=[], refused_prefixes=["+351910666"], max_minutes=60,
        calls_per_hour=3, by=marta, now=MONDAY_8AM,
    )  # fmt: skip
    trunks.note_state(organization=trunk.organization_id, state="registered", now=MONDAY_8AM)
    return Trunk.objects.get()


@pytest.fixture
def visit(amara, ines, system):
    """Amara and Dr Inês are in their visit, by video, since ten."""
    visit = visits.open_visit(
        patient=amara.patient_id,
        practitioner=ines.practitioner_id,
        modality="video",
        planned_at=TEN,
        by=system,
        now=TEN,
    )
    visits.patient_ready(visit=visit, by=amara, now=TEN)
    visit = visits.admit(visit=visit, by=ines, now=TEN)
    for person in (amara, ines):
        presences.joined(visit=visit, participant=presences.participant_of(person, visit), by=person, now=TEN)
    return visit


def trail() -> list[str]:
    kept = AuditEvent.objects.filter(action__startswith="phone.").order_by("at", "id")
    return [f"{event.action} {event.reason}".strip() for event in kept]


def refused(number: str, visit=None, *, by, now=TEN) -> str:
    """Return with which code the call is refused; the refusal is kept as a page keeps it."""
    with pytest.raises(calls.CallRefused) as why:
        calls.place(number=number, visit=visit, by=by, now=now)
    calls.note_refusal(number=number, code=why.value.code, visit=visit, by=by)
    return why.value.code


def test_a_visit_whose_data_are_gone_goes_on_by_phone_in_the_same_encounter(line, visit, ines):
    call = calls.place(number=AMARAS, visit=visit, by=ines, now=TEN + 5 * MINUTE)
    calls.rang(call=call, now=TEN + 5 * MINUTE)
    assert Presence.objects.filter(left_at=None).count() == 0

    calls.answered(call=call, now=TEN + 6 * MINUTE)
    calls.ended(call=call, outcome="finished", now=TEN + 9 * MINUTE)
    visits.finish(visit=visit, by=ines, now=TEN + 10 * MINUTE)

    assert presences.minutes_together(visit, TEN) == {"video": 5 * MINUTE, "phone": 3 * MINUTE}
    assert Visit.objects.get().encounter_id == visit.encounter_id
    call.refresh_from_db()
    assert (call.outcome, call.number, call.patient_id) == ("finished", "+351910555014", visit.patient_id)


def test_every_step_leaves_its_trace(line, visit, ines):
    call = calls.place(number=AMARAS, visit=visit, by=ines, now=TEN)
    calls.rang(call=call, now=TEN)
    calls.answered(call=call, now=TEN)
    calls.hold(call=call, by=ines, now=TEN)
    calls.resume(call=call, by=ines, now=TEN)
    calls.ended(call=call, outcome="cut", now=TEN + MINUTE)
    calls.ended(call=call, outcome="finished", now=TEN + 2 * MINUTE)

    assert trail() == [
        "phone.set_up", "phone.dialled", "phone.rang", "phone.answered", "phone.held", "phone.resumed",
        "phone.ended cut",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("number", "why"),
    [
        ("+351 760 123 456", "premium"),
        ("707 200 200", "premium"),
        ("+1 900 555 0123", "premium"),
        ("+882 16 555 0123", "premium"),
        ("112", "emergency"),
        ("1 1 2", "emergency"),
        ("+44 20 7946 0958", "abroad"),
        ("+351 910 666 123", "refused_prefix"),
        ("1820", "short"),
        ("+351 1", "unreadable"),
        ("sip:boss@evil.test", "unreadable"),
    ],
)
def test_what_costs_or_misleads_is_never_called(line, visit, ines, number, why):
    assert refused(number, visit, by=ines) == why

    assert PhoneCall.objects.count() == 0
    assert Visit.objects.get().modality == "video"
    assert trail()[-1].startswith(f"phone.refused {why}")


def test_a_number_in_the_trail_is_masked(line, visit, ines):
    refused("+351 760 123 456", visit, by=ines)

    assert trail()[-1] == "phone.refused premium …456"


def test_an_allowed_country_can_be_called_and_its_dear_numbers_still_not(line, ines):
    Trunk.objects.update(allowed_prefixes=["+351", "+44"])

    assert calls.place(number="+44 20 7946 0958", by=ines, now=TEN).number == "+442079460958"
    assert refused("+44 909 879 0000", by=ines) == "premium"


def test_a_country_is_more_than_its_code(line, ines):
    from telepraxis.registry.organizations.models import OrganizationProfile

    OrganizationProfile.objects.update(jurisdiction="US-CO")

    assert refused("+1 876 926 1234", by=ines) == "abroad"
    assert calls.place(number="(303) 499-7111", by=ines, now=TEN).number == "+13034997111"


def test_calls_of_an_hour_are_limited(line, ines):
    for minute in range(3):
        call = calls.place(number=AMARAS, by=ines, now=TEN + minute * MINUTE)
        calls.ended(call=call, outcome="busy", now=TEN + minute * MINUTE)

    assert refused(AMARAS, by=ines, now=TEN + 5 * MINUTE) == "too_many"
    assert calls.place(number=AMARAS, by=ines, now=TEN + 61 * MINUTE).direction == "out"


def test_one_person_is_on_one_call(line, ines):
    calls.place(number=AMARAS, by=ines, now=TEN)

    assert refused(AMARAS, by=ines, now=TEN + MINUTE) == "on_the_phone"
    assert PhoneCall.objects.count() == 1


def test_a_call_that_never_got_anywhere_holds_nobody_up(line, ines):
    lost = calls.place(number=AMARAS, by=ines, now=TEN)
    calls.place(number=AMARAS, by=ines, now=TEN + 3 * MINUTE)

    lost.refresh_from_db()
    assert lost.outcome == "provider"


def test_without_a_line_the_number_is_dialled_by_hand(visit, ines):
    assert refused(AMARAS, visit, by=ines) == "no_line"
    assert Visit.objects.get().modality == "video"


def test_nobody_calls_who_does_not_speak_with_patients(line, visit, amara, marta, rui):
    for stranger in (amara, marta):
        with pytest.raises(NotAllowed):
            calls.place(number=AMARAS, by=stranger, now=TEN)
    with pytest.raises(NotAllowed):
        calls.place(number=AMARAS, visit=visit, by=rui, now=TEN)

    assert PhoneCall.objects.count() == 0


def test_whoever_is_quickest_takes_an_incoming_call(line, ines, rui):
    call = calls.came_in(organization=line.organization_id, caller="00351910555014", country="PT", now=TEN)
    calls.take(call=call, by=rui, now=TEN)
    with pytest.raises(calls.CallTaken):
        calls.take(call=call, by=ines, now=TEN)

    call.refresh_from_db()
    assert (call.number, call.name, call.account_id) == ("+351910555014", "Rui Tavares", rui.account_id)


def test_nobody_holds_or_ends_the_call_of_another(line, ines, rui):
    call = calls.place(number=AMARAS, by=ines, now=TEN)
    calls.answered(call=call, now=TEN)
    with pytest.raises(calls.CallTaken):
        calls.hold(call=call, by=rui, now=TEN)

    assert PhoneCall.objects.get().held_at is None


def test_a_missed_call_stays_on_the_list_until_it_is_ticked_off(line, rui):
    call = calls.came_in(organization=line.organization_id, caller="anonymous", country="PT", now=TEN)
    calls.ended(call=call, outcome="missed", now=TEN + MINUTE)
    assert [(each.number, each.outcome) for each in calls.missed_calls()] == [("", "missed")]

    calls.tick_off(call=call, by=rui, now=TEN + 2 * MINUTE)

    assert calls.missed_calls() == []


def test_the_secret_is_sealed_and_only_the_switchboard_opens_it(line, marta):
    assert "harbour" not in line.closed_secret
    assert trunks.login_of(line).secret == "harbour-wall-41"
    assert "harbour" not in repr(trunks.login_of(line))

    again = trunks.set_up(
        registrar="sip.other.test", user="quayside", secret="", shown_number="210 555 000", allowed_prefixes=[],
        refused_prefixes=[], max_minutes=60, calls_per_hour=3, by=marta, now=TEN,
    )  # fmt: skip
    assert trunks.login_of(again).secret == "harbour-wall-41"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("registrar", "sip:evil;lr"), ("registrar", "a b"), ("user", "x@y"), ("user", "a\r\nVia: b"),
        ("shown_number", "112"), ("shown_number", "760 123 456"), ("secret", "a\nb"), ("prefixes", "44"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_line_is_not_kept(line, marta, field, value):
    typed = {
        "registrar": "sip.provider.test", "user": "quayside", "secret": "x", "shown_number": "+351 210 555 000",
        "prefixes": "+44",
    } | {field: value}  # fmt: skip
    with pytest.raises(trunks.TrunkIncomplete) as why:
        trunks.set_up(
            registrar=typed["registrar"], user=typed["user"], secret=typed["secret"],
            shown_number=typed["shown_number"], allowed_prefixes=[typed["prefixes"]], refused_prefixes=[],
            max_minutes=60, calls_per_hour=3, by=marta, now=TEN,
        )  # fmt: skip

    assert list(why.value.fields) == [field]
    assert Trunk.objects.get().registrar == "sip.provider.test:5060"


def test_nothing_is_recorded_unless_both_agree(visit, ines, amara):
    with pytest.raises(recording.NotBothAgreed):
        recording.begin(visit=visit, by=ines, now=TEN)
    recording.agree(visit=visit, side="clinician", by=ines, now=TEN)
    with pytest.raises(recording.NotBothAgreed):
        recording.begin(visit=visit, by=ines, now=TEN)
    recording.agree(visit=visit, side="patient", by=amara, now=TEN)
    recording.withdraw(visit=visit, side="patient", by=amara, now=TEN)
    with pytest.raises(recording.NotBothAgreed):
        recording.begin(visit=visit, by=ines, now=TEN)

    assert [line for line in trail() if "refused" in line] == ["phone.recording_refused not both agreed"] * 3


def test_with_both_agreed_the_gate_is_open_and_there_is_no_recorder(visit, ines, amara):
    recording.agree(visit=visit, side="clinician", by=ines, now=TEN)
    recording.agree(visit=visit, side="patient", by=amara, now=TEN)

    with pytest.raises(recording.NothingRecords):
        recording.begin(visit=visit, by=ines, now=TEN)


def test_nobody_agrees_for_the_other_side(visit, ines, amara, tomasz, rui):
    for side, stranger in (("patient", ines), ("clinician", amara), ("patient", tomasz), ("patient", rui)):
        with pytest.raises(NotAllowed):
            recording.agree(visit=visit, side=side, by=stranger, now=TEN)

    assert RecordingConsent.objects.count() == 0
    assert (Patient.objects.count(), Practitioner.objects.count()) == (2, 1)
