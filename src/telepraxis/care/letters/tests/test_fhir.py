from telepraxis.base.record.models import DocumentReference
from tests.guarded import stays_ours


def test_a_signed_letter_is_not_changed_from_outside(signed, ines):
    stays_ours(
        DocumentReference.objects.get(uid=signed.document_id),
        "It is a letter signed here: who signed it revokes it on its page.",
        by=ines,
        status="superseded",
    )
