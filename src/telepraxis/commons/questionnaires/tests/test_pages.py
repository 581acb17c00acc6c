"""The builder in a browser's words: Marta writes, Dr Carvalho writes too, both see what a patient will see."""

import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from telepraxis.base import record
from telepraxis.base.record.models import Resource

from .. import authoring, library
from ..models import Published
from .test_authoring import LATER, QUESTION, doc_of, smoking  # noqa: F401

HTMX = {"HX-Request": "true"}
MOST_QUERIES = 12


def typed(row, **fields) -> dict:
    """What the builder's page of one yes-or-no question sends."""
    first = {"version": row.version, "title": "Smoking", "i0.type": "boolean", "i0.text": "Do you smoke?"}
    return first | {name.replace("__", "."): value for name, value in fields.items()}


def version_in(answer) -> str:
    return re.search(r'id="builder-version" value="(\d+)"', answer.content.decode())[1]


def test_marta_begins_adds_a_question_and_publishes(marta, browse):
    client = browse(marta)
    began = client.post("/forms/new/", {"title": "Smoking"})
    page = client.post(began.url, {"version": "1", "title": "Smoking", "then": "add:boolean:"})
    sent = {"version": version_in(page), "title": "Smoking", "i0.type": "boolean", "i0.text": "Do you smoke?"}
    published = client.post(f"{began.url}publish/", sent)

    assert (published.status_code, published.url) == (302, began.url)
    looked = client.get(began.url).content.decode()
    assert "In use" in looked and "Do you smoke?" in looked and "Change it: a new version" in looked
    assert Published.objects.get().published_by == "Marta Nunes"


def test_each_pause_saves_and_draws_the_preview_anew(smoking, marta, browse):  # noqa: F811
    answer = browse(marta).post(f"/forms/{smoking.uid}/", typed(smoking, i0__text="Do you vape?"), headers=HTMX)

    page = answer.content.decode()
    assert "Do you vape?" in page and version_in(answer) == "3" and "hx-swap-oob" in page
    assert doc_of(smoking)["item"][0]["text"] == "Do you vape?"


def test_two_pauses_of_one_page_may_cross(smoking, marta, browse):  # noqa: F811
    client = browse(marta)
    client.post(f"/forms/{smoking.uid}/", typed(smoking, i0__text="Do you vape?"), headers=HTMX)
    answer = client.post(f"/forms/{smoking.uid}/", typed(smoking, i0__text="Do you vape now?"), headers=HTMX)

    assert answer.status_code == 200
    assert doc_of(smoking)["item"][0]["text"] == "Do you vape now?"


def test_the_second_of_two_editors_is_told_and_loses_nothing(smoking, marta, ines, browse):  # noqa: F811
    browse(ines).post(f"/forms/{smoking.uid}/", typed(smoking, i0__text="Do you use tobacco?"), headers=HTMX)
    told = browse(marta).post(f"/forms/{smoking.uid}/", typed(smoking, i0__text="Do you vape?"), headers=HTMX)

    page = told.content.decode()
    assert (told.status_code, told.headers["HX-Retarget"]) == (409, "#workshop")
    assert "Dr Inês Carvalho saved this form meanwhile" in page and "Do you vape?" in page
    assert doc_of(smoking)["item"][0]["text"] == "Do you use tobacco?"
    sent = typed(smoking, i0__text="Do you vape?") | {"version": version_in(told), "then": "save"}
    saved = browse(marta).post(f"/forms/{smoking.uid}/", sent)
    assert saved.status_code == 200
    assert doc_of(smoking)["item"][0]["text"] == "Do you vape?"


def test_what_lacks_is_said_and_nothing_is_published(smoking, marta, browse):  # noqa: F811
    answer = browse(marta).post(f"/forms/{smoking.uid}/publish/", typed(smoking, i0__text=""))

    assert answer.status_code == 422
    assert "A question has no words yet." in answer.content.decode()
    assert Published.objects.count() == 0


def test_a_published_form_is_not_written_over_by_an_old_page(smoking, marta, browse):  # noqa: F811
    authoring.publish(form=smoking, by=marta, now=LATER)
    answer = browse(marta).post(f"/forms/{smoking.uid}/", typed(smoking, i0__text="Do you vape?"))

    assert answer.status_code == 409
    assert "Begin a new version of it" in answer.content.decode()
    assert doc_of(smoking)["item"] == [QUESTION]


def test_trying_keeps_nothing_and_shows_the_score(marta, browse):
    published = authoring.adopt(instrument="phq-2", by=marta, now=LATER)
    draft = authoring.new_version(form=published.form, by=marta, now=LATER)
    answer = browse(marta).post(
        f"/forms/{draft.uid}/try/", {"a1": "LA6571-9", "a2": "LA6569-3", "tried_in": "es"}, headers=HTMX
    )

    page = answer.content.decode()
    assert "Score 4: en el punto de corte o por encima" in page and "Casi todos los días" in page
    assert record.of_type("QuestionnaireResponse").count() == 0


def test_a_file_is_refused_line_by_line(marta, browse):
    from django.core.files.uploadedfile import SimpleUploadedFile

    text = b'{"resourceType": "Questionnaire", "status": "ready", "item": [{"type": "string"}]}'
    answer = browse(marta).post("/forms/import/", {"file": SimpleUploadedFile("form.json", text)})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "The file was not taken. Nothing was kept." in page
    assert "<code>Questionnaire.status</code>" in page and "linkId" in page
    assert Resource.objects.filter(type="Questionnaire").count() == 0


def test_a_form_leaves_as_it_is_kept(smoking, marta, browse):  # noqa: F811
    answer = browse(marta).get(f"/forms/{smoking.uid}/export/")

    assert answer.headers["Content-Type"] == "application/fhir+json"
    assert answer.content.decode() == Resource.objects.get(pk=smoking.pk).doc


def test_another_practice_sees_no_form_and_points_at_none(smoking, marta, hillcrest):  # noqa: F811
    authoring.publish(form=smoking, by=marta, now=LATER)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.organization', %s, true)", [str(hillcrest.id)])
        assert (library.every_form(), library.to_ask(), library.forms_named(["urn:x"])) == ([], [], {})
        with pytest.raises(IntegrityError), transaction.atomic():
            Published.objects.create(
                organization_id=hillcrest.id, form_id=smoking.pk, url="urn:x", published_at=LATER, published_by="Boss"
            )


def test_the_pages_cost_the_same_however_many_forms_there_are_and_however_long(smoking, marta, browse):  # noqa: F811
    client = browse(marta)
    client.get("/forms/")
    before = [_queries(client, path) for path in ("/forms/", f"/forms/{smoking.uid}/")]
    for name in library.instruments():
        published = authoring.adopt(instrument=name, by=marta, now=LATER)
    longest = authoring.new_version(form=published.form, by=marta, now=LATER)

    assert [_queries(client, path) for path in ("/forms/", f"/forms/{longest.uid}/")] == before
    assert max(before) <= MOST_QUERIES


def _queries(client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries)


def test_the_front_desk_makes_no_forms(rui, browse):
    assert browse(rui).get("/forms/").status_code == 403
