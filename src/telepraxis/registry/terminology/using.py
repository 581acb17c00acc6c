"""What a practice uses often comes first when it searches."""

from datetime import datetime

from django.db import connection

from telepraxis.base.access import Actor
from telepraxis.base.uuid7 import uuid7

# Whoever counts the same code at the same moment does not wait, and neither does the entry that is kept: one missed
# count changes nothing, two entries that wait for each other would.
COUNT = """
INSERT INTO terminology_use (id, organization_id, system, code, times, last_at)
SELECT %(id)s, %(organization)s, %(system)s, %(code)s, 1, %(now)s
WHERE pg_try_advisory_xact_lock(hashtextextended(%(organization)s::text || ' ' || %(system)s || ' ' || %(code)s, 5))
ON CONFLICT (organization_id, system, code)
DO UPDATE SET times = terminology_use.times + 1, last_at = excluded.last_at
"""


def used(system: str, code: str, by: Actor, now: datetime) -> None:
    """Count that the actor's practice kept an entry with this code. Call it beside the writing of the entry."""
    if not code:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            COUNT,
            {"id": uuid7(), "organization": by.organization_id, "system": system, "code": code, "now": now},
        )
