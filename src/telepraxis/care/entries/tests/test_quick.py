"""What a typed line seems to say, with codes only where the words are just those of a term."""

from datetime import date
from types import SimpleNamespace

import pytest

from ..days import spelled
from ..parts import Coded
from ..quick import understood

TODAY = date(2026, 11, 23)
TERMS = {
    "problem": {"type 2 diabetes": ("icd", "E11.9", "Type 2 diabetes mellitus without complications")},
    "substance": {"penicillin": ("urn:s", "pen", "Penicillin"), "peanut": ("urn:s", "nut", "Peanut")},
    "medicine": {},
}


def find(kind: str, text: str) -> list:
    found = TERMS.get(kind, {}).get(text.casefold())
    return [SimpleNamespace(system=found[0], code=found[1], display=found[2], also=text)] if found else []


def said(line: str, kind: str = "") -> tuple:
    found = understood(line, today=TODAY, find=find, kind=kind)
    return found.kind, {name: value for name, value in found.values.items() if value}


@pytest.mark.parametrize(
    "line, kind, values",
    [
        ("type 2 diabetes 2015", "problem",
         {"what": Coded("Type 2 diabetes mellitus without complications", "icd", "E11.9"), "onset": "2015"}),
        ("hypertension since March 2019", "problem", {"what": Coded("Hypertension"), "onset": "2019-03"}),
        ("penicillin rash mild", "allergy",
         {"what": Coded("Penicillin", "urn:s", "pen"), "reaction": Coded("Rash"), "severity": "mild"}),
        ("allergic to peanut: anaphylaxis severe 2001", "allergy",
         {"what": Coded("Peanut", "urn:s", "nut"), "reaction": Coded("Anaphylaxis"), "severity": "severe",
          "sort": "allergy", "onset": "2001"}),
        ("lactose intolerance", "allergy", {"what": Coded("Lactose"), "sort": "intolerance"}),
        ("amlodipine 5 mg once a day", "medicine",
         {"what": Coded("Amlodipine 5 mg"), "dose": "once a day", "source": "elsewhere"}),
        ("ibuprofen 400mg prn otc", "medicine",
         {"what": Coded("Ibuprofen 400mg"), "dose": "prn", "source": "over-the-counter"}),
        ("metformin 1 g two tablets daily since 2020", "medicine",
         {"what": Coded("Metformin 1 g"), "dose": "two tablets daily", "since": "2020", "source": "elsewhere"}),
        ("ferrous fumarate 210 mg twice a day", "medicine",
         {"what": Coded("Ferrous fumarate 210 mg"), "dose": "twice a day", "source": "elsewhere"}),
        ("rash", "problem", {"what": Coded("Rash")}),
        ("NKDA", "", {}),
    ],
)  # fmt: skip
def test_a_line_is_understood(line, kind, values):
    assert said(line) == (kind, values)


@pytest.mark.parametrize(
    "line, kind, values",
    [
        ("asma desde 2019", "problem", {"what": Coded("Asma"), "onset": "2019"}),
        ("hipertensión desde marzo de 2019", "problem", {"what": Coded("Hipertensión"), "onset": "2019-03"}),
        ("amlodipino 5 mg una vez al día", "medicine",
         {"what": Coded("Amlodipino 5 mg"), "dose": "una vez al día", "source": "elsewhere"}),
        ("amoxicilina 500 mg cada 8 horas por 7 días", "medicine",
         {"what": Coded("Amoxicilina 500 mg"), "dose": "cada 8 horas por 7 días", "source": "elsewhere"}),
        ("ibuprofeno 400 mg sin receta a demanda", "medicine",
         {"what": Coded("Ibuprofeno 400 mg"), "dose": "a demanda", "source": "over-the-counter"}),
        ("alergia a penicilina: erupción leve", "allergy",
         {"what": Coded("Penicilina"), "reaction": Coded("Erupción"), "severity": "mild", "sort": "allergy"}),
        ("alérgica a los cacahuetes", "allergy", {"what": Coded("Cacahuetes"), "sort": "allergy"}),
        ("intolerancia a la lactosa", "allergy", {"what": Coded("Lactosa"), "sort": "intolerance"}),
        ("madre: diabetes a los 50 años", "family", {"relation": "MTH", "what": Coded("Diabetes"), "age": 50}),
        ("apendicectomía en 2004", "procedure", {"what": Coded("Apendicectomía"), "day": "2004"}),
        ("vacuna de la gripe 2025", "immunization", {"what": Coded("De la gripe"), "day": "2025"}),
        ("exfumador, dejó en 2015", "smoking", {"smokes": "8517006", "day": "2015"}),
        ("sin alergias conocidas", "", {}),
    ],
)  # fmt: skip
def test_a_line_in_spanish_is_understood(line, kind, values):
    assert said(line) == (kind, values)


def test_the_list_that_was_chosen_decides():
    assert said("amlodipine 5 mg once a day", kind="allergy")[1]["what"] == Coded("Amlodipine 5 mg once a day")


@pytest.mark.parametrize(
    "text, kept",
    [
        ("2015", "2015"), ("3/2015", "2015-03"), ("March 2015", "2015-03"), ("14 March 1991", "1991-03-14"),
        ("14.3.91", "1991-03-14"), ("2015-03-14", "2015-03-14"), ("March 14, 1991", "1991-03-14"),
        ("2015-03", "2015-03"),
        ("", ""), ("soon", "soon"), ("13/2015", "13/2015"), ("99", "99"),
    ],
)  # fmt: skip
def test_a_day_is_kept_as_exactly_as_it_is_known(text, kept):
    assert spelled(text, TODAY) == kept
