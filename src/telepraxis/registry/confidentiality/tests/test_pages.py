"""The pages: over a chart, in an entry, at the officer's desk, the patient's own."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from telepraxis.base.access import Actor, Role
from telepraxis.base.record.labels import Label
from telepraxis.base.record.models import Opening
from telepraxis.registry.accounts import people
from telepraxis.registry.accounts.models import Membership
from telepraxis.registry.confidentiality import breaking, labelling, wishes
from telepraxis.registry.confidentiality.models import Wish
from telepraxis.registry.patients import proxies
from tests.people import colleague

from .conftest import problem
from .test_breaking import WHY

INBOX_QUERIES = 16
OWN_QUERIES = 16


def text_of(answer) -> str:
    return answer.content.decode()


def test_a_chart_says_that_something_is_closed_and_opens_with_a_reason(amara, samuel, depression, browse):
    client, chart = browse(samuel), f"/chart/{amara.patient_id}/"
    page = text_of(client.get(chart))
    assert "1 entry is restricted" in page and "Depression" not in page

    refused = client.post(f"{chart}closed/", {"glass-reason": "quick"})
    assert refused.status_code == 422 and "Nothing was opened" in text_of(refused)
    assert not Opening.objects.filter(kind="break_glass").exists()

    assert client.post(f"{chart}closed/", {"glass-reason": WHY})["Location"] == chart
    page = text_of(client.get(chart))
    assert "Opened until" in page and WHY in page and "Depression" in page and "is restricted" not in page
    client.post(f"{chart}closed/again/")
    page = text_of(client.get(chart))
    assert "1 entry is restricted" in page and "Depression" not in page


def test_who_is_cleared_is_told_of_nothing_closed(amara, ines, depression, browse):
    page = text_of(browse(ines).get(f"/chart/{amara.patient_id}/"))

    assert "Depression" in page and "restricted" not in page


def test_beside_a_visit_the_panel_alone_loads_anew(amara, samuel, depression, browse):
    client, panel = browse(samuel), f"/visit/{depression.uid}/chart/"
    htmx = {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": f"https://quayside.test{panel}"}
    answer = client.post(f"/chart/{amara.patient_id}/closed/", {"glass-reason": WHY}, **htmx)

    assert answer.status_code == 204
    assert answer["HX-Location"] == f'{{"path": "{panel}", "target": "#panel", "swap": "outerHTML"}}'
    htmx["HTTP_HX_CURRENT_URL"] = 'https://quayside.test/visit/"/chart/'
    assert (
        client.post(f"/chart/{amara.patient_id}/closed/again/", **htmx)["HX-Redirect"] == f"/chart/{amara.patient_id}/"
    )


def test_an_entry_is_restricted_where_it_is_opened(amara, samuel, freya, asthma, browse):
    client, place = browse(samuel), f"/chart/{amara.patient_id}/restrict/Condition/{asthma.uid}/"
    opened = text_of(client.get(f"/chart/{amara.patient_id}/entry/{asthma.uid}/", HTTP_HX_REQUEST="true"))
    assert place in opened and "Mental health" not in opened

    assert 'name="labels" value="1"' in text_of(client.get(place, HTTP_HX_REQUEST="true"))
    done = text_of(client.post(place, {"labels": ["1", "64"], "reason": "At her wish"}, HTTP_HX_REQUEST="true"))
    assert "Mental health" in done and "Violence or abuse" in done and "Restricted now." in done
    assert browse(freya).get(place).status_code == 404
    lifted = client.post(place, {"labels": []}, HTTP_HX_REQUEST="true")
    assert lifted.status_code == 422 and "Only a colleague who is cleared" in text_of(lifted)
    assert labelling.entry_of(amara.patient_id, "Condition", asthma.uid).labels == Label.MENTAL_HEALTH | Label.VIOLENCE


def test_the_officer_reviews_with_what_was_looked_at(amara, samuel, tome, depression, browse):
    breaking.open_in_emergency(
        patient=amara.patient_id, reason=WHY, by=samuel, now=timezone.now() - timedelta(minutes=1)
    )
    browse(samuel).get(f"/chart/{amara.patient_id}/entry/{depression.uid}/")
    officer, opening = browse(tome), Opening.objects.get(kind="break_glass")
    listed = text_of(officer.get("/privacy/"))
    assert "Dr Samuel Adeyemi" in listed and "Amara Okonjo" in listed and WHY in listed and "Depression" not in listed
    place = f"/privacy/openings/{opening.id}/"
    assert "Opened an entry" in text_of(officer.get(place))

    assert officer.post(place, {"justified": "no", "comment": ""}).status_code == 422
    assert Opening.objects.get(id=opening.id).reviewed_at is None
    officer.post(place, {"justified": "no", "comment": "He is not on call. Talked to him."})

    opening.refresh_from_db()
    assert (opening.justified, opening.comment, opening.reviewed_by_name) == (
        False, "He is not on call. Talked to him.", "Tomé Reis",
    )  # fmt: skip
    assert "Nothing to review" in text_of(officer.get("/privacy/"))
    own = text_of(browse(amara).get(f"/me/{amara.patient_id}/privacy/"))
    assert WHY in own and "Not justified" in own and "Talked to him" not in own
    log = text_of(browse(amara).get("/record/access/"))
    assert "Dr Samuel Adeyemi opened what is closed in your record, in an emergency" in log and WHY in log
    assert "Tomé Reis looked at why a closed part of your record was opened" in log


def test_the_inbox_is_the_officers_alone_and_counts(amara, samuel, tome, ines, marta, rui, depression, browse):
    breaking.open_in_emergency(patient=amara.patient_id, reason=WHY, by=samuel, now=timezone.now())
    wishes.ask(patient=amara.patient_id, words="My work must not know", by=amara, now=timezone.now())

    assert '<span class="badge">2</span>' in text_of(browse(tome).get("/audit/"))
    for actor in (ines, samuel, marta, rui):
        assert browse(actor).get("/privacy/").status_code == 403


def serve(tenant_id) -> None:
    """Let the test's transaction serve this practice from now on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.organization', %s, true)", [str(tenant_id)])


