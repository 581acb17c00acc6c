"""Another program asks what a code means, and whether it is one."""

import asyncio

import pytest

from telepraxis.base.rest.tests import callers
from telepraxis.registry.terminology import files
from telepraxis.registry.terminology.systems import CVX, ICD_10_CM
from tests.people import MONDAY_8AM


@pytest.fixture
def api(practice, settings):
    from telepraxis.base.rest import Rest

    settings.API_GRANTS = "telepraxis.base.rest.tests.callers.grant_of"
    callers.GRANTS.clear()
    loop, rest = asyncio.new_event_loop(), Rest()
    yield callers.Caller(rest, loop.run_until_complete, "quayside", callers.token_for(practice.id))
    loop.run_until_complete(rest.close())
    loop.close()


def values(answer) -> dict:
    return {each["name"]: value for each in answer.json["parameter"] for key, value in each.items() if key != "name"}


def test_what_a_code_of_the_starter_set_means(api):
    told = api.get(f"CodeSystem/$lookup?system={CVX}&code=187")

    assert told.status == 200
    assert values(told) == {
        "name": "codes of CVX (CDC, in the public domain); displays and other words written by Telepraxis",
        "version": "starter set",
        "display": "Shingles, recombinant",
    }
    assert api.get(f"CodeSystem/$lookup?system={CVX}&code=99999").status == 404
    assert api.get("CodeSystem/$lookup?system=urn:example:none&code=187").status == 404


def test_whether_a_code_is_one_is_known_once_the_whole_system_is_here(api, tmp_path):
    asked = f"CodeSystem/$validate-code?url={ICD_10_CM}&code="
    before = (api.get(f"{asked}E11.9"), api.get(f"{asked}Q99.X"))
    (tmp_path / "icd10cm-codes-2027.txt").write_text("E119    Type 2 diabetes mellitus without complications\n")
    files.load_file(tmp_path / "icd10cm-codes-2027.txt", now=MONDAY_8AM)
    after = (api.get(f"{asked}E11.9&display=type 2 diabetes".replace(" ", "%20")), api.get(f"{asked}Q99.X"),
             api.get(f"{asked}E11.9&display=gout"))  # fmt: skip

    assert (values(before[0])["result"], before[1].status) == (True, 404)
    assert "Only a part of this code system is here" in before[1].issue["diagnostics"]
    assert [values(each)["result"] for each in after] == [True, False, False]
    assert values(after[2])["message"] == (
        "The display of this code is 'Type 2 diabetes mellitus without complications'."
    )
