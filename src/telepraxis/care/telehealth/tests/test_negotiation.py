"""A step of a negotiation is passed on with the fields that are known, and nothing else."""

import pytest

from telepraxis.care.telehealth.negotiation import BadSignal, cleaned

OFFER = {"type": "offer", "sdp": "v=0\r\n"}


def test_a_description_says_whether_the_page_of_who_describes_came_slowly():
    assert cleaned({"generation": "a.1", "description": OFFER, "slow": True, "more": 1}) == {
        "generation": "a.1",
        "slow": True,
        "description": OFFER,
    }
    assert cleaned({"generation": "a.1", "description": OFFER, "slow": "yes"}) == {
        "generation": "a.1",
        "description": OFFER,
    }


@pytest.mark.parametrize(
    "said", [None, [], {"generation": ""}, {"generation": "a.1"}, {"generation": "a.1", "description": {"type": "x"}}]
)
def test_anything_else_is_refused(said):
    with pytest.raises(BadSignal):
        cleaned(said)
