"""Whether a resource lies within what a token reaches: the charts, and the filters of its scopes."""

from collections.abc import Iterable
from uuid import UUID

from telepraxis.base.access.grants import Reach
from telepraxis.base.fhir import json_text
from telepraxis.base.fhir.extracting import entries_of
from telepraxis.base.fhir.outcome import forbidden, not_found

from . import filtering
from .asked import Asked
from .database import served

UIDS = served(
    "SELECT logical_id, uid FROM record_patient WHERE organization_id = served.organization_id AND logical_id = ANY(%s)"
)


def is_unlimited(reach: Reach) -> bool:
    """Tell whether everything of the organization lies within reach."""
    return reach.patients is None and not limits(reach)


def limits(reach: Reach) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Return the filters of which a resource must meet one whole, () when nothing limits it."""
    return () if () in reach.filters else reach.filters


async def is_within(rest, asked: Asked, reach: Reach, found) -> bool:
    """Tell whether a document's row lies within reach."""
    if reach.patients is not None and found.patient not in reach.patients:
        return False
    if limits(reach) and found.deleted_at is None:
        return await filtering.meets(rest, asked, asked.type, asked.id, limits(reach))
    return not limits(reach)


async def refuse_older_owner(rest, asked: Asked, reach: Reach, docs: Iterable[str]) -> None:
    """Earlier versions may have stood in another chart, or outside a filter: those are shown to nobody whose reach
    is limited to less.

    :raises Refused: one of them lies out of reach.
    """
    if limits(reach):
        raise forbidden("A scope with a search filter does not reach earlier versions.")
    if reach.patients is None or asked.type == "Patient":
        return
    owners = {entries_of(json_text.read(doc)).patient for doc in docs if doc}
    known = await patients(rest, asked, owners - {None})
    if any(known.get(owner) not in reach.patients for owner in owners):
        raise not_found("There is no such version here, or not for this token.")


async def patients(rest, asked: Asked, logical_ids: Iterable[str]) -> dict[str, UUID]:
    """Return {logical id: uid} of the patients that are here."""
    wanted = sorted(logical_ids)
    return dict(await rest.database.ask(UIDS, [*asked.whom, wanted])) if wanted else {}
