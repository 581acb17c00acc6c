from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as any_

from telepraxis.base.fhir import keys

LOINC = "http://loinc.org"


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


def test_a_token_is_its_code_and_a_hash_of_its_system():
    assert keys.system_hash(LOINC) == "9HDSEP3NYJN+"
    assert keys.token("8480-6", LOINC) == "8480-6\x1f9HDSEP3NYJN+"
    assert keys.token("final") == "final\x1f"


def test_a_code_in_any_system_is_a_prefix_and_not_of_a_longer_code():
    assert keys.token("8480-6", LOINC).startswith(keys.token_prefix("8480-6"))
    assert not keys.token("8480-61", LOINC).startswith(keys.token_prefix("8480-6"))


def test_tokens_keep_their_case():
    assert keys.token("mmol/L") != keys.token("mmol/l")


def test_what_stands_beside_a_code_has_a_first_character_of_its_own():
    assert keys.system("urn:mrn") == "\x1e" + keys.system_hash("urn:mrn")
    assert keys.text("Blood  Pressure") == "\x1dblood pressure"
    assert keys.of_type("urn:types", "MR", "12345") == f"\x1cMR\x1f{keys.system_hash('urn:types')}\x1f12345"
    assert keys.identifier("12345", "urn:mrn") == "\x1b" + keys.token("12345", "urn:mrn")


@pytest.mark.parametrize(
    "written, folded",
    [
        ("Müller", "muller"),
        ("MÜLLER", "muller"),
        ("Straße", "strasse"),
        ("  van   der  Berg ", "van der berg"),
        ("João", "joao"),
        ("Ǆ", "dz"),
        ("ﬁ", "fi"),
        ("Ελένη", "ελενη"),
        ("山田", "山田"),
        ("", ""),
    ],
)
def test_strings_are_compared_without_case_marks_and_doubled_blanks(written, folded):
    assert keys.folded(written) == folded


def test_a_string_is_found_by_its_beginning_and_exactly():
    assert keys.string("João  Pereira") == "joao pereira\x1fJoão  Pereira"
    assert keys.string("João  Pereira").endswith("\x1f" + keys.exact("João  Pereira"))


def test_a_long_string_is_cut_and_a_long_code_ends_with_its_hash():
    assert keys.string("x" * 1000) == "x" * 200 + "\x1f" + "x" * 200
    assert keys.clean("x" * 501) == "x" * 488 + keys.system_hash("x" * 501)
    assert keys.token("x" * 501 + "a") != keys.token("x" * 501 + "b")


def test_control_characters_of_the_sender_are_dropped():
    assert keys.token("a\x1fb\x00\x1ec", "urn:x") == "abc\x1f" + keys.system_hash("urn:x")
    assert keys.string("a\tb\x1f\ud800") == "a b\x1fab"


@given(any_.text())
def test_any_text_makes_a_key_that_postgresql_keeps_in_an_index(text):
    for key in (keys.token(text, text), keys.string(text), keys.canonical(text), keys.text(text)):
        assert "\x00" not in key
        assert len(key.encode()) < 2600


@pytest.mark.parametrize(
    "written, key",
    [
        ("Patient/123", "Patient/123"),
        ("Patient/123/_history/4", "Patient/123"),
        ("https://clinic.example/fhir/Patient/123", "Patient/123"),
        ("https://clinic.example/fhir/Patient/123/_history/4", "Patient/123"),
        ("https://elsewhere.example/fhir/Patient/123", "https://elsewhere.example/fhir/Patient/123"),
        ("https://elsewhere.example/fhir/Patient/123/_history/4", "https://elsewhere.example/fhir/Patient/123"),
        ("urn:uuid:c757873d-ec9a-4326-a141-556f43239520", "urn:uuid:c757873d-ec9a-4326-a141-556f43239520"),
        ("#contained", None),
        ("", None),
    ],
)
@pytest.mark.parametrize("own_base", ["https://clinic.example/fhir", "https://clinic.example/fhir/"])
def test_a_reference_is_local_or_an_address_and_never_a_version(written, key, own_base):
    assert keys.reference(written, own_base) == key


