"""Every line of `lines.toml` is read as it says there: medicine, course, supply, all that is told."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from telepraxis.care.medications.ordering import line

from .notation import told
from .shelf import find

LINES = tomllib.loads(Path(__file__).with_name("lines.toml").read_text())["line"]
TODAY = date(2026, 11, 30)


@pytest.mark.parametrize("expected", LINES, ids=[each["text"] for each in LINES])
def test_a_line_is_read_as_the_table_says(expected):
    said = line.read(expected["text"], find=find, today=TODAY)

    assert {"text": expected["text"]} | told(said) == expected


def test_the_table_is_large_and_no_line_stands_in_it_twice():
    texts = [each["text"] for each in LINES]

    assert len(texts) == len(set(texts)) >= 150


@pytest.mark.parametrize("expected", LINES, ids=[each["text"] for each in LINES])
def test_nothing_of_a_line_is_dropped(expected):
    """A word that nobody knows is put at each place where words part; it comes back as left over, or in the words of
    what it was taken for: a name, a reason."""
    words = expected["text"].split()
    for place in range(1, len(words) + 1):
        text = " ".join([*words[:place], "qzxw", *words[place:]])
        said = line.read(text, find=find, today=TODAY)
        whole = " ".join([said.leftover, said.indication, *said.missing, *said.ambiguous, *said.assumed])
        if said.dosage:
            whole += f" {said.dosage.as_needed_for} {said.dosage.extra} {said.dosage.site}"
        if said.medicine:
            whole += " " + said.medicine.name

        assert "qzxw" in whole, text
