"""Stacks of paper cut into documents."""

from telepraxis.care.scanning.reading.shapes import Page
from telepraxis.care.scanning.understanding import split

from .paper import page_of, stack_of

ANA = "Patient: Ana García López   DOB: 3 April 1980   MRN: 1004521"
BEN = "Patient: Ben Okafor   DOB: 12 May 1971   MRN: 1009988"
LETTER = "I saw this patient today and she is doing well."


def cuts(pages: list[Page]) -> list[tuple[int, ...]]:
    return [document.numbers for document in split(pages)]


def reasons(pages: list[Page]) -> list[list[str]]:
    return [[reason.code for reason in document.why] for document in split(pages)]


def test_an_empty_stack_has_no_documents():
    assert split([]) == []


def test_pages_that_go_on_stay_together():
    stack = stack_of(f"Discharge Summary\n{ANA}\n{LETTER}", LETTER, f"{ANA}\n{LETTER}")

    assert cuts(stack) == [(0, 1, 2)]
    assert reasons(stack) == [["first_page"]]


def test_a_page_of_another_patient_inside_the_stack_becomes_a_document_of_its_own():
    stack = stack_of(f"{ANA}\n{LETTER}", f"{BEN}\n{LETTER}", f"{ANA}\n{LETTER}")

    assert cuts(stack) == [(0,), (1,), (2,)]
    ben = split(stack)[1]
    assert [(reason.code, reason.said, reason.page) for reason in ben.why] == [("another_person", "12 May 1971", 1)]


def test_page_two_of_three_does_not_hide_another_patient():
    stack = stack_of(f"{ANA}\nPage 1 of 3\n{LETTER}", f"Page 2 of 3\n{BEN}\n{LETTER}", f"{ANA}\nPage 3 of 3\n{LETTER}")

    assert cuts(stack) == [(0,), (1,), (2,)]


def test_a_birth_date_alone_tells_another_patient():
    assert cuts(stack_of(f"{ANA}\n{LETTER}", f"DOB: 4 April 1980\n{LETTER}")) == [(0,), (1,)]


def test_a_record_number_alone_tells_another_patient():
    assert cuts(stack_of(f"{ANA}\n{LETTER}", f"MRN: 1004522\n{LETTER}")) == [(0,), (1,)]


def test_a_name_alone_tells_another_patient():
    assert cuts(stack_of(f"{ANA}\n{LETTER}", f"Patient: Ana Gómez Ruiz\n{LETTER}")) == [(0,), (1,)]


def test_twins_on_one_stack_are_parted():
    stack = stack_of(
        "Paciente: María Pérez Gil   F. Nac.: 01/02/2015   NHC: 7001",
        "Paciente: Marta Pérez Gil   F. Nac.: 01/02/2015   NHC: 7002",
    )

    assert cuts(stack) == [(0,), (1,)]


def test_the_same_patient_written_otherwise_is_not_another():
    stack = stack_of(
        f"{ANA}\n{LETTER}", f"Name: GARCIA LOPEZ, ANA   D.O.B.: 03/04/1980   Record No.: 1OO4521\n{LETTER}"
    )

    assert cuts(stack) == [(0, 1)]


def test_a_blank_page_parts_two_letters_and_is_set_aside():
    documents = split(stack_of(f"{ANA}\n{LETTER}", "", f"{ANA}\n{LETTER}"))

    assert [(each.numbers, each.aside) for each in documents] == [((0,), (1,)), ((2,), ())]
    assert [reason.code for reason in documents[1].why] == ["blank_page"]


def test_a_blank_back_between_counted_pages_parts_nothing():
    documents = split(stack_of(f"{ANA}\nPágina 1 de 2", "", "Página 2 de 2\nsigue el informe"))

    assert [(each.numbers, each.aside) for each in documents] == [((0, 2), (1,))]


def test_blank_pages_alone_are_not_lost():
    documents = split(stack_of("", ""))

    assert [(each.numbers, len(each.pages)) for each in documents] == [((0, 1), 2)]


