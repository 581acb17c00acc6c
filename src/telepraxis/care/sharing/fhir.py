"""Patient/[id]/$summary: the International Patient Summary (hl7.org/fhir/uv/ips, OperationDefinition/summary)."""

from uuid import UUID

from telepraxis.base import tenancy
from telepraxis.base.access.grants import Reach
from telepraxis.base.fhir.outcome import gone, invalid
from telepraxis.base.record.models import Patient
from telepraxis.base.rest.answers import Answer, of_document
from telepraxis.base.rest.asked import Asked
from telepraxis.base.rest.operations import INSTANCE, Operation
from telepraxis.base.rest.operations import parameters as given_parameters
from telepraxis.base.rest.permissions import MAY_READ
from telepraxis.base.rest.reaching import is_unlimited, limits
from telepraxis.base.rest.reading import not_here, out_of_reach
from telepraxis.care.contributions.statement import TYPE as STATEMENT
from telepraxis.registry.patients.identity import records_of

from .gathering import BESIDE
from .sections import TYPES
from .summary import summary_of

KNOWN = {"_format", "_pretty"}


async def answer(rest, asked: Asked) -> Answer:
    """Return the summary, as far as the token reaches: of what is beyond it the section says that it is withheld."""
    given = await given_parameters.given(asked)
    if unknown := sorted(set(given) - KNOWN):
        raise invalid("$summary takes no parameters.", unknown[0][:64])
    patient, summary = await rest.threads.run(_summary, asked)
    await rest.trace.looked(asked, "fhir.summary", [(patient, "Patient", asked.id)])
    return of_document(summary)


def _summary(asked: Asked) -> tuple[UUID, dict]:
    by = asked.grant.actor
    with tenancy.serving(asked.organization_id, account_id=by.account_id, sees=by.sight):
        row = Patient.every.filter(logical_id=asked.id).defer("doc").first()
        if row is None:
            raise not_here()
        person = frozenset(records_of(row.uid)) | {row.uid}
        if not _is_whole(asked.reaches["r"], person):
            raise out_of_reach(row.uid)
        if row.deleted_at is not None:
            raise gone("This was deleted.")
        return row.uid, summary_of(row.uid, now=asked.now, types=_within_reach(asked, person))


def _within_reach(asked: Asked, person: frozenset[UUID]) -> frozenset[str]:
    """Return the types that may be shown: of the chart those that the token reaches whole, beside it those without
    any limit."""
    reach = {type: asked.grant.reach(type, "r") for type in (*TYPES, STATEMENT, *BESIDE)}
    of_chart = {type for type in (*TYPES, STATEMENT) if _is_whole(reach[type], person)}
    return frozenset(of_chart | {type for type in BESIDE if reach[type] and is_unlimited(reach[type])})


def _is_whole(reach: Reach | None, person: frozenset[UUID]) -> bool:
    """Tell whether the reach holds everything of the person: a part of a list would read as if it were all."""
    if reach is None or limits(reach):
        return False
    return reach.patients is None or person <= reach.patients


OPERATION = Operation(
    name="summary",
    levels=frozenset({INSTANCE}),
    types=frozenset({"Patient"}),
    rule=MAY_READ,
    answer=answer,
    definition="http://hl7.org/fhir/uv/ips/OperationDefinition/summary",
)
