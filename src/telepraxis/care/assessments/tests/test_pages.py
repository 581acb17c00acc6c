"""The pages: the patient answers, the clinician asks, sees and reads in the chart."""

from datetime import timedelta
from itertools import cycle
from types import SimpleNamespace

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from telepraxis.base.audit.models import AuditEvent
from telepraxis.care.encounters import visits
from telepraxis.care.encounters.tests.people import TEN_FORTY
from tests.people import MONDAY_8AM

from .. import asking, filling
from ..models import Answered, Asked
from ..panels import while_waiting
from .scenes import HALF, LATER, NEARLY, NEVER, SEVERAL, answers_with, ask_phq, hand_in

HTMX = {"HX-Request": "true"}
MOST_QUERIES = {"fill": 19, "save": 24, "list": 15, "patient": 20, "own": 20}


def numbered(asked, answers: dict) -> dict:
    """Answers as the page sends them: by the position of their question, all seen empty."""
    sent = {}
    for number, item in enumerate(filling.form_of(asked).every()):
        if item.is_asked:
            sent[f"seen{number}"] = ""
            if given := answers.get(item.link_id):
                sent[f"a{number}"] = given
    return sent


def test_amara_finds_it_on_her_home_and_answers(phq_asked, amara, browse):
    client = browse(amara)
    home = client.get("/").content.decode()
    page = client.get(f"/forms/asked/{phq_asked.id}/fill/").content.decode()
    sent = client.post(f"/forms/asked/{phq_asked.id}/fill/", numbered(phq_asked, answers_with(1, 2)))
    done = client.get(sent.url).content.decode()

    assert "PHQ-9" in home and f"/forms/asked/{phq_asked.id}/fill/" in home
    assert "0 of 9 answered" in page and "Little interest or pleasure in doing things" in page
    assert "Thank you" in done and "Call 112" not in done
    assert Answered.objects.get().score.value == 3


def test_who_waits_for_a_visit_is_offered_the_form(video_visit, phq_asked, amara):
    signed_in = SimpleNamespace(actor=amara, now=LATER)
    by_link = SimpleNamespace(actor=amara.by_link(patient_id=amara.patient_id, name="Amara Okonjo"), now=LATER)

    assert [each.form.title() for each in while_waiting(signed_in, video_visit)["open_forms"]] == ["PHQ-9"]
    assert while_waiting(by_link, video_visit) is None


def test_the_questions_stand_in_the_readers_language(phq_asked, amara, browse):
    client = browse(amara)
    client.cookies["django_language"] = "es"
    page = client.get(f"/forms/asked/{phq_asked.id}/fill/", headers={"Accept-Language": "es"}).content.decode()

    assert "Se ha sentido decaído(a), deprimido(a) o sin esperanzas" in page and "Casi todos los días" in page


def test_each_answer_is_kept_at_once_and_stands_there_after_a_reload(phq_asked, amara, browse):
    client = browse(amara)
    answer = client.post(
        f"/forms/asked/{phq_asked.id}/save/", {"changed": "1", "a1": HALF}, headers=HTMX
    ).content.decode()
    page = client.get(f"/forms/asked/{phq_asked.id}/fill/").content.decode()

    assert "1 of 10 answered" in answer and 'id="item-10"' in answer  # the tenth question follows the first point
    assert f'value="{HALF}" checked' in page


def test_an_old_page_undoes_nothing(phq_asked, amara, browse):
    client = browse(amara)
    client.post(f"/forms/asked/{phq_asked.id}/save/", {"changed": "1", "a1": HALF}, headers=HTMX)
    old = numbered(phq_asked, {"44255-8": [SEVERAL]})
    client.post(f"/forms/asked/{phq_asked.id}/fill/", old | {"later": "1"})

    assert filling.answers_of(phq_asked) == {"44250-9": [HALF], "44255-8": [SEVERAL]}


def test_what_misses_is_named_with_a_way_to_it(phq_asked, amara, browse):
    given = answers_with(1)
    del given["44252-5"]
    answer = browse(amara).post(f"/forms/asked/{phq_asked.id}/fill/", numbered(phq_asked, given))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "One question still needs you." in page and 'href="#ask-7"' in page
    assert Answered.objects.count() == 0


def test_the_ninth_answer_shows_help_at_once_and_after_handing_in(phq_asked, amara, browse):
    client = browse(amara)
    calm = client.post(
        f"/forms/asked/{phq_asked.id}/save/", {"changed": "9", "a9": NEVER}, headers=HTMX
    ).content.decode()
    at_once = client.post(
        f"/forms/asked/{phq_asked.id}/save/", {"changed": "9", "a9": SEVERAL}, headers=HTMX
    ).content.decode()
    sent = client.post(f"/forms/asked/{phq_asked.id}/fill/", numbered(phq_asked, answers_with(ninth=1)))
    done = client.get(sent.url).content.decode()

    assert "Call 112" not in calm
    assert "If you might hurt yourself, or are in danger, call 112 now." in at_once
    assert 'href="tel:112"' in at_once and 'href="tel:+351210555000"' in at_once
    assert "Your clinicians have been told" in done and 'href="tel:112"' in done


