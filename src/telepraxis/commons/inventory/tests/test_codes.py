"""National Drug Codes of ten and eleven digits, and the GTINs they stand in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telepraxis.commons.inventory import codes, gs1
from telepraxis.commons.inventory.codes import NotNdc


@pytest.mark.parametrize(
    ("text", "eleven", "readable"),
    [
        ("0002-1433-80", "00002143380", "00002-1433-80"),  # 4-4-2
        ("50242-040-62", "50242004062", "50242-0040-62"),  # 5-3-2
        ("60575-4112-1", "60575411201", "60575-4112-01"),  # 5-4-1
        ("00002-1433-80", "00002143380", "00002-1433-80"),
        (" 00002143380 ", "00002143380", "00002-1433-80"),
    ],
)
def test_ten_digits_become_eleven(text, eleven, readable):
    assert (codes.ndc_11(text), codes.ndc_5_4_2(text)) == (eleven, readable)


@pytest.mark.parametrize(
    "text", ["", "0002143380", "0002-143-80", "000-1433-80", "0002-1433-8A", "1-2-3", "００００２１４３３８０"]
)
def test_what_is_no_ndc_or_misses_its_hyphens(text):
    with pytest.raises(NotNdc):
        codes.ndc_11(text)


def test_eleven_digits_stand_for_one_form_of_ten_for_each_leading_zero():
    assert codes.ndc_10s("50242-0040-62") == ["50242-040-62"]
    assert codes.ndc_10s("00002004002") == ["0002-0040-02", "00002-040-02", "00002-0040-2"]
    assert codes.ndc_10s("12345-6789-12") == []


def test_the_gtin_of_an_ndc_has_its_check_digit():
    found = codes.gtins_of_ndc("50242-0040-62")

    assert found == ["00350242040624"] and gs1.has_check_digit(found[0])


@given(st.sampled_from([(4, 4, 2), (5, 3, 2), (5, 4, 1)]), st.text("0123456789", min_size=10, max_size=10))
def test_there_and_back(shape, digits):
    first, second = shape[0], shape[0] + shape[1]
    ten = f"{digits[:first]}-{digits[first:second]}-{digits[second:]}"

    assert ten in codes.ndc_10s(codes.ndc_11(ten))


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused(text):
    try:
        assert len(codes.ndc_11(text)) == 11
    except NotNdc:
        pass


def test_packs_keep_their_codes_in_one_form():
    assert codes.pack_code(codes.GTIN, "9506000134352") == "09506000134352"
    assert codes.pack_code(codes.NDC, "0002-1433-80") == "00002143380"
    assert codes.pack_code("urn:example", " P 1 ") == "P 1"
