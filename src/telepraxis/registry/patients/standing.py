"""As which patient an account comes in, and for whom it may act: one question to the database, merges included."""

from uuid import UUID

from django.db import connection

from telepraxis.registry.accounts.relations import Standing

# A day counts as begun or not yet over by the database's clock, in UTC. Whom a merge keeps out comes in by none of the
# person's records as long as it stands.
QUESTION = """
WITH held(own, patient) AS (
    SELECT true, mine.uid FROM (SELECT %(own)s::uuid) AS mine(uid) WHERE mine.uid IS NOT NULL
    UNION ALL
    SELECT false, patient_id FROM patients_proxy
    WHERE account_id = %(account)s AND revoked_at IS NULL
    AND starts_on <= (now() AT TIME ZONE 'UTC')::date
    AND (ends_on IS NULL OR ends_on >= (now() AT TIME ZONE 'UTC')::date)
), root(own, uid) AS (
    SELECT held.own, coalesce(merge.survivor_id, held.patient)
    FROM held LEFT JOIN patients_patientmerge AS merge ON merge.retired_id = held.patient AND merge.parted_at IS NULL
), person(own, uid) AS (
    SELECT DISTINCT own, uid FROM root WHERE NOT EXISTS (
        SELECT FROM patients_patientmerge AS closed
        WHERE closed.survivor_id = root.uid AND closed.parted_at IS NULL AND %(account)s = ANY(closed.kept_out))
)
SELECT own, uid, true FROM person
UNION ALL
SELECT own, merge.retired_id, false FROM person
JOIN patients_patientmerge AS merge ON merge.survivor_id = person.uid AND merge.parted_at IS NULL
"""


def standing(account_id: UUID, patient_id: UUID | None) -> Standing:
    """Return as whom the account stands whose membership names this patient, in the served organization. One query."""
    with connection.cursor() as cursor:
        cursor.execute(QUESTION, {"own": patient_id, "account": account_id})
        rows = cursor.fetchall()
    return Standing(
        patient_id=next((uid for own, uid, stands in rows if own and stands), None),
        same_person=frozenset(uid for own, uid, stands in rows if own and not stands),
        acts_for=frozenset(uid for own, uid, _stands in rows if not own),
    )
