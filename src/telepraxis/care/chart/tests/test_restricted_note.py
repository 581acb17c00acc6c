"""A signed note that is restricted: Freya, who is not cleared, is told that there is one, and no more."""

from telepraxis.base import record
from telepraxis.base.record.labels import Label
from telepraxis.care.encounters.tests.people import TEN_FORTY

from .test_notes import begun, save, signed  # noqa: F401
from .test_pages import browser_of


def test_who_is_not_cleared_reads_that_it_is_restricted(signed, begun, ines, freya, amara, quayside):  # noqa: F811
    row = begun.signatures.get().composition if hasattr(begun, "signatures") else signed
    record.put_labels("Composition", row.logical_id, Label.MENTAL_HEALTH, by=ines, now=TEN_FORTY)
    chart = f"/chart/{amara.patient_id}/"

    hers = browser_of(ines, quayside).get(chart).content.decode()
    nurses = browser_of(freya, quayside).get(chart).content.decode()

    assert "Contact dermatitis" in hers and f"/restrict/Composition/{row.uid}/" in hers
    assert "The note is restricted." in nurses and "1 entry is restricted" in nurses
    assert "dermatitis" not in nurses and "not signed yet" not in nurses
    visit = browser_of(ines, quayside).get(f"/visit/{begun.id}/").content.decode()
    assert "Contact dermatitis" in visit
