"""Keep the search tokens of patients in step with their documents, in the transaction that writes them."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from telepraxis.base.record.models import Patient
from telepraxis.base.uuid7 import uuid7

from .models import SearchToken
from .tokens import EMAIL, IDENTIFIER, PHONE, spellings_of, tokens_of

Borne = list[tuple[UUID, str]]  # (patient, token)


def index_patient(patient: Patient, doc: dict) -> None:
    """Make the patient's tokens those of the document."""
    index_patients([patient], [doc])


def index_patients(patients: list[Patient], docs: list[dict]) -> None:
    """Make each patient's tokens those of their document, in a handful of statements."""
    wanted = {(patient.uid, token) for patient, doc in zip(patients, docs, strict=True) for token in tokens_of(doc)}
    kept = set(SearchToken.objects.filter(patient__in=patients).values_list("patient_id", "token"))
    _take_away(sorted(kept - wanted))
    _add(patients, sorted(wanted - kept))


def index_new_patients(patients: list[Patient], docs: list[dict]) -> None:
    """The same for patients who have no tokens yet."""
    _add(patients, [(row.uid, token) for row, doc in zip(patients, docs, strict=True) for token in tokens_of(doc)])


def forget_patient(patient: Patient) -> None:
    """Let nobody find the patient any more."""
    SearchToken.objects.filter(patient=patient).delete()


def _take_away(borne: Borne) -> None:
    if not borne:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM patients_searchtoken AS kept USING unnest(%s::uuid[], %s::text[]) AS gone(patient, token) "
            'WHERE kept.organization_id = current_organization() AND kept.token = gone.token COLLATE "C" '
            "AND kept.patient_id = gone.patient",
            [[patient for patient, _ in borne], [token for _, token in borne]],
        )


def _add(patients: list[Patient], borne: Borne) -> None:
    if not borne:
        return
    organization_id = patients[0].organization_id
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO patients_searchtoken (id, organization_id, token, patient_id) "
            "SELECT new.id, %s, new.token, new.patient "
            "FROM unnest(%s::uuid[], %s::text[], %s::uuid[]) AS new(id, token, patient)",
            [
                organization_id,
                [uuid7() for _ in borne],
                [token for _, token in borne],
                [patient for patient, _ in borne],
            ],
        )
    words = {token for _, token in borne if token[0] not in (PHONE, EMAIL, IDENTIFIER)}
    _learn_spellings(organization_id, sorted(spellings_of(words)))


def _learn_spellings(organization_id: UUID, pairs: Iterable[tuple[str, str]]) -> None:
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
