"""What every socket of the house does: ask its rule, join groups, pass hints on."""

from uuid import UUID, uuid4

import orjson
from asgiref.sync import sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from django.utils.module_loading import import_string

from telepraxis.base import tenancy
from telepraxis.base.access import Actor, NotAllowed

from .hints import account_group, session_group

SIGNED_OUT = 4401  # close code of a socket whose sign-in has ended
REFUSED = 4403  # close code of a socket that the rule refuses
TRY_AGAIN = 1013  # close code of a socket that could not be asked (RFC 6455 registry)
SIGNED_IN_SESSION = "signed_in_session"  # where the session keeps the id of its sign-in (registry/accounts)


class LiveConsumer(AsyncWebsocketConsumer):
    """A socket of one actor in one organization. Guard the class with `@socket(rule)`.

    Override `subject()` (what the rule is asked about) and `live_groups()` (what to hear); both run in a thread, in a
    transaction that serves the organization, with `self.actor` set. Messages to the page are JSON objects.
    """

    actor: Actor | None = None

    def organization(self) -> UUID | None:
        """Return the organization of this socket: the one chosen in the session, unless a subclass knows better."""
        chosen = self.scope["session"].get("organization")
        return UUID(chosen) if chosen else None

    def subject(self):
        """Return what the rule is asked about."""
        return None

    def live_groups(self) -> list[str]:
        """Return the groups whose hints this socket passes on."""
        return []

    def load_actor(self, organization_id: UUID) -> Actor | None:
        """Return who has opened this socket."""
        request = SocketRequest(self.scope)
        load = import_string(settings.ACTOR_LOADER)
        return load(request, organization_id) if request.user.is_authenticated else None

    async def connect(self) -> None:
        try:
            self.joined = await self.serving(self._admitted_groups)
        except NotAllowed:
            self.joined = []
            await self.accept()
            await self.refused()
            return await self.close(REFUSED)
        for name in self.joined:
            await self.channel_layer.group_add(name, self.channel_name)
        await self.accept()
        await self.admitted()

    async def admitted(self) -> None:
        """Do what follows the accepting of the socket."""

    async def refused(self) -> None:
        """Do what follows a refusal, for example write it down."""

    def _admitted_groups(self) -> list[str]:
        self.access_rule.require(self.actor, self.subject())
        signed_in = self.scope["session"].get(SIGNED_IN_SESSION) if "session" in self.scope else None
        account = getattr(self.scope.get("user"), "pk", None)
        of_sign_in = [session_group(signed_in)] if signed_in else []
        return [*self.live_groups(), *of_sign_in, *([account_group(account)] if account else [])]

    async def serving(self, work, *args, **kwargs):
        """Run `work` in a thread, in a transaction of this socket's organization, with the actor looked up anew."""
        return await sync_to_async(self._serve, thread_sensitive=False)(work, *args, **kwargs)

    def _serve(self, work, *args, **kwargs):
        close_old_connections()
        organization_id = self.organization()
        if organization_id is None:
            raise NotAllowed(self.access_rule)
        account = getattr(self.scope.get("user"), "pk", None)
        try:
            with tenancy.serving(organization_id, account_id=account, sees=tenancy.UNLABELLED):
                self.actor = self.load_actor(organization_id)
                if self.actor is not None and self.actor.sight != tenancy.UNLABELLED:
                    tenancy.see(self.actor.sight)
                return work(*args, **kwargs)
        finally:
            close_old_connections()

    async def disconnect(self, code: int) -> None:
        for name in getattr(self, "joined", []):
            await self.channel_layer.group_discard(name, self.channel_name)

    async def live_hint(self, message: dict) -> None:
        await self.send_json({"kind": message["kind"], **message["ids"]})

    async def live_session_ended(self, message: dict) -> None:
        """The person signed out, or the session was ended from elsewhere."""
        await self.close(SIGNED_OUT)

    async def live_rights_changed(self, message: dict) -> None:
        """Something was taken from somebody: ask the rule again now; what it refuses is closed."""
        try:
            await self.serving(self._ask_again)
        except NotAllowed:
            await self.close(REFUSED)
        except DatabaseError:
            await self.close(TRY_AGAIN)  # whoever comes back is asked at the door

    def _ask_again(self) -> None:
        self.access_rule.require(self.actor, self.subject())

    async def live_resync(self, message: dict) -> None:
        await self.send_json({"kind": "resync"})

    async def send_json(self, message: dict) -> None:
        await self.send(text_data=orjson.dumps(message).decode())


class SocketRequest:
    """The part of a request that loading an actor needs, made of a socket's scope."""

    def __init__(self, scope: dict):
        self.user = scope["user"]
        self.session = scope["session"]
        self.path = scope["path"]
        self.now = timezone.now()
        self.request_id = uuid4().hex
        self.address = (scope.get("client") or [""])[0]
        self.COOKIES = scope.get("cookies", {})
