"""What a scanner reads from a box: element strings as a keyboard types them, as a DataMatrix holds them, as people read
them; and everything that is none."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telepraxis.commons.inventory import gs1
from telepraxis.commons.inventory.gs1 import NotGs1, Read

TODAY = date(2026, 11, 30)
FNC1 = "\x1d"


def read(text: str) -> Read:
    return gs1.read(text, today=TODAY)


@pytest.mark.parametrize(
    ("text", "gtin", "lot", "expires_on", "serial"),
    [
        ("01095060001343521726123110AB-1", "09506000134352", "AB-1", date(2026, 12, 31), ""),
        (f"010950600013435210AB-1{FNC1}17261231", "09506000134352", "AB-1", date(2026, 12, 31), ""),
        (f"010950600013435221S1{FNC1}10AB-1{FNC1}17270200", "09506000134352", "AB-1", date(2027, 2, 28), "S1"),
        (f"]d2010950600013435217261231{FNC1}10AB-1", "09506000134352", "AB-1", date(2026, 12, 31), ""),
        ("]C110AB-1", "", "AB-1", None, ""),
        ("]e0011234567890123117280229", "12345678901231", "", date(2028, 2, 29), ""),
        (f"{FNC1}10AB-1{FNC1}", "", "AB-1", None, ""),
        ("  (01)09506000134352(17)261231(10)AB-1\r\n", "09506000134352", "AB-1", date(2026, 12, 31), ""),
        ("(01) 09506000134352 (17) 261231 (10) AB-1 (21) S1", "09506000134352", "AB-1", date(2026, 12, 31), "S1"),
        ("(10)A(B)1(17)261231", "", "A(B)1", date(2026, 12, 31), ""),
        ("(10)A(99)1", "", "A", None, ""),
        ("(10)A(18)1", "", "A(18)1", None, ""),
        ("(7003)2612311430(10)X", "", "X", date(2026, 12, 31), ""),
        (f"0209506000134352375{FNC1}10L", "09506000134352", "L", None, ""),
    ],
)
def test_reads_what_a_box_says(text, gtin, lot, expires_on, serial):
    found = read(text)

    assert (found.gtin, found.lot, found.expires_on, found.serial) == (gtin, lot, expires_on, serial)


def test_reads_production_counts_and_what_we_do_not_use():
    found = read(f"01095060001343521125010130 12{FNC1}710PZN123{FNC1}3103000750".replace(" ", ""))

    assert (found.produced_on, found.count) == (date(2025, 1, 1), 12)
    assert found.others == {
        "01": "09506000134352", "11": "250101", "30": "12", "710": "PZN123", "3103": "000750",
    }  # fmt: skip
    assert read("(02)09506000134352(37)40").count == 40


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "]d2",
        FNC1,
        "5901234123457",  # a bar code without identifiers
        "0109506000134353",  # check digit
        "010950600013435",  # cut off
        "01095060001343521726123",  # the date is cut off
        "17261331",
        "17260230",
        "17269900",
        "17AB1231",
        "10" + "A" * 21,
        "10",
        f"10A{FNC1}10B",  # said twice, and not the same
        "10AÄ",
        "10A B",
        "30ABC",
        "300123456789",
        "09123",
        "(01)09506000134352(99",
        "(01)0950600013435",
        "(77)1",
        "()",
        "(10)",
        "(17)２６1231",
        "A" * 500,
    ],
)
def test_refuses_what_is_none(text):
    with pytest.raises(NotGs1):
        read(text)


def test_the_same_said_twice_is_said_once():
    assert read(f"10A{FNC1}10A").lot == "A"


@pytest.mark.parametrize(
    ("six", "year"),
    [("260101", 2026), ("760101", 2076), ("770101", 1977), ("990101", 1999), ("000101", 2000), ("270101", 2027)],
)
def test_two_digits_of_a_year_are_the_nearest(six, year):
    assert gs1.day_of(six, TODAY).year == year


@pytest.mark.parametrize(
    ("today", "six", "year"),
    [
        (1999, "500101", 1950),
        (1999, "490101", 2049),
        (1999, "010101", 2001),
        (2051, "000101", 2100),
        (2051, "020101", 2002),
    ],
)
def test_near_a_turn_of_century_too(today, six, year):
    assert gs1.day_of(six, date(today, 6, 1)).year == year


@pytest.mark.parametrize(("six", "day"), [("280200", 29), ("270200", 28), ("261200", 31), ("260400", 30)])
def test_day_zero_is_the_last_of_its_month(six, day):
    assert gs1.day_of(six, TODAY).day == day


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("09506000134352", "09506000134352"),
        ("9506000134352", "09506000134352"),
        ("96385074", "00000096385074"),
        ("0 12345 67890 5", "00012345678905"),
        ("950-6000-134352", "09506000134352"),
    ],
)
def test_a_gtin_has_fourteen_digits(text, found):
    assert gs1.gtin_14(text) == found


@pytest.mark.parametrize("text", ["", "9506000134353", "950600013435", "95060001343520", "abc", "²" * 13])
def test_what_is_no_gtin(text):
    with pytest.raises(NotGs1):
        gs1.gtin_14(text)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        assert isinstance(read(text), Read)
    except NotGs1:
        pass


STARTS = st.sampled_from(
    ["]d2", "(", "", FNC1, "01", "17", "10", "(01)", "(17)", "7003", "310", "30", "09506000134352"]
)


@given(st.lists(st.one_of(STARTS, st.text("0123456789AB()]d\x1d", max_size=8)), max_size=12).map("".join))
def test_what_looks_like_one_is_read_or_refused(text):
    try:
        found = read(text)
    except NotGs1:
        return
    assert found.others and (not found.gtin or gs1.has_check_digit(found.gtin))


@given(
    st.text("0123456789", min_size=13, max_size=13),
    st.text("ABCabc0123456789-./", min_size=1, max_size=20),
    st.dates(date(2000, 1, 1), date(2070, 12, 31)),
    st.text("XYZ789", min_size=1, max_size=20),
    st.permutations(["01", "10", "17", "21"]),
)
def test_what_is_written_is_read_in_any_order_and_in_both_forms(digits, lot, expires_on, serial, order):
    gtin = digits + gs1.check_digit(digits)
    said = {"01": gtin, "10": lot, "17": f"{expires_on:%y%m%d}", "21": serial}
    raw = "".join(f"{each}{said[each]}{FNC1 if each in ('10', '21') else ''}" for each in order)
    for text in (raw, "]d2" + raw, "".join(f"({each}){said[each]}" for each in order)):
        found = read(text)
        assert (found.gtin, found.lot, found.expires_on, found.serial) == (gtin, lot, expires_on, serial)


@given(st.text("0123456789", min_size=13, max_size=13), st.integers(0, 12), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(digits, place, more):
    whole = digits + gs1.check_digit(digits)
    wrong = whole[:place] + str((int(whole[place]) + more) % 10) + whole[place + 1 :]

    assert gs1.has_check_digit(whole) and not gs1.has_check_digit(wrong)
