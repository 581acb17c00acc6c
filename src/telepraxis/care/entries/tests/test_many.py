"""A chart with 2,000 entries costs as many queries as one with 50, and shows no more of them at once."""

import pytest

from telepraxis.base.record import keepers
from telepraxis.base.record.models import Patient
from telepraxis.care.encounters.tests.people import TEN_FORTY

from ..lists import lists_of
from ..panels import lists_panel

QUERIES = 2


def grown(patient, count, by) -> None:
    """Let the chart have so many more problems, medicines and immunizations, resolved ones among them."""
    subject = {"reference": f"Patient/{Patient.objects.get(uid=patient.patient_id).logical_id}"}
    states = ("active", "resolved")
    made = {"Condition": [], "MedicationStatement": [], "Immunization": []}
    for number in range(count // 3 + 1):
        state = {"coding": [{"system": "urn:s", "code": states[number % 2]}]}
        words, day = {"text": f"Number {number}"}, f"20{number % 20:02d}"
        made["Condition"].append({"subject": subject, "code": words, "clinicalStatus": state, "onsetDateTime": day})
        made["MedicationStatement"].append(
            {"subject": subject, "status": ("active", "stopped")[number % 2], "medicationCodeableConcept": words}
        )
        made["Immunization"].append(
            {"patient": subject, "status": "completed", "vaccineCode": words, "occurrenceDateTime": day}
        )
    for type, docs in made.items():
        keepers.keeper_of(type).keep_many([{"resourceType": type} | doc for doc in docs], by=by, now=TEN_FORTY)


@pytest.mark.parametrize("count", [50, 2000])
def test_the_lists_cost_two_queries_however_many_entries(count, amara, ines, django_assert_num_queries):
    grown(amara, count, ines)

    with django_assert_num_queries(QUERIES):
        lists = lists_of(amara.patient_id)
    with django_assert_num_queries(QUERIES):
        panel = lists_panel(amara.patient_id, ines)

    assert sum(map(len, lists.entries.values())) == 3 * (count // 3 + 1)
    assert [len(card["standing"]) for card in panel["cards"]] == [
        min(20, count // 6 + 1),
        0,
        min(40, count // 6 + 1),
        6,
    ]
