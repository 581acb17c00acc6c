"""The composer: what a typed line means is shown back, the basket, the warnings; everything works without scripts."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from telepraxis.base.audit.models import AuditEvent
from telepraxis.base.record.models import Observation
from telepraxis.care.medications import baskets, sentences
from telepraxis.care.medications.models import Basket, BasketLine, Sentence
from telepraxis.care.medications.tests.scene import AMOXICILLIN, NINE, PARACETAMOL, allergy, line, observation

HTMX, PIECE = {"HX-Request": "true"}, {"X-Piece": "1"}


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def asked(client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len([each for each in queries if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))])


@pytest.fixture
def path(amara):
    return f"/prescribe/{amara.patient_id}/"


@pytest.fixture
def desk(ines, browse):
    return browse(ines)


def typed(client, path: str, words: str, **more):
    """Add a line as the page does: for the version of the basket that it has shown."""
    shown = Basket.objects.order_by("-changed_at").values_list("version", flat=True).first()
    said = {"text": words} | ({"version": shown} if shown else {}) | more
    return client.post(f"{path}add/", said, follow=True)


def names() -> list[str]:
    return [row.medicine["name"] for row in BasketLine.objects.order_by("position")]


def test_what_is_understood_stands_there_before_anything_is_added(desk, path):
    page = text(desk.post(f"{path}read/", {"text": "amoxicillin 500 tid 7d"}))

    for said in ("capsule, by mouth", "1 capsule", "3 × a day", "7 days", "Take 1 capsule"):
        assert said in page
    assert Basket.objects.count() == 0


def test_while_one_types_only_the_piece_comes_with_what_may_be_meant(desk, path):
    piece = text(desk.post(f"{path}read/", {"text": "amox tid 7d"}, headers=PIECE))

    assert "<html" not in piece
    assert 'data-fill="Amoxicillin 500 mg capsule tid 7d "' in piece
    assert "Which strength?" in piece


def test_what_is_counted_stands_in_its_number(desk, path):
    piece = text(desk.post(f"{path}read/", {"text": "ibuprofen 400 mg tablet tid 5d"}, headers=PIECE))

    assert "1 tablet<" in piece and "15 tablets<" in piece


def test_a_line_goes_into_the_basket_and_is_checked_there(desk, path, amara):
    page = text(typed(desk, path, "paracetamol 500 mg tablet 3 times a day for 5 days"))

    assert names() == ["Paracetamol 500 mg tablet"]
    assert "15 tablets" in page and "Checked and in order" in page and "Could not be checked" in page
    assert AuditEvent.objects.filter(action="medications.read", patient_id=amara.patient_id).count() == 1


def test_what_names_no_medicine_is_said_and_not_added(desk, path):
    answer = typed(desk, path, "two of the blue ones")

    assert answer.status_code == 422
    assert "Nothing was added: which medicine is meant?" in text(answer)
    assert 'value="two of the blue ones"' in text(answer)
    assert (Basket.objects.count(), BasketLine.objects.count()) == (0, 0)


def test_another_window_was_quicker(desk, path):
    typed(desk, path, "paracetamol 500 mg tablet tid 5d")
    answer = typed(desk, path, "ibuprofen 400 mg tid 5d", version=1)

    assert answer.status_code == 409 and "in another window" in text(answer)
    assert 'value="ibuprofen 400 mg tid 5d"' in text(answer)
    assert names() == ["Paracetamol 500 mg tablet"]


def test_with_control_enter_a_harmless_line_leads_to_the_signing_screen(desk, path):
    answer = typed(desk, path, "paracetamol 500 mg tablet tid 5d", then="review")

    assert answer.redirect_chain == [(f"{path}review/", 302)]


@pytest.fixture
def warned(desk, path, amara, system):
    """Amoxicillin in the basket of somebody to whom penicillin gave hives; the page that came of it."""
    allergy(amara, system, "Penicillin", "penicillin", reaction=[{"manifestation": [{"text": "hives"}]}])
    return text(typed(desk, path, "amoxicillin 500 mg capsule tid 7d", then="review"))


def card_of(page: str) -> dict:
    return {"card": re.search(r'name="card" value="([^"]+)"', page)[1], "version": Basket.objects.get().version}


def test_a_serious_warning_stops_the_way_to_signing_and_nothing_in_it_is_chosen(warned):
    assert "Needs a choice" in warned and "Use azithromycin instead" in warned and "Leave it out" in warned
    assert "rx-review" not in warned
    assert not re.search(r'name="choice"[^>]*checked', warned)


@pytest.mark.parametrize(
    "said", [{}, {"choice": "instead:arsenic"}, {"choice": "go_on"}, {"choice": "go_on", "reason": " "}]
)
def test_no_choice_no_deed(desk, path, warned, said):
    answer = desk.post(f"{path}decide/", card_of(warned) | said)

    assert answer.status_code == 422
    assert names() == ["Amoxicillin 500 mg capsule"]


def test_instead_takes_the_line_out_and_the_other_name_stands_in_the_line(desk, path, warned):
    answer = desk.post(f"{path}decide/", card_of(warned) | {"choice": "instead:azithromycin"}, headers=HTMX)

    assert names() == []
    assert re.search(r'name="text" value="Azithromycin "', answer.content.decode())


def test_left_out_is_gone(desk, path, warned):
    desk.post(f"{path}decide/", card_of(warned) | {"choice": "out"})

    assert names() == []


def test_change_leads_to_the_fields_of_the_line(desk, path, warned):
    page = text(desk.post(f"{path}decide/", card_of(warned) | {"choice": "change"}))

    assert "How it is taken" in page and 'value="kept"' in page


def test_going_on_takes_the_reason_along_to_the_signing_screen(desk, path, warned):
    page = text(desk.post(f"{path}decide/", card_of(warned) | {"choice": "go_on", "reason": "Tested: no allergy"}))

    assert 'value="Tested: no allergy"' in page and "You go on with it. Why?" in page
    assert names() == ["Amoxicillin 500 mg capsule"]


STEP = {"step-TOTAL_FORMS": 1, "step-INITIAL_FORMS": 0, "step-0-unit": "tablet", "step-0-every": 1}


def test_without_the_typed_line_everything_can_be_said_by_fields(desk, path):
    found = desk.post(f"{path}fields/", STEP | {"find": "ibuprofen 400", "look": "1"}).content.decode()
    picked = re.search(r'value="(\d+)" id="[^"]+"[^>]*><span>Ibuprofen 400 mg tablet', " ".join(found.split()))[1]
    said = {"find": "ibuprofen 400", "medicine": picked, "step-0-dose": "1-2", "step-0-times": 3, "step-0-days": 5}
    more = {"step-0-period_unit": "d", "step-0-when": ["C"], "substitution": "on", "repeats": 1, "indication": "Knee"}
    desk.post(f"{path}fields/", STEP | said | more, follow=True)

    row = BasketLine.objects.get()
    assert (row.medicine["name"], row.indication) == ("Ibuprofen 400 mg tablet", "Knee")
    assert row.dosage["steps"][0]["dose"] == {"low": "1", "high": "2", "unit": "tablet"}
    assert (row.supply["quantity"], row.supply["repeats"]) == ("30", 1)


def test_a_taper_is_written_step_by_step_and_read_whole(desk, path):
    typed(desk, path, "prednisone 5 mg tablet 4 tablets once a day 5 days")
    row, version = BasketLine.objects.get(), Basket.objects.get().version
    more = text(desk.post(f"{path}line/{row.id}/", STEP | {"step": "1", "step-0-dose": "4", "version": version}))
    assert "Step 2" in more and "This field" not in more
    steps = {
        "step-TOTAL_FORMS": 2, "step-0-dose": "4", "step-0-times": 1, "step-0-days": 5, "step-1-dose": "2",
        "step-1-unit": "tablet", "step-1-times": 1, "step-1-every": 1, "step-1-period_unit": "d", "step-1-days": 5,
    }  # fmt: skip
    said = STEP | steps | {"medicine": "kept", "substitution": "on", "version": version}
    page = text(desk.post(f"{path}line/{row.id}/", said, follow=True))

    row.refresh_from_db()
    assert [(step["dose"]["low"], step["days"]) for step in row.dosage["steps"]] == [("4", 5), ("2", 5)]
    assert row.supply["quantity"] == "30"
    assert "30 tablets" in page


def test_why_no_other_product_is_asked(desk, path):
    typed(desk, path, "paracetamol 500 mg tablet tid 5d")
    row = BasketLine.objects.get()
    answer = desk.post(f"{path}line/{row.id}/", STEP | {"medicine": "kept", "step-0-dose": "1", "step-0-times": 3})

    assert answer.status_code == 422 and "Say why no other product may be handed out." in text(answer)
    row.refresh_from_db()
    assert row.substitution is True


def test_a_mixture_stands_in_no_catalogue(desk, path):
    part = {"part-TOTAL_FORMS": 2, "part-INITIAL_FORMS": 0, "part-0-substance": "salicylic acid", "part-0-amount": "5"}
    said = {
        "name": "Salicylic ointment",
        "form": "ointment",
        "route": "topical",
        "rest": "white soft paraffin to 100 g",
    }
    desk.post(f"{path}mixture/", part | said | {"use": "thin layer twice a day 14 days 100 g"}, follow=True)

    row = BasketLine.objects.get()
    assert row.medicine["name"] == "Salicylic ointment, white soft paraffin to 100 g"
    assert row.medicine["ingredients"][0] | {"substance": ""} == {
        "substance": "", "name": "Salicylic acid", "amount": "5", "unit": "%",
    }  # fmt: skip
    assert row.dosage["steps"][0]["times"] == 2


def test_weight_and_pregnancy_are_asked_where_they_are_not_known(desk, path, amara):
    assert "Note weight or pregnancy" in text(desk.get(path))
    desk.post(f"{path}state/", {"weight_kg": "62", "pregnant": "false", "breastfeeding": ""})

    page = text(desk.get(path))
    assert "62 kg" in page and "Note weight or pregnancy" not in page
    kept = {row.code: row.status for row in Observation.objects.filter(patient_id=amara.patient_id)}
    assert kept == {"29463-7": "final", "82810-3": "final"}


def test_a_dose_by_weight_is_worked_out_for_this_body(desk, path, amara, system):
    observation(amara, system, "29463-7", "20", "kg")
    page = text(typed(desk, path, "amoxicillin 250 mg/5 mL 25 mg/kg tid 7d"))

    assert BasketLine.objects.get().dosage["steps"][0]["dose"]["weight_kg"] == "20"
    assert "body weight?" not in page


def test_a_protocol_comes_into_the_basket_together(desk, path, ines):
    kept = sentences.keep(
        kind="protocol", name="Cold", lines=(line(PARACETAMOL), line(AMOXICILLIN)), by=ines, now=NINE
    )  # fmt: skip
    assert "Cold" in text(desk.get(path))
    desk.post(f"{path}use/{kept.id}/", follow=True)

    assert names() == ["Paracetamol 500 mg tablet", "Amoxicillin 500 mg capsule"]


def test_lines_are_kept_for_everybody_by_who_may(desk, browse, marta):
    manager = browse(marta)
    said = {"name": "Fever", "lines": "paracetamol 500 mg 1 tablet up to 4 times a day as needed for fever #20"}
    assert manager.post("/medicines/sentences/", said | {"name": "", "for_practice": "on"}).status_code == 422
    assert manager.post("/medicines/sentences/", said | {"lines": "something"}).status_code == 422
    assert manager.post("/medicines/sentences/", said).status_code == 302

    assert (Sentence.objects.get().name, Sentence.objects.get().owner_id) == ("Fever", None)
    assert "the practice's" in text(desk.get("/medicines/sentences/"))


def test_the_composer_asks_the_same_of_one_line_and_of_many(desk, path, amara, ines):
    for words in ("paracetamol 500 mg tablet tid 5d", "amlodipine 5 mg tablet once a day 30 tablets"):
        typed(desk, path, words)
    few = asked(desk, path)
    basket = Basket.objects.get()
    for _ in range(6):
        version = basket.version
        row = baskets.put_line(basket=basket.id, version=version, line=line(PARACETAMOL, times=1), by=ines, now=NINE)
        basket = row.basket

    assert asked(desk, path) == few <= 45


def test_a_nurse_without_the_right_and_the_front_desk_have_no_composer(path, freya, rui, marta, browse):
    for other in (freya, rui, marta):
        client = browse(other)
        assert client.get(path).status_code == 404
        assert client.post(f"{path}add/", {"text": "paracetamol 500 mg tablet tid 5d"}).status_code == 404
    assert Basket.objects.count() == 0
