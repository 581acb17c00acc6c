"""Whatever is typed, a line is read without a fault; what is complete can be said, counted and written as FHIR."""

import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from telepraxis.care.medications.ordering import document, line, totals, wording

from .shelf import find

LINES = [each["text"] for each in tomllib.loads(Path(__file__).with_name("lines.toml").read_text())["line"]]
WORDS = sorted({word for text in LINES for word in text.split()})
ODD = (
    "0 00 1. . .. -1 1/0 0.0 99999999999 1e5 ٣ ² mg/ /kg x0 0-0-0 ½ ; , ( % # @ & × mon-mon 25:99 q0h 0/7 1.5d"
    " 1,5,5 -- µ 1/2/3"
).split() + ["every 0 hours", "0 times a day", "1.5 times a day", "reduce by 0 mg every 5 days", "until 31 february"]
TODAY = date(2026, 11, 30)
TYPED = st.lists(st.one_of(st.sampled_from(WORDS), st.sampled_from(ODD), st.text(max_size=6)), max_size=12)


@settings(max_examples=250, deadline=None)
@given(st.sampled_from(LINES), TYPED, st.sampled_from([None, Decimal("12.3")]))
def test_no_line_is_too_odd_to_read(text, more, weight_kg):
    said = line.read(" ".join([text, *more]), find=find, today=TODAY, weight_kg=weight_kg)

    if said.medicine is None or said.dosage is None:
        assert said.missing or said.ambiguous
        return
    for language in ("en", "es"):
        for for_patient in (True, False):
            assert wording.say(
                said.medicine, said.dosage, language=language, for_patient=for_patient, supply=said.supply, starts=TODAY
            )
    totals.amounts(said.medicine, said.dosage)
    written = document.to_document(said.dosage, said.supply, said.medicine, "es")
    assert document.from_document(written) == (said.dosage, said.supply)


@settings(max_examples=150, deadline=None)
@given(TYPED)
def test_words_alone_are_read_too(words):
    said = line.read(" ".join(words), find=find, today=TODAY)

    assert said.is_complete or said.missing or said.ambiguous or said.leftover


def test_a_scheme_of_zeros_is_asked_about():
    said = line.read("amoxicillin 500 tid 7d 0-0-0", find=find, today=TODAY, weight_kg=None)

    assert said.dosage is None
    assert said.missing == ("How much at a time? 0-0-0 gives nothing.",)
