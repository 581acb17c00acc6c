"""$validate: whether a resource is legal, before it is sent (R4, resource-operation-validate.html)."""

from telepraxis.base.fhir import json_text, validation
from telepraxis.base.fhir.outcome import Issue, gone, invalid, not_supported

from .. import finding, reaching
from ..answers import Answer, of_issues
from ..asked import Asked
from ..permissions import EACH_BY_ITSELF
from ..reading import Found, not_here
from . import parameters
from .known import INSTANCE, TYPE, Operation

MODES = ("", "create", "update", "delete", "profile")


async def answer(rest, asked: Asked) -> Answer:
    """Return an OperationOutcome with all findings; the answer is 200 whatever they are."""
    given = await parameters.given(asked)
    mode, doc = parameters.text(given, "mode"), given.get("resource")
    if mode not in MODES:
        raise invalid("mode is one of create, update, delete, profile.", "mode")
    if asked.id and (doc is None or mode in ("update", "delete")):
        stored = await _stored(rest, asked)
        doc = doc if doc is not None else json_text.read(stored)
    if mode == "delete":
        if not asked.id:
            raise invalid("Whether something may be deleted is asked of one resource.", "mode")
        return of_issues(200, [])
    if not isinstance(doc, dict):
        raise invalid("Send the resource to check, alone or as `resource` of a Parameters.", "resource")
    return of_issues(200, await rest.threads.run(_findings, asked, doc, mode, parameters.text(given, "profile")))


def _findings(asked: Asked, doc: dict, mode: str, profile: str) -> list[Issue]:
    issues = list(validation.check(doc))
    if doc.get("resourceType") != asked.type:
        issues.insert(0, Issue("error", "invalid", f"This is no {asked.type}.", "resourceType"))
    if mode == "update" and asked.id and doc.get("id") != asked.id:
        issues.append(Issue("error", "value", "An update bears the id of its address.", f"{asked.type}.id"))
    if profile:
        issues += _findings_of_profile(doc, profile)
    return issues


def _findings_of_profile(doc: dict, profile: str) -> list[Issue]:
    check_profile = getattr(validation, "check_profile", None)
    if check_profile is None:
        raise not_supported("Profiles cannot be checked here yet.", "profile")
    return list(check_profile(doc, profile))


async def _stored(rest, asked: Asked) -> str:
    """Return the stored resource, if the bearer may read it."""
    reach = asked.grant.reach(asked.type, "r")
    rows = await rest.database.ask(finding.one(asked.type), finding.parameters_of_one(asked.whom, asked.type, asked.id))
    if not rows or reach is None or not await reaching.is_within(rest, asked, reach, Found(*rows[0])):
        raise not_here()
    found = Found(*rows[0])
    if found.deleted_at is not None:
        raise gone("This was deleted.")
    await rest.trace.looked(asked, "fhir.read", [(found.patient, asked.type, asked.id)])
    return found.doc


OPERATION = Operation(
    name="validate",
    levels=frozenset({TYPE, INSTANCE}),
    rule=EACH_BY_ITSELF,
    answer=answer,
    definition="http://hl7.org/fhir/OperationDefinition/Resource-validate",
)
