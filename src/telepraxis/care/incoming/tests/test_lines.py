"""A date is shown as exactly as it was written, to readers in every zone."""

from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from telepraxis.base.fhir.extracting import entries_of

from ..lines import line_of


def when(**dated) -> str:
    type = "Condition" if any(name.startswith(("onset", "recorded")) for name in dated) else "Observation"
    doc = {"resourceType": type, "code": {"text": "Asthma"}} | dated
    return line_of(doc, entries_of(doc).at).when


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "UTC", "Pacific/Auckland"])
def test_a_day_a_month_and_a_year_stay_what_they_are(zone):
    with timezone.override(ZoneInfo(zone)):
        assert when(onsetDateTime="1999-05") == "May 1999"
        assert when(onsetDateTime="1999") == "1999"
        assert when(effectiveDateTime="2026-10-02") == "2 October 2026"
        assert when(onsetPeriod={"start": "2001-03-04"}) == "4 March 2001"


def test_a_moment_is_the_readers_day():
    with timezone.override(ZoneInfo("America/Los_Angeles")):
        assert when(effectiveDateTime="2026-10-02T02:00:00Z") == "1 October 2026"


def test_where_one_date_is_no_date_the_next_is_taken():
    assert when(onsetString="in childhood", recordedDate="2012-07-01") == "1 July 2012"
    assert when(onsetAge={"value": 4}, recordedDate="2012") == "2012"
    assert when(onsetString="in childhood") == ""
