"""Whom a page is about: never the wrong person, rather nobody."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telepraxis.care.scanning.understanding import Document, Known, candidates_for_search, suggest

from .paper import page_of

TODAY = date(2026, 1, 15)
ANA = Known("ana", ("Ana María García López",), date(1980, 4, 3), ("1004521",))
FILLED = "Patient: Ana María García López   DOB: 3 April 1980   MRN: 1004521"


def suggested(text: str, *people: Known, **page):
    return suggest(Document((page_of(text, **page),)), people or (ANA,), today=TODAY)


def why(suggestion) -> list[tuple[str, str]]:
    return [(reason.code, reason.said) for reason in suggestion.why]


def test_name_birth_date_and_number_together_name_the_patient_and_say_where():
    suggestion = suggested(FILLED)

    assert suggestion.patient == "ana"
    assert [(each.code, each.said, each.words) for each in suggestion.why] == [
        ("name_agrees", "Ana María García López", (1, 2, 3, 4)),
        ("birth_date_agrees", "3 April 1980", (6, 7, 8)),
        ("number_agrees", "1004521", (10,)),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Name: GARCIA LOPEZ, ANA MARIA   Date of birth: 04/03/1980\nMedical Record Number: 1004521",
        "Paciente: Ana María García   F. Nac.: 03/04/1980   NHC: 1004521",
        "Nombre: Ana María   Apellidos: García López\nFecha de nacimiento: 3 de abril de 1980\nN.º Historia: 1004521",
        "Patient Name            Date of Birth        MRN\nAna Maria Garcia        03-Apr-1980          MRN-1004521",
        "Narne: Ana Maria Garcla Lopez   D0B: O3/04/198O   Record No: 10O452l",
        "RE: Ana García López, DOB 3/4/1980, MRN 1004521",
        "Sra. Ana García López, nacida el 3 de abril de 1980, historia clínica 1004521",
        "Name / Nombre: Ana García López   DOB / F. Nac.: 1980-04-03   MRN: 100-4521",
        "Surname: García López   First name: Ana   Born: 3 Apr 80   Chart no.: 1004521",
        "PACIENTE: ANA MARÍA GARCÍA LÓPEZ\nFECHA NACIMIENTO: 03.04.1980   HISTORIA: 1 004 521",
    ],
)
def test_finds_the_three_however_they_are_written(text):
    assert suggested(text).patient == "ana"


@pytest.mark.parametrize(
    ("text", "reason", "perhaps"),
    [
        ("Patient: Ana García López   DOB: 3 April 1980", "number_missing", ["ana"]),
        ("Patient: Ana García López   MRN: 1004521", "birth_date_missing", ["ana"]),
        ("DOB: 3 April 1980   MRN: 1004521", "name_missing", ["ana"]),
        ("Patient: Ana García López   DOB: 3 April 1980   MRN: 1004522", "nobody_agrees", ["ana"]),
        ("Patient: Ana García López   DOB: 4 April 1980   MRN: 1004521", "nobody_agrees", ["ana"]),
        ("Patient: Eva García López   DOB: 3 April 1980   MRN: 1004521", "nobody_agrees", ["ana"]),
        ("Patient: A. García   DOB: 3 April 1980   MRN: 1004521", "nobody_agrees", ["ana"]),
        ("Patient: Ana García López", "birth_date_missing", []),
        ("She slept well.", "nobody_named", []),
    ],
)
def test_two_of_three_are_only_a_perhaps(text, reason, perhaps):
    suggestion = suggested(text)

    assert (suggestion.patient, suggestion.why[0].code) == (None, reason)
    assert [each.uid for each in suggestion.perhaps] == perhaps


def test_a_perhaps_says_what_agrees_and_what_does_not():
    (perhaps,) = suggested("Patient: Ana García López   DOB: 3 April 1980   MRN: 1004522").perhaps

    assert [(each.code, each.said) for each in perhaps.why] == [
        ("name_agrees", "Ana García López"),
        ("birth_date_agrees", "3 April 1980"),
        ("number_differs", "1004522"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Mother's name: Ana García López   DOB: 3 April 1980   MRN: 1004521",
        "Subscriber name: Ana García López   Subscriber date of birth: 3 April 1980   MRN: 1004521",
        "Emergency contact\nName: Ana García López\nDOB: 3 April 1980\nRecord no.: 1004521",
        "Médico: Ana García López   F. Nac.: 03/04/1980   NHC: 1004521",
        "Nombre de la madre: Ana García López   F. Nac.: 03/04/1980   NHC: 1004521",
    ],
)
def test_what_is_said_of_others_is_not_said_of_the_patient(text):
    assert suggested(text).patient is None


def test_two_people_on_the_pages_of_one_document_are_filed_to_neither():
    pages = (page_of(FILLED), page_of("Patient: Ben Okafor   DOB: 12 May 1971   MRN: 1009988"))
    ben = Known("ben", ("Ben Okafor",), date(1971, 5, 12), ("1009988",))
    suggestion = suggest(Document(pages), (ANA, ben), today=TODAY)

    assert suggestion.patient is None
    assert [(each.code, each.said, each.page) for each in suggestion.why] == [
        ("two_people", "3 April 1980", 0),
        ("two_people", "12 May 1971", 1),
    ]


def test_two_people_who_fit_equally_are_nobody():
    double = Known("double", ANA.names, ANA.birth_date, ANA.numbers)
    suggestion = suggested(FILLED, ANA, double)

    assert (suggestion.patient, why(suggestion)) == (None, [("fits_several", "")])
    assert [each.uid for each in suggestion.perhaps] == ["ana", "double"]


def test_a_twin_one_digit_away_keeps_the_page_waiting():
    twin = Known("twin", ("Ana Lucía García López",), ANA.birth_date, ("1004522",))
    suggestion = suggested("Patient: Ana García López   DOB: 3 April 1980   MRN: 1004521", ANA, twin)

    assert (suggestion.patient, why(suggestion)) == (None, [("somebody_else_near", "")])


def test_a_twin_whose_own_name_is_on_the_page_is_no_doubt():
    twin = Known("twin", ("Eva Lucía García López",), ANA.birth_date, ("1004522",))

    assert suggested(FILLED, ANA, twin).patient == "ana"


def test_the_number_of_one_and_the_very_name_of_the_other_is_neither():
    short = Known("short", ("Ana García López",), ANA.birth_date, ("1004521",))
    long = Known("long", ("Ana María García López",), ANA.birth_date, ("2000000",))

    assert suggested(FILLED, short, long).patient is None


def test_a_date_that_may_be_two_days_does_not_choose_between_namesakes():
    april, march = date(1980, 4, 3), date(1980, 3, 4)
    one = Known("april", ANA.names, april, ("1004521",))
    other = Known("march", ANA.names, march, ("1004527",))
    suggestion = suggested("Patient: Ana García López   DOB: 03/04/1980   MRN: 1004521", one, other)

    assert suggestion.patient is None


def test_what_was_hard_to_read_decides_nothing():
    suggestion = suggested(FILLED, faint=("1004521",))

    assert (suggestion.patient, why(suggestion)) == (None, [("identity_hard_to_read", "")])


def test_a_barcode_counts_as_the_record_number():
    suggestion = suggested("Patient: Ana García López   DOB: 3 April 1980", barcodes=("1004521",))

    assert (suggestion.patient, why(suggestion)[2]) == ("ana", ("number_agrees", "1004521"))


def test_a_barcode_does_not_outweigh_another_number_printed():
    assert suggested(FILLED.replace("1004521", "1009999"), barcodes=("1004521",)).patient is None


def test_a_page_that_a_namesake_fits_as_well_keeps_the_document_waiting():
    """The second page says no more than a name; there are two who bear it."""
    pages = (page_of(FILLED), page_of("Patient: Ana María García López\nShe slept well."))
    namesake = Known("namesake", ANA.names, date(1955, 7, 1), ("3000000",))

    assert suggest(Document(pages), (ANA,), today=TODAY).patient == "ana"
    doubtful = suggest(Document(pages), (ANA, namesake), today=TODAY)
    assert (doubtful.patient, why(doubtful)) == (None, [("somebody_else_near", "")])


@pytest.mark.parametrize(
    "text",
    [
        "Potient: Ana García López   Date of blrth: 3 April 1980   Medical Record Nunber: 1004521",
        "Pacienfe: Ana García López   Fecha de nacimienlo: 03/04/1980   Historla: 1004521",
    ],
)
def test_a_label_with_a_letter_wrong_is_still_a_label(text):
    assert suggested(text).patient == "ana"


def test_a_page_that_names_nobody_is_pointed_out():
    suggestion = suggest(Document((page_of(FILLED), page_of("She slept well."))), (ANA,), today=TODAY)

    assert suggestion.patient == "ana"
    assert [(each.code, each.page) for each in suggestion.why[3:]] == [("page_names_nobody", 1)]


def test_offers_what_to_look_for_in_the_registry():
    assert candidates_for_search(Document((page_of(FILLED),))) == [
        ("Ana María García López", date(1980, 4, 3), "1004521")
    ]
    assert candidates_for_search(Document((page_of("Paciente: Eva Ruiz   F. Nac.: 03/04/1980"),))) == [
        ("Eva Ruiz", date(1980, 3, 4), ""),
        ("Eva Ruiz", date(1980, 4, 3), ""),
    ]
    assert candidates_for_search(Document((page_of("She slept well."),))) == []


# Whatever one letter or digit OCR gets wrong, a page is never filed to somebody else.

GIVEN = ["Ana", "Anna", "Eva", "Maria", "Marta", "Mario", "Luis", "Luisa", "Ana María", "Ana Lucía", "Alia", "Aila"]
FAMILY = ["García", "Garcia López", "Gomez", "López", "Lopes", "Burn", "Bum", "Clark", "Dark", "Ruiz Gil", "Ruiz"]
people = st.builds(
    lambda given, family, day, number: ((f"{given} {family}",), date(1980, 4, day), (str(number),)),
    st.sampled_from(GIVEN),
    st.sampled_from(FAMILY),
    st.integers(1, 12),
    st.integers(1004500, 1004530),
)


@st.composite
def families(draw) -> list[Known]:
    """Somebody and people like them: the same or a like name, the same or the next day, a number one digit away."""
    names, born, (number,) = draw(people)
    likes = [name for name in GIVEN if abs(len(name) - len(names[0].split()[0])) <= 1]
    rows = [(names, born, (number,))]
    for _ in range(draw(st.integers(1, 4))):
        given, family = names[0].split(" ", 1)
        like = draw(st.sampled_from([given, given, *likes]))
        day = draw(st.sampled_from([born, born, born.replace(day=born.day % 12 + 1)]))
        digit = draw(st.sampled_from([str(each) for each in range(10)]))
        near = draw(st.sampled_from([number[:-1] + digit, number[:-2] + digit + number[-1]]))
        rows.append(((f"{like} {family}",), day, (near,)))
    unique = list({row[2]: row for row in rows}.values())
    return [Known(place, *row) for place, row in enumerate(unique)]


crowds = st.one_of(
    families(),
    st.lists(people, min_size=2, max_size=8, unique_by=lambda each: each[2]).map(
        lambda rows: [Known(number, *row) for number, row in enumerate(rows)]
    ),
)
SLIPS = "0123456789OlIabcdefgmnrstuiALM"


def printed(person: Known, form: int) -> str:
    day = person.birth_date
    born = (f"{day:%d/%m/%Y}", f"{day:%m/%d/%Y}", f"{day:%Y-%m-%d}", f"{day.day} de abril de 1980")[form % 4]
    name = person.names[0] if form < 4 else ", ".join(reversed(person.names[0].rsplit(" ", 1)))
    return f"Patient: {name}   DOB: {born}   MRN: {person.numbers[0]}"


@settings(max_examples=250, deadline=None)
@given(crowds, st.integers(0, 7), st.data())
def test_one_slip_anywhere_never_chooses_another(crowd, form, data):
    """A letter is misread as any other, most often as the one that would stand there for somebody else."""
    truth, other = data.draw(st.sampled_from(crowd)), data.draw(st.sampled_from(crowd))
    text, theirs = printed(truth, form), printed(other, form)
    differing = [place for place, pair in enumerate(zip(text, theirs, strict=False)) if pair[0] != pair[1]]
    anywhere = [place for place, letter in enumerate(text) if letter not in " :" and place > text.index(":")]
    place = data.draw(st.sampled_from(differing or anywhere))
    letter = data.draw(st.sampled_from([*theirs[place : place + 1], *SLIPS[: 0 if differing else None]] or ["0"]))
    slipped = text[:place] + letter + text[place + 1 :]

    assert suggested(slipped, *crowd).patient in (truth.uid, None)


@settings(max_examples=120, deadline=None)
@given(crowds, st.integers(0, 7), st.data())
def test_somebody_unknown_is_nobody_here(crowd, form, data):
    """The page is of the first, who is not registered; each of the others differs from them in something."""
    stranger, *registered = crowd

    assert suggested(printed(stranger, form), *registered).patient is None


@settings(max_examples=80, deadline=None)
@given(crowds, st.integers(0, 7))
def test_a_clear_page_is_that_persons_or_nobodys(crowd, form):
    for person in crowd:
        assert suggested(printed(person, form), *crowd).patient in (person.uid, None)


@settings(max_examples=80, deadline=None)
@given(people, people, st.integers(0, 7))
def test_a_page_with_things_of_two_people_is_neithers(one, other, form):
    """The name of one, the birth date or the number of the other."""
    a, b = Known("a", *one), Known("b", *other)
    mixed = Known("mixed", a.names, a.birth_date, b.numbers)
    if a.numbers != b.numbers and (a.birth_date != b.birth_date or a.names != b.names):
        found = suggested(printed(mixed, form), a, b).patient
        assert found is None or (found == "b" and b.birth_date in readings(a.birth_date, form))


def readings(day: date, form: int) -> set[date]:
    """Return what a day may be as printed: 03/04/1980 is two."""
    turned = {date(1980, day.day, day.month)} if form % 4 in (0, 1) else set()
    return {day} | turned
