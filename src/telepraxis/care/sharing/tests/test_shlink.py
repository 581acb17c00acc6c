"""The text of a link, as the specification's own examples have it."""

from datetime import UTC, datetime

import pytest

from telepraxis.care.sharing.addresses import ShortUuid
from telepraxis.care.sharing.shlink import NotALink, Payload, new_token, read, written

# An example of the specification (STU 1).
PRINTED = (
    "https://viewer.example.org#shlink:/eyJ1cmwiOiJodHRwczovL2Voci5leGFtcGxlLm9yZy9xci9ZOXh3VWRkbW45d0pyRXBXV0VNLVFJIiwi"
    "ZmxhZyI6IlAiLCJrZXkiOiJyeFRnWWxPYUtKUEZ0Y0VkMHFjY2VOOHdFVTRwOTRTcUF3SVdRZTZ1WDdRIiwibGFiZWwiOiJEZW1vIFNITCIsInYiOjF9"
)
KEY = "rxTgYlOaKJPFtcEd0qcceN8wEU4p94SqAwIWQe6uX7Q"


def test_a_link_that_somebody_else_wrote_is_read():
    url = "https://ehr.example.org/qr/Y9xwUddmn9wJrEpWWEM-QI"
    assert read(PRINTED) == Payload(url=url, key=KEY, flag="P", label="Demo SHL")


def test_what_is_written_is_read_back():
    said = Payload(
        url="https://quayside.test/shl/x", key=KEY, exp=datetime(2026, 12, 1, tzinfo=UTC), flag="U", label="Für Dr. Ø"
    )
    assert written(said).startswith("shlink:/") and "=" not in written(said)
    assert read(written(said)) == said


@pytest.mark.parametrize("text", ["", "shlink:/", "shlink:/e30", PRINTED[:60], "https://x.test/#shlink:/IQ"])
def test_half_a_link_is_none(text):
    with pytest.raises(NotALink):
        read(text)


@pytest.mark.parametrize(
    "wrong", [{"flag": "PU"}, {"flag": "UL"}, {"label": "x" * 81}, {"url": "u" * 129}, {"key": "short"}]
)
def test_a_link_that_the_specification_forbids_is_not_written(wrong):
    with pytest.raises(ValueError):
        Payload(**{"url": "https://quayside.test/shl/x", "key": KEY} | wrong)


def test_addresses_and_keys_have_256_random_bits():
    assert len(new_token()) == 43 and new_token() != new_token()


def test_an_organization_has_one_short_spelling(quayside):
    converter = ShortUuid()
    short = converter.to_url(quayside.id)
    assert (len(short), converter.to_python(short)) == (22, quayside.id)
    other = short[:-1] + chr(ord(short[-1]) + 1)
    with pytest.raises(ValueError):
        converter.to_python(other)
