"""The ASGI application of the API: find the organization, the bearer, the interaction and its rule; let it answer."""

import logging
from collections.abc import Callable
from types import SimpleNamespace

from django.conf import settings

from telepraxis.base.access import PUBLIC
from telepraxis.base.fhir.outcome import Issue, Refused, not_found

from . import answers, hosts, negotiating
from .answers import Answer
from .asked import Asked, ReaderGone
from .database import Database
from .grants import Grants
from .organizations import Organizations
from .routes import Interaction, interaction_of
from .threads import Threads
from .tracing import Trace
from .withholding import Withholding

log = logging.getLogger("telepraxis.fhir")

TOKEN_THREADS = 2  # a token is looked up even while all others write
REFUSED = {401: "fhir.token_refused", 403: "fhir.refused"}


class Rest:
    """FHIR at `/fhir/{organization}/`, for one process. Everything that it keeps open ends with `close`."""

    def __init__(self) -> None:
        self.database = Database()
        self.organizations = Organizations(self.database)
        self.threads = Threads("fhir", settings.API_THREADS)
        self._token_threads = Threads("fhir-tokens", TOKEN_THREADS)
        self.grants = Grants(self._token_threads)
        self.trace = Trace(self.database)
        self.withholding = Withholding(self.database)

    async def __call__(self, scope: dict, receive: Callable, send: Callable) -> None:
        asked = Asked(scope, receive)
        try:
            answer = await self._answer(asked)
        except ReaderGone:
            return
        await answers.send(answer, asked.request_id, head=asked.method == "HEAD", send=send)

    async def _answer(self, asked: Asked) -> Answer:
        if asked.method == "OPTIONS":
            return Answer(204, headers=answers.PREFLIGHT)
        try:
            return await self._let_in(asked)
        except Refused as refusal:
            return answers.of_refusal(refusal)
        except ReaderGone:
            raise
        except Exception as problem:
            _note_failure(asked, problem)
            issue = Issue("fatal", "exception", f"Something went wrong on our side. Request {asked.request_id}.")
            return answers.of_issues(500, [issue])

    async def _let_in(self, asked: Asked) -> Answer:
        asked.base = hosts.base_of(asked)
        asked.address = hosts.address_of(asked)
        negotiating.refuse_what_is_not_json(asked)
        asked.organization_id = await self.organizations.id_of(asked.slug)
        if asked.organization_id is None:
            raise not_found("There is no such organization here.")
        interaction = _interaction_or_refusal(asked)
        if isinstance(interaction, Interaction) and interaction.rule is PUBLIC:
            return await interaction.answer(self, asked)
        return await self._with_grant(asked, interaction)

    async def _with_grant(self, asked: Asked, interaction: Interaction | Refused) -> Answer:
        """Let the bearer do what the rule allows. Whoever has no token is not told which addresses there are."""
        try:
            asked.grant = await self.grants.of(asked)
        except Refused as refusal:
            if refusal.status == 401 and b"authorization" in asked.headers:
                self.trace.bad_token(asked)
            raise
        self.grants.begin(asked.grant)
        try:
            if isinstance(interaction, Refused):
                raise interaction
            asked.reaches = interaction.rule.reaches(asked.grant, asked.type)
            return await interaction.answer(self, asked)
        except Refused as refusal:
            self.trace.note_refusal(asked, refusal)
            raise
        finally:
            self.grants.end(asked.grant)

    def asking(self, whom: list[str]) -> Callable:
        """Return a function that asks one question of any shape in a transaction for whom it serves."""

        async def ask(statement: str, parameters: list) -> list[tuple]:
            [rows] = await self.database.ask_all(whom, (statement, parameters))
            return rows

        return ask

    async def close(self) -> None:
        """Write what is not written yet, and let go of the database."""
        await self.trace.close()
        await self.database.close()
        self.threads.close()
        self._token_threads.close()


def _interaction_or_refusal(asked: Asked) -> Interaction | Refused:
    try:
        return interaction_of(asked)
    except Refused as refusal:
        return refusal


def _note_failure(asked: Asked, problem: Exception) -> None:
    """Keep where it failed and how, never what was asked: an address may name a patient."""
    where = SimpleNamespace(view_name=f"fhir {asked.method} {asked.type}".strip(), route="")
    request = SimpleNamespace(request_id=asked.request_id, resolver_match=where)
    log.error("request %s failed", asked.request_id, exc_info=problem, extra={"request": request})
