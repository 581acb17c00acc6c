"""A picture is asked for, agreed to, taken; or declined, withdrawn, refused. Consent is per picture."""

import io

import pytest

from telepraxis.base import record
from telepraxis.base.access import NotAllowed
from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.files.models import StoredFile
from telepraxis.base.record.models import Consent, DocumentReference
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.tests.people import TEN_FORTY
from telepraxis.commons.documents import reading
from telepraxis.commons.documents.tests import poison
from tests.waiting import wait_until

from .. import stills
from ..models import Still

HTMX = {"HX-Request": "true"}


@pytest.fixture
def begun(video_visit, amara, ines):
    visits.patient_ready(visit=video_visit, by=amara, now=TEN_FORTY)
    return visits.admit(visit=video_visit, by=ines, now=TEN_FORTY)


def asked(visit, ines, site="forearm-left", wish="From above"):
    return stills.ask(visit=visit, site=site, wish=wish, by=ines, now=TEN_FORTY)


def answer(client, visit, still, content=None, **more):
    data = dict(more)
    if content is not None:
        file = io.BytesIO(content)
        file.name = "still.jpg"
        data["file"] = file
    return client.post(f"/visits/{visit.id}/stills/{still.id}/", data)


def test_amara_agrees_and_the_picture_is_in_her_chart_with_place_and_consent(begun, amara, ines, browse):
    still = asked(begun, ines)
    said = answer(browse(amara), begun, still, poison.photograph(), agreed="yes").json()

    still.refresh_from_db()
    (file,) = reading.files_of_encounter(begun.encounter_id)
    document = record.content_of(DocumentReference.objects.get())
    consent = Consent.objects.get(uid=still.consent_id)
    assert said == {"said": "Sent. The clinician sees it at once."}
    assert (still.status, file.kind, file.body_site, file.about) == ("taken", "still", "Left forearm", "From above")
    assert {"reference": f"Consent/{consent.logical_id}"} in document["context"]["related"]
    assert (consent.status, consent.policy, file.who) == ("active", "photograph 1", "Amara Okonjo")
    assert set(AuditEvent.objects.filter(action__startswith="still.").values_list("action", "actor_name")) == {
        ("still.asked", "Dr Inês Carvalho"),
        ("still.taken", "Amara Okonjo"),
    }


def test_without_the_tick_nothing_is_kept(begun, amara, ines, browse):
    still = asked(begun, ines)
    said = answer(browse(amara), begun, still, poison.photograph())

    assert said.status_code == 422
    assert said.json()["refused"].startswith("Tick the box when you agree")
    assert (DocumentReference.objects.count(), StoredFile.objects.count(), Still.objects.get().status) == (
        0,
        0,
        "asked",
    )


def test_a_poisoned_still_keeps_neither_picture_nor_consent(begun, amara, ines, browse):
    before = Consent.objects.count()
    said = answer(browse(amara), begun, asked(begun, ines), poison.picture_bomb(), agreed="yes")

    assert said.json() == {"refused": "The picture has more than 50 million points. Send it in a smaller size."}
    assert (DocumentReference.objects.count(), StoredFile.objects.count(), Consent.objects.count()) == (0, 0, before)
    assert Still.objects.get().status == "asked"


def test_amara_declines_and_is_not_asked_why(begun, amara, ines, browse):
    still = asked(begun, ines)
    said = answer(browse(amara), begun, still, decline="1")
    too_late = answer(browse(amara), begun, still, poison.photograph(), agreed="yes")

    assert said.json() == {"said": "Declined. No picture was taken."}
    assert too_late.json() == {"refused": "The picture is not asked for any more. Nothing was kept."}
    assert DocumentReference.objects.count() == 0


def test_nobody_agrees_in_her_place(begun, ines, tomasz, rui, browse):
    still = asked(begun, ines)

    for person in (ines, tomasz, rui):
        assert answer(browse(person), begun, still, poison.photograph(), agreed="yes").status_code == 404
    with pytest.raises(NotAllowed):
        stills.take(still=still, content=poison.photograph(), agreed=True, by=ines, now=TEN_FORTY)
    assert (DocumentReference.objects.count(), Still.objects.get().status) == (0, "asked")


def test_ines_asks_once_at_a_time_and_may_ask_no_more(begun, ines, browse):
    client = browse(ines)
    first = client.post(f"/visit/{begun.id}/stills/", {"site": "face"}, headers=HTMX)
    second = client.post(f"/visit/{begun.id}/stills/", {"site": "neck"}, headers=HTMX)
    still = Still.objects.get()
    gone = client.post(f"/visit/{begun.id}/stills/{still.id}/withdraw/", headers=HTMX)

    assert "Asked for: Face. The patient decides." in first.content.decode()
    assert second.status_code == 422 and "A picture is asked for already." in second.content.decode()
    assert "Withdrawn" in gone.content.decode()


def test_before_they_meet_and_without_a_place_nothing_is_asked(video_visit, ines, browse):
    client = browse(ines)
    early = client.post(f"/visit/{video_visit.id}/stills/", {"site": "face"}, headers=HTMX)
    nowhere = client.post(f"/visit/{video_visit.id}/stills/", {"site": "moon"}, headers=HTMX)

    assert "The visit has not begun." in early.content.decode()
    assert (early.status_code, nowhere.status_code, Still.objects.count()) == (422, 422, 0)


def test_the_patients_page_looks_again_without_closing_an_open_camera(begun, amara, ines, browse):
    client = browse(amara)
    path = f"/visits/{begun.id}/stills/"
    nothing = client.get(path)
    still = asked(begun, ines)
    shown, same = client.get(path), client.get(f"{path}?has={still.id}")

    assert (nothing.status_code, same.status_code) == (204, 204)
    assert "Dr Inês Carvalho asks for a picture: Left forearm" in shown.content.decode()


@pytest.mark.browser
@pytest.mark.media
def test_in_the_call_a_still_goes_from_the_camera_into_the_chart(clinic, in_call):
    patient, clinician = in_call
    clinician.get_by_text("Take a still").click()
    clinician.get_by_label("Where on the body?").select_option("hand-right")
    clinician.get_by_role("button", name="Ask the patient").click()

    patient.get_by_role("button", name="Open the camera").click(timeout=30_000)
    wait_until(lambda: patient.locator("[data-part=preview]").evaluate("seen => seen.videoWidth > 0"), within_s=30)
    patient.get_by_role("button", name="Take the picture").click()
    send = patient.get_by_role("button", name="Send this picture")
    send.wait_for(timeout=30_000)
    assert send.is_disabled()
    patient.get_by_label("I agree that this picture is kept in my record.").check()
    send.click()

    def taken():
        with clinic.serving():
            return Still.objects.filter(status="taken").select_related("document").first()

    still = wait_until(taken, within_s=60)
    patient.goto(f"{patient.url.rsplit('/room', 1)[0]}/measurements/")  # by the same link: adds, and reads nothing
    patient.get_by_role("textbox", name="Pulse").fill("64")
    patient.get_by_role("button", name="Record").click()
    patient.get_by_text("1 value recorded").first.wait_for(timeout=30_000)
    clinician.locator("#stills").get_by_text("Taken").wait_for(timeout=30_000)
    clinician.locator(".kept-files").get_by_text("Right hand").wait_for(timeout=30_000)
    with clinic.serving():
        assert reading.kept_of(still.document).body_site == "Right hand"
