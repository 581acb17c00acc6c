"""What is restricted in a record, and the links to it."""

import json
from datetime import timedelta

import pytest

from telepraxis.base import files, record
from telepraxis.base.record.events import LabelsChanged
from telepraxis.base.record.labels import NONE, Label
from telepraxis.base.record.models import Resource
from telepraxis.care.sharing import links, opening, shlink
from telepraxis.care.sharing.listeners import end_links
from telepraxis.care.sharing.listing import links_of
from telepraxis.care.sharing.models import SharedLink

from .test_links import NOW, by_hand, shared
from .test_pages import making


@pytest.fixture(autouse=True)
def nobody_has_asked():
    opening.ASKED.known.clear()
    opening.REFUSED.known.clear()


@pytest.fixture
def restricted(charted, ines):
    """Amara's asthma is restricted."""
    row = next(row for row in Resource.objects.filter(type="Condition") if "Asthma" in row.doc)
    record.put_labels("Condition", row.logical_id, Label.MENTAL_HEALTH, by=ines, now=NOW)
    return row


def the_fact(row, added, removed=0) -> LabelsChanged:
    return LabelsChanged(
        patient_id=row.patient_id, type="Condition", logical_id=row.logical_id, added=int(added), removed=int(removed)
    )


def test_a_label_that_came_after_the_link_ends_it(charted, restricted):
    made = shared(charted)

    end_links(the_fact(restricted, NONE, Label.HIV), now=NOW)
    assert SharedLink.objects.get().ended_at is None
    end_links(the_fact(restricted, Label.MENTAL_HEALTH), now=NOW)
    end_links(the_fact(restricted, Label.MENTAL_HEALTH), now=NOW + timedelta(hours=1))

    link = SharedLink.objects.get()
    assert (link.id, link.ended_why, link.ended_at) == (made.link.id, "labelled", NOW)
    [line] = links_of(charted.patient_id, now=NOW)
    assert str(line.ended) == "Something in your record was protected since"
    [line] = links_of(charted.patient_id, to_themself=False, now=NOW)
    assert str(line.ended) == "Ended by the practice"


def content_of(made) -> str:
    return json.dumps(by_hand(files.read(made.link.sealed_digest).decode(), shlink.read(made.text).key))


def test_what_is_restricted_is_left_out_unless_the_patient_includes_it(charted, restricted):
    without, included = shared(charted), shared(charted, with_restricted=True)

    assert ("Asthma" in content_of(without), "Asthma" in content_of(included)) == (False, True)
    assert "Penicillin" in content_of(without)
    renewed = links.renew(link=included.link, expires_at=NOW + timedelta(hours=5), by=charted, now=NOW)
    assert (renewed.link.with_restricted, "Asthma" in content_of(renewed)) == (True, True)


def test_the_form_leaves_out_by_itself(charted, restricted, browse):
    making(browse(charted), charted)
    assert SharedLink.objects.get().with_restricted is False
    making(browse(charted), charted, with_restricted="yes")
    assert [each.with_restricted for each in SharedLink.objects.order_by("made_at")] == [False, True]
