"""Leave of whoever pays: Dr Carvalho fills in the form, sends it, and notes under which number it was granted."""

from datetime import timedelta

import pytest
from django.utils import timezone

from telepraxis.care.medications import authorisation_form, authorising
from telepraxis.care.medications.models import PriorAuthorisation
from telepraxis.care.medications.tests.scene import AMOXICILLIN, line, signed
from telepraxis.commons.questionnaires.showing import every, shown

WHOLE = {
    "diagnosis": "Sinusitis, J01.90", "urgency": "urgent", "why-urgent": "Worse within days", "begun": "new",
    "tried": "not-tried", "months": "1", "reasons": "Guideline of 2025",
}  # fmt: skip


@pytest.fixture
def hers(amara, ines):
    said = line(AMOXICILLIN, times=3, indication="Sinusitis")
    return signed(amara, ines, said, now=timezone.now() - timedelta(hours=1))


@pytest.fixture
def desk(ines, browse):
    return browse(ines)


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def begun(desk, hers) -> PriorAuthorisation:
    desk.post(f"/prescriptions/{hers.id}/leave/", {"line": hers.lines.get().id, "payer": "Alder Health"})
    return PriorAuthorisation.objects.get()


def posted(asked: PriorAuthorisation, said: dict) -> dict:
    """Return what the page as it stands sends when these are answered on it."""
    asked.refresh_from_db()
    questions = every(shown(authorisation_form.form(), authorising.answers_of(asked)))
    there = [one for one in questions if one.is_asked]
    seen = {f"seen{one.number}": one.seen for one in there}
    return seen | {one.name: said.get(one.item.link_id, one.value) for one in there}


def test_from_the_prescription_to_the_number_under_which_it_was_granted(desk, hers):
    asked = begun(desk, hers)
    page = text(desk.get(f"/medicines/leave/{asked.id}/"))
    assert "Amoxicillin 500 mg capsule" in page and "Alder Health" in page and 'value="Sinusitis"' in page

    half = desk.post(f"/medicines/leave/{asked.id}/", posted(asked, {"diagnosis": "J01.90"}) | {"send": "1"})
    assert half.status_code == 422 and "Some questions have no answer yet." in text(half)
    more = text(desk.post(f"/medicines/leave/{asked.id}/", posted(asked, WHOLE) | {"keep": "1"}, follow=True))
    assert "What would happen by waiting?" in more  # asked since it is urgent
    desk.post(f"/medicines/leave/{asked.id}/", posted(asked, WHOLE) | {"send": "1"})

    asked.refresh_from_db()
    assert asked.state == "sent"
    assert authorising.answers_of(asked) == {name: [value] for name, value in WHOLE.items()}
    page = text(desk.get(f"/medicines/leave/{asked.id}/"))
    assert "Worse within days" in page and "Waiting would endanger health" in page and "<textarea" not in page
    answered = f"/medicines/leave/{asked.id}/answer/"
    assert desk.post(answered, {"answer": "granted"}).status_code == 422
    desk.post(answered, {"answer": "granted", "number": "AH 77", "valid_until": "2027-05-31"})

    asked.refresh_from_db()
    assert (asked.state, asked.number, str(asked.valid_until)) == ("granted", "AH 77", "2027-05-31")
    assert "Granted" in text(desk.get(f"/prescriptions/{hers.id}/"))


def test_it_is_taken_back_and_can_be_asked_again(desk, hers):
    asked = begun(desk, hers)
    desk.post(f"/medicines/leave/{asked.id}/answer/", {"answer": "withdraw"})
    desk.post(f"/prescriptions/{hers.id}/leave/", {"line": hers.lines.get().id, "payer": "Alder Health"})

    assert sorted(PriorAuthorisation.objects.values_list("state", flat=True)) == ["draft", "withdrawn"]


def test_without_a_payer_nothing_is_begun(desk, hers):
    desk.post(f"/prescriptions/{hers.id}/leave/", {"line": hers.lines.get().id, "payer": " "})

    assert not PriorAuthorisation.objects.exists()


def test_it_reads_in_spanish_too(desk, hers):
    asked = begun(desk, hers)
    page = text(desk.get(f"/medicines/leave/{asked.id}/", headers={"Accept-Language": "es"}))

    assert "¿Cuándo se necesita la respuesta?" in page and "Autorización previa de un medicamento" in page
    assert "How soon is the answer needed?" not in page
