"""The preview, the portal, and the public page that tells an employer no more than the paper does."""

import pytest
from django.core.cache import cache
from django.test import Client

from telepraxis.base.audit.models import AuditEvent
from telepraxis.care.encounters.tests.people import TEN_FORTY

from .. import checking, writing
from ..models import Letter


@pytest.fixture(autouse=True)
def nobody_has_asked(db):
    cache.clear()


def test_the_physician_sees_the_page_before_signing_and_signs(begun, ines, browse):
    client = browse(ines)
    said = {"language": "en", "not_fit_for": "work", "from_on": "2026-11-23", "until_on": "2026-11-27"}
    looked = client.post(f"/visit/{begun.id}/letters/new/sick_note/", said, follow=True)
    letter = Letter.objects.get()

    assert "Sign letter" in looked.content.decode()
    drawn = client.get(f"/letters/{letter.id}/page.png")
    assert (drawn.headers["Content-Type"], drawn.content[:8]) == ("image/png", b"\x89PNG\r\n\x1a\n")
    client.post(f"/letters/{letter.id}/sign/")
    assert Letter.objects.get().is_signed


def test_days_in_the_wrong_order_are_said_and_nothing_is_written(begun, ines, browse):
    said = {"language": "en", "not_fit_for": "work", "from_on": "2026-11-27", "until_on": "2026-11-23"}

    page = browse(ines).post(f"/visit/{begun.id}/letters/new/sick_note/", said)

    assert (page.status_code, Letter.objects.count()) == (422, 0)
    assert "The last day is before the first." in page.content.decode()


def test_the_patient_finds_and_downloads_it_and_no_draft(draft, ines, amara, tomasz, browse):
    client = browse(amara)
    assert client.get(f"/letters/{draft.id}/letter.pdf").status_code == 404
    writing.sign_letter(letter=draft, by=ines, now=TEN_FORTY)

    assert f"/letters/{draft.id}/" in client.get("/letters/").content.decode()
    assert f"/letters/{draft.id}/" in client.get("/").content.decode()
    paper = client.get(f"/letters/{draft.id}/letter.pdf")
    assert (paper.headers["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    assert browse(tomasz).get(f"/letters/{draft.id}/letter.pdf").status_code == 404


def test_an_employer_learns_that_it_is_genuine_and_not_why(signed):
    page = Client().get(f"/c/quayside/check/{signed.shown_code.lower()}/")

    said = page.content.decode()
    for part in ("Genuine", "Sick note", "Dr Inês Carvalho", "Quayside Practice", "A. O.", "27 November 2026"):
        assert part in said
    for part in ("Amara", "Okonjo", "Itchy", "rash", "fit for", "Ferries", "1991"):
        assert part not in said
    assert AuditEvent.objects.filter(action="letter.checked", patient_id=signed.patient_id).count() == 1


def test_a_revoked_or_unknown_code_says_so(signed, ines):
    writing.revoke_letter(letter=signed, why="Wrong days", by=ines, now=TEN_FORTY)

    revoked = Client().get(f"/c/quayside/check/{signed.code}/").content.decode()
    unknown = Client().get("/c/quayside/check/0000-0000-0000/")

    assert "revoked on 23 November 2026" in revoked and "Wrong days" not in revoked
    assert (unknown.status_code, "No paper with this code" in unknown.content.decode()) == (404, True)


def test_whoever_guesses_is_slowed_down(signed):
    client = Client()
    answers = [client.get(f"/c/quayside/check/{guess:012}/").status_code for guess in range(checking.ALLOWED)]

    assert set(answers) == {404}
    assert client.get(f"/c/quayside/check/{signed.code}/").status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.9").get(f"/c/quayside/check/{signed.code}/").status_code == 200


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(" 4f7k-2m9q-xb3t ", "4F7K2M9QXB3T"), ("OIL0-0000-0000", "011000000000"), ("4F7K", ""), ("4F7K-2M9Q-XB3!", "")],
)
def test_a_code_as_people_type_it(typed, kept):
    assert checking.tidy(typed) == kept


def test_the_manager_finds_and_changes_the_wording(marta, ines, browse, draft):
    client = browse(marta)
    assert "/setup/letters/" in client.get("/setup/").content.decode()

    said = {"kind": "sick_note", "language": "en", "opening": "{patient} rests.", "closing": ""}
    client.post("/setup/letters/", said)

    page = client.get("/setup/letters/?kind=sick_note&language=en").content.decode()
    assert "{patient} rests." in page
    assert browse(ines).get("/setup/letters/").status_code == 403
