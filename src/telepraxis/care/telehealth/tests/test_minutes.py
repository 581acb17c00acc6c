"""How a call went: counted by the pages, kept by the minute, summed up for bill and support."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from telepraxis.base.audit.models import AuditEvent
from telepraxis.care.encounters import presences, visits
from telepraxis.registry.accounts import hats
from tests.signing_in import sign_in_client

from .. import course, minutes, report
from ..models import CallMinute
from ..negotiation import BadSignal
from .clinic import open_clinic

TEN = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SAID = {
    "ago": 30, "connected": 60, "heard": 60, "saw": 60, "stills": 0, "rung": "good", "why": "", "loss": 3, "rtt": 48,
    "kb": 4_000, "relayed": False,
}  # fmt: skip


@pytest.fixture
def clinic(db):
    return open_clinic()


@pytest.fixture
def begun(clinic):
    """Amara was admitted at ten, and both are in by video."""
    clinic.answer_card()
    with clinic.serving():
        visit = clinic.visit()
        visit = visits.patient_ready(visit=visit, by=clinic.as_amara(), now=TEN - MINUTE)
        visit = visits.admit(visit=visit, by=clinic.as_ines(), now=TEN)
        for by in (clinic.as_amara(), clinic.as_ines()):
            presences.joined(visit=visit, participant=presences.participant_of(by, visit), by=by, now=TEN)
    return visit


def tell(clinic, visit, by, *said, now):
    with clinic.serving():
        minutes.keep(
            visit=visit,
            participant=presences.participant_of(by, visit),
            counted=minutes.told([SAID | each for each in said], now=now),
            by=by,
            now=now,
        )


def both_tell(clinic, visit, number: int, **said):
    """Both sides tell of the minute of that number."""
    for by in (clinic.as_amara(), clinic.as_ines()):
        tell(clinic, visit, by, {"ago": 60} | said, now=TEN + (number + 1) * MINUTE)


def test_what_is_told_in_pieces_makes_one_row_a_minute(clinic, begun):
    tell(clinic, begun, clinic.as_amara(), {"ago": 20, "heard": 19.6, "saw": 19.6, "kb": 500}, now=TEN + MINUTE / 3)
    tell(
        clinic, begun, clinic.as_amara(),
        {"ago": 50, "connected": 30, "heard": 30.2, "saw": 2, "stills": 28, "rung": "stills", "why": "bandwidth",
         "rtt": 400},
        now=TEN + MINUTE * 5 / 6,
    )  # fmt: skip

    with clinic.serving():
        row = CallMinute.objects.get()
    assert (row.minute, row.role) == (TEN, "patient")
    assert (row.connected_s, row.heard_s, row.saw_s, row.stills_s) == (60, 50, 22, 28)
    assert (row.rung, row.why, row.round_trip_ms, row.kilobytes) == ("stills", "bandwidth", 400, 4_500)


def test_telling_of_many_minutes_takes_no_more_queries_than_of_one(clinic, begun, django_assert_num_queries):
    participant = presences.participant_of(clinic.as_amara(), begun)
    for count in (1, 40):
        now = TEN + 41 * MINUTE
        counted = minutes.told([SAID | {"ago": 60 * each} for each in range(count)], now=now)
        with clinic.serving(), django_assert_num_queries(4):
            minutes.keep(visit=begun, participant=participant, counted=counted, by=clinic.as_amara(), now=now)
        with clinic.serving():
            CallMinute.objects.all().delete()


@pytest.mark.parametrize(
    "said",
    [
        None, [1], [SAID | {"rung": "<script>"}], [SAID | {"why": "fever"}], [SAID | {"heard": -1}],
        [SAID | {"heard": "60"}], [SAID | {"ago": 10**9}], [SAID] * 91, [SAID | {"loss": float("nan")}],
    ],
)  # fmt: skip
def test_what_is_no_count_is_refused(said):
    with pytest.raises(BadSignal):
        minutes.told(said, now=TEN)


def test_minutes_outside_the_visit_are_dropped(clinic, begun):
    tell(clinic, begun, clinic.as_amara(), {"ago": 600}, now=TEN + MINUTE)

    with clinic.serving():
        assert CallMinute.objects.count() == 0


def test_a_visit_mostly_seen_counts_as_video(clinic, begun):
    for number in range(6):
        both_tell(clinic, begun, number)
    for number in range(6, 10):
        both_tell(clinic, begun, number, saw=0, stills=60, rung="stills")

    with clinic.serving():
        went = course.course_of(begun, TEN + 12 * MINUTE)
        assert course.kind_of_visit(begun, TEN + 12 * MINUTE) == course.Kind.VIDEO
    assert (went.lengths["video"], went.lengths["sound"], went.gaps) == (6 * MINUTE, 4 * MINUTE, timedelta())


def test_a_visit_mostly_heard_counts_as_sound_only(clinic, begun):
    both_tell(clinic, begun, 0)
    for number in range(1, 4):
        both_tell(clinic, begun, number, saw=0)

    with clinic.serving():
        assert course.kind_of_visit(begun, TEN + 12 * MINUTE) == course.Kind.SOUND


def test_seeing_on_one_side_alone_is_no_video(clinic, begun):
    for number in range(3):
        tell(clinic, begun, clinic.as_ines(), {"ago": 60}, now=TEN + (number + 1) * MINUTE)
        tell(clinic, begun, clinic.as_amara(), {"ago": 60, "saw": 0}, now=TEN + (number + 1) * MINUTE)

    with clinic.serving():
        assert course.kind_of_visit(begun, TEN + 12 * MINUTE) == course.Kind.SOUND


def test_minutes_on_the_phone_count_as_phone(clinic, begun):
    both_tell(clinic, begun, 0)
    with clinic.serving():
        presences.go_on_by(visit=begun, modality="phone", by=clinic.as_ines(), now=TEN + MINUTE)
        presences.start_talking(visit=begun, by=clinic.as_ines(), now=TEN + 2 * MINUTE)
        assert course.kind_of_visit(begun, TEN + 12 * MINUTE) == course.Kind.PHONE


def test_a_gap_is_what_nobody_counted(clinic, begun):
    both_tell(clinic, begun, 0)
    both_tell(clinic, begun, 1, connected=20, heard=20, saw=20)
    both_tell(clinic, begun, 3)

    with clinic.serving():
        went = course.course_of(begun, TEN + 12 * MINUTE)
    assert [(stretch.video, stretch.gap) for stretch in went.stretches] == [(60, 0), (20, 40), (0, 60), (60, 0)]
    assert went.gaps == timedelta(seconds=100)
    assert [stretch.mostly for stretch in went.stretches] == ["video", "gap", "gap", "video"]


def test_the_report_names_nobody_and_says_nothing_clinical(clinic, begun):
    both_tell(clinic, begun, 0)

    with clinic.serving():
        made = report.support_report(visit=begun, by=clinic.as_ines(), now=TEN + 2 * MINUTE)
        looked = AuditEvent.objects.filter(action="telehealth.call_report_read").get()
    text = report.as_text(made)
    assert {row["who"] for row in made["minutes"]} == {"patient 1", "clinician 1"}
    assert made["seconds"]["video"] == 60
    for word in ("Amara", "Okonjo", "Carvalho", "Ropewalk", "910555014", str(clinic.amara), str(clinic.dr_ines.id)):
        assert word not in text and word not in str(made)
    assert looked.patient_id == clinic.amara


def test_the_report_is_a_download_for_clinicians_and_nobody_elses(clinic, begun):
    both_tell(clinic, begun, 0)
    ines, amara = Client(), Client()
    sign_in_client(ines, clinic.dr_ines, clinic.tenant, hat=hats.STAFF)
    sign_in_client(amara, clinic.amara_account, clinic.tenant, hat=hats.PATIENT)

    answer = ines.get(f"/visit/{begun.id}/call-report.json")
    assert answer.json()["minutes"][0]["heard_s"] == 60
    assert answer["Content-Disposition"] == f'attachment; filename="call-{begun.id}.json"'
    assert ines.get(f"/visit/{begun.id}/call-report.txt").content.decode().startswith("report: call\n")
    assert amara.get(f"/visit/{begun.id}/call-report.json").status_code in (403, 404)


def test_the_panel_tells_how_it_went(clinic, begun):
    for number in range(2):
        both_tell(clinic, begun, number)
    client = Client()
    sign_in_client(client, clinic.dr_ines, clinic.tenant, hat=hats.STAFF)

    page = client.get(f"/visit/{begun.id}/call/").content.decode()

    assert "How the call went" in page and "2 min" in page and "Report for support" in page
