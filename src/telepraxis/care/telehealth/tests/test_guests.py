"""Marta interprets, Chidi listens in: invited, waiting, let in, named, removed, and never back by the old link."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from telepraxis.base import record
from telepraxis.base.access import NotAllowed, Role
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.notify.models import OutgoingMail
from telepraxis.base.record.models import Encounter
from telepraxis.care.encounters import presences, visits
from telepraxis.care.encounters.models import Presence
from telepraxis.registry.accounts import hats, people
from tests.signing_in import sign_in_client

from .. import guests, inviting, seats
from ..models import Invitation, Seat
from .clinic import open_clinic

pytestmark = pytest.mark.django_db(transaction=True)


def invite(clinic, **said) -> Invitation:
    asked = {"role": "interpreter", "name": "Marta Silva"} | said
    with clinic.serving():
        return inviting.invite(visit=clinic.visit(), **asked, by=clinic.as_ines(), now=timezone.now())


def path_of(invitation: Invitation) -> str:
    return "/" + inviting.guest_link(invitation).split("/", 3)[3]


def come_in(invitation: Invitation, browser: Client | None = None, **said) -> Client:
    """Open the link and say who one is, as a browser would."""
    browser = browser or Client()
    browser.get(path_of(invitation), follow=True)
    answers = {"name": "Marta Silva", "agrees": "yes", "microphone": "works", "camera": "works"} | said
    browser.post(f"/visits/{invitation.visit_id}/guest/", answers)
    return browser


def waits(clinic, invitation: Invitation) -> Invitation:
    """Marta has come in and her page waits."""
    come_in(invitation)
    with clinic.serving():
        row = Invitation.objects.select_related("visit").get(id=invitation.id)
        marta = clinic.system.as_guest(name="Marta Silva", account_id=None, guest_of=None)
        guests.wait(invitation=row, channel="page", by=marta, now=timezone.now())
    return row


def let_in(clinic, invitation: Invitation) -> Invitation:
    with clinic.serving():
        return inviting.let_in(invitation=waits(clinic, invitation), by=clinic.as_ines(), now=timezone.now())


def actions(clinic) -> list[str]:
    with clinic.serving():
        return list(AuditEvent.objects.order_by("at").values_list("action", flat=True))


def test_an_invitation_goes_by_mail_and_names_no_patient(in_visit):
    invite(in_visit, email="marta@interpreters.example")

    with in_visit.serving():
        mail = OutgoingMail.objects.get(template="telehealth/mail/invitation")
        body = " ".join(str(part) for part in mail.body())
    assert mail.to == "marta@interpreters.example"
    assert "Dr Inês Carvalho" in body and "/guest/" in body
    assert "Amara" not in body + mail.subject


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"name": "  "}, inviting.NobodyNamed),
        ({"email": "marta at home"}, inviting.AddressUnusable),
        ({"role": "patient"}, inviting.NoSuchRole),
        ({"colleague": "01890000-0000-7000-8000-000000000000"}, inviting.NotAColleague),
    ],
)
def test_an_invitation_that_says_too_little_is_refused(in_visit, said, refusal):
    with pytest.raises(refusal):
        invite(in_visit, **said)

    with in_visit.serving():
        assert Invitation.objects.count() == 0


def test_only_clinicians_invite(in_visit):
    with in_visit.serving(), pytest.raises(NotAllowed):
        inviting.invite(
            visit=in_visit.visit(), role="relative", name="Chidi", by=in_visit.as_amara(), now=timezone.now()
        )

    with in_visit.serving():
        assert Invitation.objects.count() == 0


def test_twelve_invitations_are_the_most(in_visit):
    for number in range(inviting.MOST_INVITATIONS):
        invite(in_visit, name=f"Cousin {number}")

    with pytest.raises(inviting.TooManyInvitations):
        invite(in_visit)


def test_a_guest_says_who_they_are_and_agrees_before_anything_else(in_visit):
    invitation = invite(in_visit)
    browser = Client()

    first = browser.get(path_of(invitation), follow=True)
    refused = browser.post(f"/visits/{invitation.visit_id}/guest/", {"name": ""})
    room = browser.get(f"/visits/{invitation.visit_id}/guest/room/")

    assert "You are invited" in first.content.decode() and "Amara" not in first.content.decode()
    assert refused.status_code == 422
    assert "Say who you are" in refused.content.decode()
    assert room.url == f"/visits/{invitation.visit_id}/guest/"
    with in_visit.serving():
        assert Invitation.objects.get().agreed_at is None


def test_who_waits_is_shown_with_role_and_the_name_they_gave(in_visit):
    waits(in_visit, invite(in_visit, name="M. Silva"))
    ines = Client()
    sign_in_client(ines, in_visit.dr_ines, in_visit.tenant, hat=hats.STAFF)

    line = ines.get(f"/visit/{in_visit.visit_id}/knocking/").content.decode()

    assert "Marta Silva" in line and "Interpreter" in line and "invited as M. Silva" in line
    assert "Let in" in line and "Refuse" in line


def test_let_in_they_are_in_the_record_of_the_visit(in_visit):
    invitation = let_in(in_visit, invite(in_visit))
    now = timezone.now()
    with in_visit.serving():
        guest = guests.participant_of(invitation)
        actor = in_visit.system.as_guest(name="Marta Silva", account_id=None, guest_of=in_visit.visit_id)
        presences.joined(visit=in_visit.visit(), participant=guest, by=actor, now=now)
        visits.finish(visit=in_visit.visit(), by=in_visit.as_ines(), now=now + timedelta(minutes=5))

        present = Presence.objects.get(role="interpreter")
        document = record.content_of(Encounter.objects.get())

    assert (present.name, present.left_at) == ("Marta Silva", now + timedelta(minutes=5))
    [_doctor, marta] = document["participant"]
    assert marta["individual"] == {"display": "Marta Silva"}
    assert marta["type"][0]["coding"][0]["code"] == "translator"
    assert "telehealth.guest_let_in" in actions(in_visit)


def test_a_guest_alone_with_the_clinician_makes_no_minutes(in_visit):
    invitation = let_in(in_visit, invite(in_visit, role="relative"))
    now = timezone.now()
    with in_visit.serving():
        actor = in_visit.system.as_guest(name="Chidi", account_id=None, guest_of=in_visit.visit_id)
        presences.joined(visit=in_visit.visit(), participant=guests.participant_of(invitation), by=actor, now=now)
        doctor = presences.participant_of(in_visit.as_ines(), in_visit.visit())
        presences.joined(visit=in_visit.visit(), participant=doctor, by=in_visit.as_ines(), now=now)
        together = presences.minutes_together(in_visit.visit(), now + timedelta(minutes=10))

    assert together == {"video": timedelta()}


def test_before_the_patient_nobody_is_let_in(clinic):
    invitation = waits(clinic, invite(clinic))

    with clinic.serving(), pytest.raises(inviting.PatientFirst):
        inviting.let_in(invitation=invitation, by=clinic.as_ines(), now=timezone.now())


def test_who_does_not_wait_is_not_let_in(in_visit):
    invitation = invite(in_visit)

    with in_visit.serving(), pytest.raises(inviting.NotWaiting):
        inviting.let_in(invitation=invitation, by=in_visit.as_ines(), now=timezone.now())


def sit(clinic, key: str, role: str):
    with clinic.serving():
        Seat.objects.create(
            organization_id=clinic.tenant.id, visit=clinic.visit(), participant=key, name=key, role=role,
            session="s", channel=f"channel-{key}", taken_at=timezone.now(),
        )  # fmt: skip


def test_a_fifth_is_refused_with_a_sentence(in_visit):
    for key, role in (("account:1", "clinician"), ("patient:1", "patient"), ("guest:1", "relative"), ("guest:2", "x")):
        sit(in_visit, key, role)
    invitation = waits(in_visit, invite(in_visit))
    ines = Client()
    sign_in_client(ines, in_visit.dr_ines, in_visit.tenant, hat=hats.STAFF)

    answer = ines.post(f"/visit/{in_visit.visit_id}/guests/{invitation.id}/let-in/", headers={"HX-Request": "true"})

    assert answer.status_code == 409
    assert "Four people are in this visit" in answer.content.decode()
    looked_again = ines.get(f"/visit/{in_visit.visit_id}/knocking/", headers={"HX-Request": "true"})
    assert "Four people are in this visit" in looked_again.content.decode()
    with in_visit.serving():
        assert Invitation.objects.get().admitted_at is None


def test_places_are_kept_for_patient_and_clinician(in_visit):
    sit(in_visit, "guest:1", "relative")
    sit(in_visit, "guest:2", "interpreter")
    third = presences.guest_of(invitation=in_visit.visit_id, name="Third", role="colleague")
    with in_visit.serving():
        patient = presences.patient_of(in_visit.visit())

        seats.refuse_when_full(in_visit.visit(), patient, now=timezone.now())
        with pytest.raises(seats.CallIsFull):
            seats.refuse_when_full(in_visit.visit(), third, now=timezone.now())


def test_removed_a_guest_has_no_seat_and_the_old_link_is_dead(in_visit):
    invitation = let_in(in_visit, invite(in_visit))
    sit(in_visit, f"guest:{invitation.id}", "interpreter")
    browser = Client()
    browser.cookies = come_in_again_cookies(invitation)

    with in_visit.serving():
        inviting.end(invitation=invitation, by=in_visit.as_ines(), now=timezone.now())

    with in_visit.serving():
        assert Seat.objects.get().left_at is not None
        assert Invitation.objects.get().ended_why == "removed"
    for path in (path_of(invitation), f"/visits/{invitation.visit_id}/guest/room/"):
        answer = browser.get(path)
        assert answer.status_code == 410
        assert "Your part in this visit has ended" in answer.content.decode()
    assert actions(in_visit)[-1] == "telehealth.guest_link_refused"


def come_in_again_cookies(invitation):
    """The cookies of a browser that had opened the link."""
    browser = Client()
    session = browser.session
    session[guests.INVITED] = {str(invitation.visit_id): [str(invitation.organization_id), str(invitation.id)]}
    session.save()
    return browser.cookies


@pytest.mark.parametrize(
    ("moment", "heading"),
    [("taken back", "This invitation was taken back"), ("late", "This invitation has expired")],
)
def test_an_invitation_that_was_taken_back_or_is_old_opens_nothing(clinic, moment, heading):
    invitation = invite(clinic)
    with clinic.serving():
        if moment == "late":
            invitation.expires_at = timezone.now() - timedelta(seconds=1)
            inviting.audit.wrote(clinic.system, "test.waited")
            invitation.save()
        else:
            inviting.end(invitation=invitation, by=clinic.as_ines(), now=timezone.now())

    answer = Client().get(path_of(invitation))

    assert answer.status_code == 410
    assert heading in answer.content.decode()


def test_an_invitation_is_for_one_device(in_visit):
    invitation = invite(in_visit)
    come_in(invitation)

    other = Client().get(path_of(invitation))

    assert other.status_code == 403
    assert "used on another device" in other.content.decode()


def test_a_forged_invitation_is_no_link_of_ours(clinic):
    invitation = invite(clinic)

    answer = Client().get(path_of(invitation)[:-3] + "xx/")

    assert answer.status_code == 404
    assert "not one of ours" in answer.content.decode()


def test_a_colleague_of_the_practice_signs_in_and_nobody_else_takes_their_place(in_visit):
    freya = people.create_staff_account(
        email="freya@quayside.example", name="Freya Lindqvist", roles={Role.NURSE}, by=in_visit.system,
        now=timezone.now(),
    )  # fmt: skip
    invitation = invite(in_visit, role="colleague", name="", colleague=freya.id)
    stranger, somebody, nurse = Client(), Client(), Client()
    sign_in_client(somebody, in_visit.amara_account, in_visit.tenant, hat=hats.PATIENT)
    sign_in_client(nurse, freya, in_visit.tenant, hat=hats.STAFF)

    pages = [browser.get(path_of(invitation), follow=True) for browser in (stranger, somebody, nurse)]
    come_in(invitation, nurse, name="Somebody else")

    assert pages[0].redirect_chain[-1][0].startswith("/account/login/")
    assert "This invitation is for somebody else" in pages[1].content.decode()
    assert "You come in as" in pages[2].content.decode()
    with in_visit.serving():
        assert Invitation.objects.get().said_name == "Freya Lindqvist"


def test_another_practice_finds_no_such_guest(in_visit):
    invitation = invite(in_visit)
    hillcrest = open_clinic("hillcrest", "Hillcrest Clinic")
    doctor = Client()
    sign_in_client(doctor, hillcrest.dr_ines, hillcrest.tenant, hat=hats.STAFF)

    for path in (f"guests/{invitation.id}/let-in/", f"guests/{invitation.id}/end/", "invite/", "new-link/"):
        assert doctor.post(f"/visit/{in_visit.visit_id}/{path}").status_code == 404
    with in_visit.serving():
        assert Invitation.objects.get().ended_at is None


def test_the_panel_of_people_takes_the_same_queries_with_more_people(in_visit):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ines, counts = Client(), []
    sign_in_client(ines, in_visit.dr_ines, in_visit.tenant, hat=hats.STAFF)
    ines.get(f"/visit/{in_visit.visit_id}/people/")
    for more in (1, 4):
        for number in range(more):
            invite(in_visit, name=f"Cousin {number}")
        with CaptureQueriesContext(connection) as queries:
            ines.get(f"/visit/{in_visit.visit_id}/people/")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_replacing_the_patients_link_ends_the_old_one_and_mails_a_new_one(clinic):
    phone, sent_before = Client(), clinic.link()
    phone.get(sent_before, follow=True)
    ines = Client()
    sign_in_client(ines, clinic.dr_ines, clinic.tenant, hat=hats.STAFF)

    answer = ines.post(f"/visit/{clinic.visit_id}/new-link/", headers={"HX-Request": "true", "HX-Target": "people"})

    assert "The old links are dead" in answer.content.decode()
    assert phone.get(f"/visits/{clinic.visit_id}/devices/").status_code == 404
    old = Client().get(sent_before)
    assert (old.status_code, "This link was replaced" in old.content.decode()) == (410, True)
    with clinic.serving():
        body = OutgoingMail.objects.get(template="telehealth/mail/new_link").body()[0]
    new = next(line for line in body.splitlines() if "/join/" in line)
    assert Client().get("/" + new.split("/", 3)[3], follow=True).status_code == 200