def test_a_server_whose_address_begins_like_ours_is_not_ours():
    assert keys.reference("https://clinic.example/fhir2/Patient/1", "https://clinic.example/fhir") == (
        "https://clinic.example/fhir2/Patient/1"
    )


def test_a_canonical_keeps_its_version_apart():
    assert keys.canonical("http://hl7.org/q|2.0") == "http://hl7.org/q\x1f2.0"
    assert keys.canonical("http://hl7.org/q") == keys.uri("http://hl7.org/q") == "http://hl7.org/q"


@pytest.mark.parametrize(
    "written, low, high",
    [
        ("2012", at(2012, 1, 1), at(2013, 1, 1)),
        ("2012-12", at(2012, 12, 1), at(2013, 1, 1)),
        ("2012-02", at(2012, 2, 1), at(2012, 3, 1)),
        ("2012-02-29", at(2012, 2, 29), at(2012, 3, 1)),
        ("2012-02-29T10:15", at(2012, 2, 29, 10, 15), at(2012, 2, 29, 10, 16)),
        ("2015-02-07T13:28:17-05:00", at(2015, 2, 7, 18, 28, 17), at(2015, 2, 7, 18, 28, 18)),
        ("2015-02-07T13:28:17.2Z", at(2015, 2, 7, 13, 28, 17, 200000), at(2015, 2, 7, 13, 28, 17, 300000)),
        ("2015-02-07T13:28:17.2391234Z", at(2015, 2, 7, 13, 28, 17, 239123), at(2015, 2, 7, 13, 28, 17, 239124)),
        ("2016-12-31T23:59:60Z", at(2017, 1, 1), at(2017, 1, 1, 0, 0, 1)),
        ("2020-01-01T24:00:00Z", at(2020, 1, 2), at(2020, 1, 2, 0, 0, 1)),
        ("0001", at(1, 1, 1), at(2, 1, 1)),
        ("0001-01-01T00:00:00+14:00", keys.EARLIEST, at(1, 1, 1, 0, 0, 1)),
        ("9999", at(9999, 1, 1), keys.LATEST),
        ("9999-12", at(9999, 12, 1), keys.LATEST),
        ("9999-12-31", at(9999, 12, 31), keys.LATEST),
        ("9999-12-31T23:59:59-14:00", keys.LATEST, keys.LATEST),
    ],
)
def test_a_date_means_a_stretch_of_time(written, low, high):
    assert keys.moment(written) == (low, high)


@pytest.mark.parametrize(
    "nonsense",
    ["", "now", "0000", "2012-13", "2012-02-30", "2012-1-1", "20120101", "2012-01T10:00", "2012-01-01T25:00:00Z"]
    + ["2012-01-01T10:61:00Z", "2012-01-01T10:00:61Z", "2012-01-01 10:00", "2012-01-01T10:00:00Zz", "２０１２"],
)
def test_a_date_that_is_none_means_nothing(nonsense):
    assert keys.moment(nonsense) is None


def test_a_unit_is_coded_printed_or_missing():
    assert keys.unit("mg", "http://unitsofmeasure.org") == "mg\x1fTx1AwG6z1LTX"
    assert keys.unit("tablets") == "tablets\x1f"
    assert keys.unit("") == ""


@pytest.mark.parametrize(
    "written, low, high",
    [("100", 99.5, 100.5), ("5.4", 5.35, 5.45), ("5.40", 5.395, 5.405), ("-1", -1.5, -0.5), ("1e2", 50.0, 150.0)],
)
def test_a_number_in_a_question_is_as_exact_as_it_is_written(written, low, high):
    assert keys.number_range(written) == (low, high)


@pytest.mark.parametrize("nonsense", ["", "a", "NaN", "Infinity", "1,5"])
def test_what_is_no_number_is_refused(nonsense):
    with pytest.raises(ValueError):
        keys.number_range(nonsense)