def test_the_clinicians_day_says_so_and_the_list_has_it_on_top(ninth_asked, ines, amara, browse):
    client = browse(ines)
    bar = client.get("/forms/answered/unseen/").content.decode()
    listed = client.get("/forms/answered/").content.decode()
    page = client.get(f"/forms/answered/{ninth_asked.id}/").content.decode()

    assert "1 answered form to look at now" in bar
    assert "Amara Okonjo" in listed and "Look now" in listed
    assert "One of these answers needs somebody now." in page and "data-worrying" in page
    assert "mild" in page and "Kroenke K, Spitzer RL, Williams JBW." in page
    assert Answered.objects.get().seen_at is None  # looking is not yet having seen
    client.post(f"/forms/answered/{ninth_asked.id}/seen/")
    assert Answered.objects.get().seen_by == "Dr Inês Carvalho"
    assert "Amara Okonjo" not in client.get("/forms/answered/").content.decode()


def test_a_clinician_asks_and_fills_in_beside_the_visit(room_visit, amara, ines, browse):
    visits.admit(visit=room_visit, by=ines, now=TEN_FORTY)
    client = browse(ines)
    asked = client.post(f"/forms/of/{amara.patient_id}/ask/", {"form": "gad-7", "here": "1", "visit": room_visit.id})
    row = Asked.objects.get()
    page = client.get(asked.url).content.decode()
    given = {item.link_id: [SEVERAL] for item in filling.form_of(row).every() if item.is_asked}
    client.post(asked.url, numbered(row, given))

    room_visit.refresh_from_db()
    answered = Answered.objects.select_related("score").get()
    assert 'data-digit="1"' in page and 'data-controller="digits"' in page
    assert (answered.score.value, answered.score.encounter_id) == (7, room_visit.encounter_id)
    assert answered.seen_by == "Dr Inês Carvalho"


def test_asked_twice_the_page_says_so(phq_asked, amara, ines, browse):
    answer = browse(ines).post(f"/forms/of/{amara.patient_id}/ask/", {"form": str(phq_asked.form_id)})

    assert answer.status_code == 422
    assert "This form is asked already, and not answered yet." in answer.content.decode()


def test_the_day_until_which_it_is_asked_lies_ahead(amara, ines, browse):
    answer = browse(ines).post(f"/forms/of/{amara.patient_id}/ask/", {"form": "phq-9", "due_on": "2020-01-01"})

    assert "This day has passed." in answer.content.decode()
    assert Asked.objects.count() == 0


def test_the_chart_shows_the_score_and_the_timeline_the_answers(ninth_asked, amara, ines, browse):
    client = browse(ines)
    chart = client.get(f"/chart/{amara.patient_id}/").content.decode()
    entry = client.get(reverse("timeline:entry", args=[amara.patient_id, ninth_asked.response_id])).content.decode()

    assert 'id="assessments"' in chart and f"/forms/answered/{ninth_asked.id}/" in chart
    assert "Thoughts that you would be better off dead or of hurting yourself in some way" in entry
    assert "Several days" in entry


def test_amara_reads_her_own_answers(ninth_asked, amara, chidi, browse):
    page = browse(amara).get(f"/me/{amara.patient_id}/forms/").content.decode()
    his = browse(chidi).get(f"/me/{amara.patient_id}/forms/").content.decode()

    assert "Little interest or pleasure in doing things" in page and "answered by you" in page
    assert "Little interest" in his


def test_strangers_find_nothing(ninth_asked, phq_asked, tomasz, rui, browse):
    for stranger in (tomasz, rui):
        client = browse(stranger)
        for path in (f"/forms/asked/{phq_asked.id}/fill/", f"/forms/answered/{ninth_asked.id}/"):
            assert client.get(path).status_code == 404
    assert browse(tomasz).get("/forms/answered/").status_code == 403


def test_every_look_is_written_down(ninth_asked, amara, ines, browse):
    client = browse(ines)
    client.get(f"/forms/of/{amara.patient_id}/")
    client.get(f"/forms/answered/{ninth_asked.id}/")

    looks = AuditEvent.objects.filter(action="assessments.read", patient_id=amara.patient_id)
    assert [look.actor_name for look in looks] == ["Dr Inês Carvalho"] * 2


def test_pages_cost_the_same_however_much_was_asked(phq_asked, amara, tomasz, ines, browse):
    hers, his = browse(amara), browse(ines)
    fill, save = f"/forms/asked/{phq_asked.id}/fill/", f"/forms/asked/{phq_asked.id}/save/"
    pages = {
        "fill": lambda: hers.get(fill),
        "save": lambda: hers.post(save, {"changed": "1", "a1": next(given)}, headers=HTMX),
        "list": lambda: his.get("/forms/answered/"),
        "patient": lambda: his.get(f"/forms/of/{amara.patient_id}/"),
        "own": lambda: hers.get(f"/me/{amara.patient_id}/forms/"),
    }
    given = cycle((HALF, NEARLY))
    for look in pages.values():
        look()
    for number in range(3):
        asked = asking.ask(patient=amara.patient_id, form="gad-7", writes=False, by=ines, now=MONDAY_8AM)
        said = {item.link_id: [SEVERAL] for item in filling.form_of(asked).every() if item.is_asked}
        hand_in(asked, said, amara, now=LATER + timedelta(minutes=number))
        if number == 0:
            costs = _costs(pages)
    hand_in(ask_phq(tomasz, ines), answers_with(1), tomasz)

    assert _costs(pages) == costs
    assert [name for name in costs if costs[name] > MOST_QUERIES[name]] == []


def _costs(pages) -> dict[str, int]:
    costs = {}
    for name, look in pages.items():
        with CaptureQueriesContext(connection) as queries:
            look()
        costs[name] = len(queries)
    return costs
