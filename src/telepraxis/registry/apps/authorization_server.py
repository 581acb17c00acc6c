"""The authorization server: Authlib's, over our tables. One is made for each request, inside the transaction that
serves the organization; what it answers is turned into HTTP by the views.
"""

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from secrets import compare_digest

from authlib.oauth2 import OAuth2Request
from authlib.oauth2.rfc6749 import AuthorizationServer, ClientMixin, OAuth2Payload
from joserfc.jwk import KeySet

from telepraxis.base.access import Actor

from . import flows, registering, scopes
from .addresses import Addresses
from .assertions import SignedAssertion
from .connecting import Leave
from .digests import digest_of, new_secret
from .endpoints import Introspection, Revocation
from .models import App


@dataclass(frozen=True)
class Answer:
    """What the server says, before it is HTTP."""

    status: int
    body: str
    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Consent:
    """Who consented to what: what Authlib calls the user."""

    by: Actor
    leave: Leave
    proven_at: datetime | None


class Client(ClientMixin):
    """An app, as Authlib asks about it."""

    def __init__(self, app: App):
        self.app = app

    def get_client_id(self) -> str:
        return self.app.client_id

    def get_default_redirect_uri(self) -> None:
        return None  # SMART wants it said

    def get_allowed_scope(self, scope: str | None) -> str | None:
        return " ".join(scopes.allowed((scope or "").split(), self.app.scopes)) or None

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri in self.app.redirect_uris

    def check_client_secret(self, client_secret: str) -> bool:
        kept = self.app.secret_digest
        return bool(kept) and compare_digest(kept, digest_of(client_secret))

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        ways = {
            App.Proof.NONE: {"none"},
            App.Proof.SECRET: {"client_secret_basic", "client_secret_post"},
            App.Proof.KEY: {"private_key_jwt"},
        }
        return method in ways[self.app.proof]

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code" and not self.app.works_alone

    def check_grant_type(self, grant_type: str) -> bool:
        return (grant_type == "client_credentials") == self.app.works_alone


class Said(OAuth2Payload):
    """What an app said: in the address of the page for people, in the body of what it posts itself, never in both."""

    data = datalist = None  # properties in Authlib's

    def __init__(self, said):
        self.data = said.dict()
        self.datalist = defaultdict(list, {name: said.getlist(name) for name in said})


class Request(OAuth2Request):
    """Django's request, as Authlib reads it. Whether the line is secure, the installation's own door decides."""

    def __init__(self, request, addresses: Addresses):
        super().__init__(
            request.method, addresses.endpoint("token").replace("http://", "https://", 1), headers=request.headers
        )
        self.payload = Said(request.GET if request.path == f"/oauth/{addresses.slug}/authorize" else request.POST)
        self.addresses = addresses
        self.now, self.address = request.now, request.address
        self.connection = self.nonce = None
        self._form = request.POST

    @property
    def form(self):
        return self._form


class Server(AuthorizationServer):
    """The practice's authorization server, for one request."""

    def __init__(self, addresses: Addresses, *, now: datetime, keys: KeySet | None = None):
        super().__init__()
        self.addresses, self.now = addresses, now
        self.register_token_generator("default", self.new_tokens)
        self.register_client_auth_method(
            "private_key_jwt", SignedAssertion([addresses.endpoint("token"), addresses.issuer], keys, now)
        )
        flows.register(self)
        self.register_endpoint(Introspection)
        self.register_endpoint(Revocation)

    def query_client(self, client_id: str) -> Client | None:
        app = registering.app_of(client_id) if "\0" not in client_id else None
        return Client(app) if app is not None and app.disabled_at is None else None

    def create_oauth2_request(self, request) -> Request:
        return request if isinstance(request, Request) else Request(request, self.addresses)

    def new_tokens(self, *, grant_type, client, user=None, scope=None, expires_in=None, include_refresh_token=True):
        """Return what a token answer says (RFC 6749, section 5.1)."""
        said = {
            "token_type": "Bearer",
            "access_token": new_secret(),
            "expires_in": client.app.access_minutes * 60,
            "scope": scope,
        }
        if include_refresh_token and {"offline_access", "online_access"} & set((scope or "").split()):
            said["refresh_token"] = new_secret()
        return said

    def save_token(self, token: dict, request: Request) -> None:
        flows.keep_tokens(token, request)

    def handle_response(self, status: int, body, headers) -> Answer:
        return Answer(status, json.dumps(body) if isinstance(body, dict) else body, tuple(headers))

    def send_signal(self, name: str, *args, **kwargs) -> None:
        """What happened is audited by the verbs."""