def test_the_other_practice_reaches_nothing(amara, samuel, depression, hillcrest, browse):
    breaking.open_in_emergency(patient=amara.patient_id, reason=WHY, by=samuel, now=timezone.now())
    opening = Opening.objects.get(kind="break_glass")
    serve(hillcrest.id)
    theirs = Actor.system(hillcrest.id)
    stranger = colleague("tess@hillcrest.test", "Tess", {Role.PHYSICIAN, Role.PRIVACY_OFFICER}, theirs)
    client = browse(stranger)
    said = {"glass-reason": WHY, "justified": "yes", "comment": "Fine"}
    for path in (f"/chart/{amara.patient_id}/closed/", f"/privacy/openings/{opening.id}/"):
        assert (client.get(path).status_code, client.post(path, said).status_code) == (404, 404)
    assert "Amara" not in text_of(client.get("/privacy/"))

    serve(amara.organization_id)
    assert [each.reviewed_at for each in Opening.objects.filter(kind="break_glass")] == [None]


def test_amara_asks_and_the_officer_restricts(amara, ines, freya, tome, asthma, browse):
    client, ask = browse(amara), f"/me/{amara.patient_id}/privacy/ask/?entry=Condition/{asthma.uid}"
    assert "Asthma" in text_of(client.get(ask))
    assert client.post(ask, {"words": "My employer is a patient here too"}).status_code == 302
    assert "You have asked this already" in text_of(client.post(ask, {"words": "Again"}))
    wish = Wish.objects.get()
    officer, place = browse(tome), f"/privacy/wishes/{wish.id}/"
    page = text_of(officer.get(place))
    assert "a problem or diagnosis" in page and "My employer" in page and "Asthma" not in page

    assert officer.post(place, {"granted": "yes", "words": "We did"}).status_code == 422
    officer.post(place, {"granted": "yes", "labels": ["128"], "words": "We restricted it."})

    wish.refresh_from_db()
    assert (wish.granted, wish.answer) == (True, "We restricted it.")
    assert labelling.entry_of(amara.patient_id, "Condition", asthma.uid).labels == Label.RESTRICTED
    assert "Asthma" not in text_of(browse(freya).get(f"/chart/{amara.patient_id}/"))
    assert "We restricted it." in text_of(client.get(f"/me/{amara.patient_id}/privacy/"))


def test_amara_lets_her_brother_read_what_is_restricted(amara, system, rui, depression, browse):
    now = timezone.now()
    chidi = people.account_for_proxy(email="chidi@example.org", name="Chidi Okonjo", by=system, now=now)
    proxy = proxies.appoint(
        patient=amara.patient_id, account=chidi, authority="patients_wish", scope=["record"], by=rui, now=now
    )
    client, place = browse(amara), f"/me/{amara.patient_id}/privacy/"
    assert "does not read what is restricted" in text_of(client.get(place))
    client.post(f"{place}acting/{proxy.id}/", {"open": "yes"})
    proxy.refresh_from_db()
    assert proxy.scope == ["record", "sensitive"]
    client.post(f"{place}acting/{proxy.id}/")
    proxy.refresh_from_db()
    assert proxy.scope == ["record"]


def test_manager_and_officer_set_what_somebody_is_cleared_for(samuel, marta, tome, browse):
    row = Membership.objects.get(account_id=samuel.account_id)
    place = f"/privacy/clearances/{row.id}/"
    assert place in text_of(browse(marta).get(f"/setup/people/{row.id}/"))
    assert browse(marta).post(place, {"clearances": ["1", "2"]})["Location"] == f"/setup/people/{row.id}/"
    row.refresh_from_db()
    assert row.clearances == 3
    assert browse(tome).post(place, {"clearances": []})["Location"] == "/privacy/clearances/"
    row.refresh_from_db()
    assert row.clearances == 0
    assert "Tomé Reis" in text_of(browse(tome).get("/privacy/clearances/"))
    assert browse(samuel).post(place, {"clearances": ["1"]}).status_code in (403, 404)
    row.refresh_from_db()
    assert row.clearances == 0


@pytest.mark.parametrize("many", [1, 6])
def test_the_number_of_queries_does_not_grow(amara, samuel, tome, system, browse, many):
    for number in range(many):
        row = problem(amara.patient_id, f"Problem {number}", system)
        entry = labelling.entry_of(amara.patient_id, "Condition", row.uid)
        wishes.ask(patient=amara.patient_id, entry=entry, by=amara, now=timezone.now())
        at = timezone.now() - timedelta(days=number + 1)
        breaking.open_in_emergency(patient=amara.patient_id, reason=WHY, by=samuel, now=at)
    officer, patient = browse(tome), browse(amara)
    for client, path, most in (
        (officer, "/privacy/", INBOX_QUERIES),
        (patient, f"/me/{amara.patient_id}/privacy/", OWN_QUERIES),
    ):
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        assert len(asked) == most, "\n".join(each["sql"][:150] for each in asked)
