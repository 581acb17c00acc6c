"""Whoever takes a video visit over answers with their own licence."""

from datetime import date

import pytest

from telepraxis.base.access import Role
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.models import Visit
from telepraxis.care.encounters.tests.people import *  # noqa: F403
from telepraxis.care.encounters.tests.people import TEN_FORTY
from telepraxis.registry.practitioners.enrolment import NewLicence, enrol
from tests.people import MONDAY_8AM, colleague

from .. import admission, covering, safety
from ..models import SafetyCard

LATER = TEN_FORTY.replace(minute=50)


@pytest.fixture
def card(video_visit, amara):
    text = safety.consent_text(video_visit, "PT", "en", TEN_FORTY)
    answers = safety.Answers(
        jurisdiction="PT", place="14 Ropewalk Street", callback_phone="+351 910 555 014", company="alone", consents=True
    )
    visits.patient_ready(visit=video_visit, by=amara, now=TEN_FORTY)
    return safety.answer(visit=video_visit, answers=answers, text=text, by=amara, now=TEN_FORTY)


def take(visit, by):
    return covering.take_over(visit=visit, why="Covers", by=by, now=LATER)


def test_without_a_licence_there_the_colleague_decides_for_themselves(video_visit, card, ines, sam):
    assert admission.hindrance(video_visit) is None
    visit = take(video_visit, sam)

    assert "None of your licences holds" in str(admission.hindrance(visit))
    with pytest.raises(admission.NotYet):
        admission.admit(visit=visit, by=sam, now=LATER)
    admission.override_licence(visit=visit, reason="Nobody else", by=sam, now=LATER)
    admission.admit(visit=visit, by=sam, now=LATER)
    assert Visit.objects.get().status == "in_progress"


def test_the_decision_of_the_one_before_does_not_count(video_visit, card, ines, sam, system, ines_record):
    visit = take(video_visit, sam)
    admission.override_licence(visit=visit, reason="Nobody else", by=sam, now=LATER)
    third = enrol(
        given="Noor", family="Haddad", specialty_code="family-medicine", time_zone="Europe/Lisbon", by=system,
        now=MONDAY_8AM,
    )  # fmt: skip
    noor = colleague("noor@quayside.test", "Noor Haddad", {Role.PHYSICIAN}, system, practitioner=third.uid)
    visit = covering.take_over(visit=visit, why="Shift", by=noor, now=LATER.replace(minute=55))

    assert "None of your licences holds" in str(admission.hindrance(visit))
    admission.override_licence(visit=visit, reason="Emergency", by=noor, now=LATER.replace(minute=56))
    assert admission.hindrance(visit) is None


def test_a_licensed_colleague_takes_over_from_one_who_is_not(video_visit, card, ines, sam, system):
    take(video_visit, sam)
    licence = NewLicence(jurisdiction="PT", number="OM 7", valid_from=date(2015, 1, 1))
    third = enrol(
        given="Noor", family="Haddad", specialty_code="family-medicine", time_zone="Europe/Lisbon",
        licences=[licence], by=system, now=MONDAY_8AM,
    )  # fmt: skip
    noor = colleague("noor@quayside.test", "Noor Haddad", {Role.PHYSICIAN}, system, practitioner=third.uid)
    visit = covering.take_over(visit=video_visit, why="Shift", by=noor, now=LATER.replace(minute=55))

    assert admission.hindrance(visit) is None
    assert [c.licensed for c in SafetyCard.objects.order_by("answered_at")] == [True, False, True]
    assert len({c.place for c in SafetyCard.objects.all()}) == 1


def test_its_page_takes_over_and_says_so_on_both_desks(browse, video_visit, ines, sam):
    import datetime

    from django.utils import timezone

    now = timezone.now()
    Visit.objects.filter(pk=video_visit.pk).update(planned_at=now + datetime.timedelta(minutes=1))
    page = browse(sam).get(f"/visit/{video_visit.id}/").content.decode()
    assert "Take over this visit" in page
    refused = browse(sam).post(f"/visit/{video_visit.id}/take-over/", {"why": " "}, follow=True)
    assert "Say why you take the visit over" in refused.content.decode()
    browse(sam).post(f"/visit/{video_visit.id}/take-over/", {"why": "Dr Carvalho is ill"})

    assert Visit.objects.get().practitioner_id == sam.practitioner_id
    mine = browse(ines).get("/day/").content.decode()
    assert "Dr Sam Adeyemi took over from Dr Inês Carvalho" in mine and "Dr Carvalho is ill" in mine
    assert "Taken over today" not in browse(sam).get("/day/").content.decode()
    story = browse(ines).get(f"/visit/{video_visit.id}/").content.decode()
    assert "Dr Sam Adeyemi took over" in story and "Dr Sam Adeyemi writes this note." in story
    assert browse(ines).post(f"/visit/{video_visit.id}/note/save/", {"revision": 0}).status_code == 404
