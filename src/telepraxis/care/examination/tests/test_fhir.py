from telepraxis.base.record.models import Consent
from telepraxis.commons.documents.tests import poison
from tests.guarded import stays_ours

from .test_stills import answer, asked, begun  # noqa: F401


def test_the_consent_to_a_picture_is_not_withdrawn_from_outside(begun, amara, ines, browse):  # noqa: F811
    answer(browse(amara), begun, asked(begun, ines), poison.photograph(), agreed="yes")

    stays_ours(
        Consent.objects.get(),
        "It was given for one picture, in the visit; who may takes the picture out of the record.",
        by=ines,
        status="inactive",
    )
