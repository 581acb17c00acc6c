"""As which patient an account comes in, and for whom it may act: one question to the database, merges included."""

from uuid import UUID

from django.db import connection

from telepraxis.registry.accounts.relations import Standing

# A day counts as begun or not yet over by the database's clock, in UTC. Whom a merge keeps out comes in by none of the
# person's records as long as it stands. Who reads the record of a young child reads what is restricted in it as well;
# somebody whose birth date is unknown counts as of age.
QUESTION = """
WITH held(own, patient, reads, granted) AS (
    SELECT true, mine.uid, true, true FROM (SELECT %(own)s::uuid) AS mine(uid) WHERE mine.uid IS NOT NULL
    UNION ALL
    SELECT false, patient_id, 'record' = ANY(scope), 'sensitive' = ANY(scope) FROM patients_proxy
    WHERE account_id = %(account)s AND revoked_at IS NULL
    AND starts_on <= (now() AT TIME ZONE 'UTC')::date
    AND (ends_on IS NULL OR ends_on >= (now() AT TIME ZONE 'UTC')::date)
), root(own, uid, reads, granted) AS (
    SELECT held.own, coalesce(merge.survivor_id, held.patient), held.reads, held.granted
    FROM held LEFT JOIN patients_patientmerge AS merge ON merge.retired_id = held.patient AND merge.parted_at IS NULL
), person(own, uid, reads, granted) AS (
    SELECT own, uid, bool_or(reads), bool_or(reads AND granted) FROM root WHERE NOT EXISTS (
        SELECT FROM patients_patientmerge AS closed
        WHERE closed.survivor_id = root.uid AND closed.parted_at IS NULL AND %(account)s = ANY(closed.kept_out))
    GROUP BY own, uid
), known(own, uid, granted, young) AS (
    SELECT own, uid, granted, NOT own AND reads AND (
        SELECT birth_date + make_interval(years => coalesce(practice.age, 12)) > now() AT TIME ZONE 'UTC'
        FROM record_patient
        LEFT JOIN (SELECT confidential_from_age FROM organizations_organizationprofile) AS practice(age) ON true
        WHERE record_patient.uid = person.uid)
    FROM person
)
SELECT own, uid, true, granted, young FROM known
UNION ALL
SELECT own, merge.retired_id, false, granted, young FROM known
JOIN patients_patientmerge AS merge ON merge.survivor_id = known.uid AND merge.parted_at IS NULL
"""


def standing(account_id: UUID, patient_id: UUID | None) -> Standing:
    """Return as whom the account stands whose membership names this patient, in the served organization. One query."""
    with connection.cursor() as cursor:
        cursor.execute(QUESTION, {"own": patient_id, "account": account_id})
        rows = cursor.fetchall()
    return Standing(
        patient_id=next((uid for own, uid, stands, *_ in rows if own and stands), None),
        same_person=frozenset(uid for own, uid, stands, *_ in rows if own and not stands),
        acts_for=frozenset(uid for own, uid, *_ in rows if not own),
        opened=frozenset(uid for own, uid, _stands, granted, _young in rows if granted and not own),
        opened_as_parent=frozenset(uid for own, uid, _stands, granted, young in rows if young and not granted),
    )
