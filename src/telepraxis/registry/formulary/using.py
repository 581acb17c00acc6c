"""What a practice prescribes often comes first when it searches."""

from datetime import datetime

from django.db import connection

from telepraxis.base.access import Actor
from telepraxis.base.uuid7 import uuid7

# Whoever counts the same medicine at the same moment does not wait: one missed count changes nothing.
COUNT = """
INSERT INTO formulary_prescribed (id, organization_id, system, code, times, last_at)
SELECT %(id)s, %(organization)s, %(system)s, %(code)s, 1, %(now)s
WHERE pg_try_advisory_xact_lock(hashtextextended(%(organization)s::text || ' ' || %(system)s || ' ' || %(code)s, 66))
ON CONFLICT (organization_id, system, code)
DO UPDATE SET times = formulary_prescribed.times + 1, last_at = excluded.last_at
"""


def prescribed(*, system: str, code: str, by: Actor, now: datetime) -> None:
    """Count that the actor's practice prescribed this medicine. Call it beside the signing of the prescription."""
    if not code:
        return
    said = {"id": uuid7(), "organization": by.organization_id, "system": system, "code": code, "now": now}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, said)
