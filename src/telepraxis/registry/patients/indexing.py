"""Keep the search tokens of a patient in step with the document, in the transaction that writes it."""

from django.db import connection

from telepraxis.base.record.models import Patient
from telepraxis.base.uuid7 import uuid7

from .models import SearchToken
from .tokens import EMAIL, IDENTIFIER, PHONE, name_words, spellings_of, tokens_of


def index_patient(patient: Patient, doc: dict) -> None:
    """Make the patient's tokens those of the document."""
    wanted = tokens_of(doc)
    kept = set(SearchToken.objects.filter(patient=patient).values_list("token", flat=True))
    SearchToken.objects.filter(patient=patient, token__in=kept - wanted).delete()
    SearchToken.objects.bulk_create(
        SearchToken(organization_id=patient.organization_id, token=token, patient=patient)
        for token in sorted(wanted - kept)
    )
    words = {token for token in wanted - kept if token[0] not in (PHONE, EMAIL, IDENTIFIER)}
    _learn_spellings(patient.organization_id, sorted(spellings_of(words)))


def index_new_patients(patients: list[Patient], docs: list[dict]) -> None:
    """The same for many patients who have no tokens yet."""
    tokens = [(patient, token) for patient, doc in zip(patients, docs, strict=True) for token in tokens_of(doc)]
    SearchToken.objects.bulk_create(
        (
            SearchToken(organization_id=patient.organization_id, token=token, patient=patient)
            for patient, token in tokens
        ),
        batch_size=5000,
    )
    words = {word for doc in docs for word in name_words(doc)}
    if patients:
        _learn_spellings(patients[0].organization_id, sorted(spellings_of(words)))


def _learn_spellings(organization_id, pairs: list[tuple[str, str]]) -> None:
    """Add what is new; sorted, so that two registrations at once never wait for each other in a circle."""
    if not pairs:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO patients_spelling (id, organization_id, trace, word)
            SELECT new.id, %s, new.trace, new.word
            FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS new(id, trace, word)
            ON CONFLICT (organization_id, trace, word) DO NOTHING
            """,
            [
                organization_id,
                [uuid7() for _ in pairs],
                [trace for trace, _ in pairs],
                [word for _, word in pairs],
            ],
        )