def test_every_page_of_the_stack_is_somewhere():
    stack = stack_of("", f"{ANA}\n{LETTER}", "", f"{BEN}\n{LETTER}", "")
    documents = split(stack)

    assert sorted(number for each in documents for number in (*each.numbers, *each.aside)) == [0, 1, 2, 3, 4]


def test_a_separator_sheet_with_a_barcode_parts_and_is_set_aside():
    sheet = page_of("Separator sheet", barcodes=("PATCH-T",))
    documents = split([page_of(f"{ANA}\n{LETTER}"), sheet, page_of(f"{ANA}\n{LETTER}")])

    assert [(each.numbers, each.aside) for each in documents] == [((0,), (1,)), ((2,), ())]
    assert [(reason.code, reason.said) for reason in documents[1].why] == [("separator_sheet", "PATCH-T")]


def test_a_letter_with_a_barcode_is_no_separator():
    assert cuts([page_of(f"{ANA}\n{LETTER}", barcodes=("1004521",)), page_of(LETTER)]) == [(0, 1)]


def test_counters_begin_and_end_documents():
    stack = stack_of("Page 1 of 2\nfirst", "Page 2 of 2\nsecond", "third", "Pág. 1/2\ncuarta", "Pág. 2/2\nquinta")

    assert cuts(stack) == [(0, 1), (2,), (3, 4)]
    assert reasons(stack) == [["first_page"], ["complete_before"], ["counter"]]


def test_a_counter_that_does_not_follow_begins_a_document():
    assert cuts(stack_of("Page 1 of 4\nfirst", "Page 3 of 5\nother")) == [(0,), (1,)]


def test_a_counter_read_with_a_slip_still_counts():
    assert cuts(stack_of("Page l of 2\nfirst", "Page 2 of 2\nsecond")) == [(0, 1)]


def test_another_letterhead_begins_a_document():
    stack = stack_of(f"Riverside Medical Center\n{ANA}\n{LETTER}", f"Hospital General de Valencia\n{ANA}\n{LETTER}")

    assert reasons(stack) == [["first_page"], ["new_letterhead"]]


def test_the_same_letterhead_on_each_page_parts_nothing():
    assert cuts(stack_of(*[f"Riverside Medical Center\n{ANA}\n{LETTER}"] * 3)) == [(0, 1, 2)]


def test_another_title_begins_a_document():
    stack = stack_of(f"Discharge Summary\n{ANA}\n{LETTER}", f"Laboratory Report\n{ANA}\nGlucose 98 mg/dL")

    assert reasons(stack) == [["first_page"], ["new_title"]]


def test_a_title_within_a_sentence_is_none():
    stack = stack_of(
        f"{ANA}\n{LETTER}", "The referral letter and the discharge summary arrived and we read both today."
    )

    assert cuts(stack) == [(0, 1)]


def test_a_page_that_cannot_be_read_is_hidden_in_nobodys_document():
    unreadable = Page(1800, 2500, poor="unreadable")

    assert cuts([page_of(f"{ANA}\n{LETTER}"), unreadable, page_of(LETTER)]) == [(0,), (1,), (2,)]


def test_a_title_without_a_name_begins_a_document_even_when_it_is_the_same_title():
    stack = stack_of(f"Discharge Summary\n{ANA}\n{LETTER}", f"Discharge Summary\n{LETTER}")

    assert reasons(stack) == [["first_page"], ["new_title"]]


def test_a_head_that_could_not_be_made_out_is_not_taken_for_the_same_patient():
    stack = stack_of(f"{ANA}\n{LETTER}", f"Xqtienr: 8en 0kofor   B0rm: 12/05/1971\n{LETTER}")

    assert reasons(stack) == [["first_page"], ["unclear_head"]]


def test_dates_and_numbers_that_are_explained_are_no_head():
    stack = stack_of(f"{ANA}\n{LETTER}", f"Date: 12/05/2024   Tel: 555 123456\n{LETTER}")

    assert cuts(stack) == [(0, 1)]
