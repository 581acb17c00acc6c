from telepraxis.base.record.models import Composition
from telepraxis.care.encounters.tests.people import TEN_FORTY
from tests.guarded import stays_ours

from .. import intake
from .test_intake import with_freya, write  # noqa: F401


def test_what_freya_handed_on_is_not_changed_from_outside(with_freya, freya, ines):  # noqa: F811
    write(with_freya, freya)
    intake.ready_for_clinician(visit=with_freya, by=freya, now=TEN_FORTY)

    stays_ours(
        Composition.objects.get(),
        "A nurse wrote it in a visit here; a newer one is handed on from the same page.",
        by=ines,
        title="Another",
    )
