"""The practice's counters: what is kept often."""

import threading

from django.db import connection

from telepraxis.base import tenancy
from telepraxis.registry.terminology import using
from telepraxis.registry.terminology.models import Use
from telepraxis.registry.terminology.systems import ICD_10_CM
from tests.people import MONDAY_8AM
from tests.sites import in_practice


def test_each_entry_counts_once(system):
    for _ in range(2):
        using.used(ICD_10_CM, "I10", by=system, now=MONDAY_8AM)
    using.used(ICD_10_CM, "", by=system, now=MONDAY_8AM)

    assert list(Use.objects.values_list("system", "code", "times", "last_at")) == [(ICD_10_CM, "I10", 2, MONDAY_8AM)]


def test_two_who_count_the_same_do_not_wait_for_each_other(practice):
    """Inês and Freya keep the same two diagnoses in opposite order, each in a transaction of her own."""
    with in_practice(practice) as system:
        using.used(ICD_10_CM, "I10", by=system, now=MONDAY_8AM)
        using.used(ICD_10_CM, "E11.9", by=system, now=MONDAY_8AM)
    halfway, done = threading.Barrier(2, timeout=20), []

    def keep(first: str, second: str) -> None:
        try:
            with in_practice(practice) as by:
                using.used(ICD_10_CM, first, by=by, now=MONDAY_8AM)
                halfway.wait()
                using.used(ICD_10_CM, second, by=by, now=MONDAY_8AM)
                halfway.wait()
            done.append(first)
        finally:
            connection.close()

    colleagues = [threading.Thread(target=keep, args=codes) for codes in (("I10", "E11.9"), ("E11.9", "I10"))]
    for colleague in colleagues:
        colleague.start()
    for colleague in colleagues:
        colleague.join(30)

    assert sorted(done) == ["E11.9", "I10"]
    with tenancy.serving(practice.id):
        assert dict(Use.objects.values_list("code", "times")) == {"I10": 2, "E11.9": 2}
