"""The three ways to a token: a code that a person's consent brought, a refresh token, a service's own assertion."""

from datetime import timedelta

from authlib.oauth2.rfc6749 import InvalidGrantError, InvalidRequestError, InvalidScopeError, UnauthorizedClientError
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant, ClientCredentialsGrant, RefreshTokenGrant
from authlib.oauth2.rfc7636 import CodeChallenge

from telepraxis.base.record.models import Patient
from telepraxis.registry.accounts import sessions

from . import connecting, grants, scopes, tokens
from .id_tokens import SignedIn
from .models import App, Code, Connection, Token

BY_ANY_PROOF = ["none", "client_secret_basic", "client_secret_post", "private_key_jwt"]
TIRED = "The connection has ended."


def register(server) -> None:
    """Tell the server its flows."""
    server.register_grant(WithCode, [OfSmart(), WithChallenge(required=True), SignedIn()])
    server.register_grant(WithRefreshToken, [SignedIn()])
    server.register_grant(Alone)


class StoredCode:
    """A code's row, as Authlib asks about it."""

    def __init__(self, row: Code):
        self.row, self.code_challenge = row, row.code_challenge

    def get_redirect_uri(self) -> str:
        return self.row.redirect_uri

    def get_scope(self) -> str:
        return " ".join(scopes.allowed(self.row.connection.scopes, self.row.connection.app.scopes))

    def get_nonce(self) -> str:
        return self.row.nonce

    def get_auth_time(self) -> int | None:
        return int(self.row.proven_at.timestamp()) if self.row.proven_at else None

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> list[str] | None:
        return ["mfa"] if self.row.connection.strong else None


class StoredToken:
    """A token's row, as Authlib asks about it."""

    def __init__(self, row: Token):
        self.row = row

    def check_client(self, client) -> bool:
        return self.row.connection.app_id == client.app.id

    def get_scope(self) -> str:
        return " ".join(scopes.allowed(self.row.scopes, self.row.connection.app.scopes))

    def is_expired(self) -> bool:
        return False  # asked with the clock at the door, before Authlib gets it

    def is_revoked(self) -> bool:
        return False


class OfSmart:
    """What SMART asks of a request beyond OAuth: `state`, and `aud`, which must be our FHIR base and no other."""

    def __call__(self, grant) -> None:
        grant.register_hook("after_validate_authorization_request_payload", self.check)

    def check(self, grant, redirect_uri) -> None:
        said = grant.request.payload.data
        if not said.get("state"):
            raise InvalidRequestError("Missing 'state' in request.")
        if said.get("aud", "").rstrip("/") != grant.request.addresses.fhir:
            raise InvalidRequestError("'aud' is not the FHIR base of this server.")


class WithChallenge(CodeChallenge):
    """PKCE, by S256 only; apps that can keep no secret must use it."""

    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]

    def validate_code_challenge(self, grant, redirect_uri) -> None:
        said = grant.request.payload.data
        if grant.request.client.app.proof == App.Proof.NONE and not said.get("code_challenge"):
            raise InvalidRequestError("Missing 'code_challenge'")
        if said.get("code_challenge") and said.get("code_challenge_method") != "S256":
            raise InvalidRequestError("Unsupported 'code_challenge_method'")
        super().validate_code_challenge(grant, redirect_uri)

    def get_authorization_code_challenge_method(self, authorization_code) -> str:
        return "S256"


class WithCode(AuthorizationCodeGrant):
    """Authorization code."""

    TOKEN_ENDPOINT_AUTH_METHODS = BY_ANY_PROOF

    def save_authorization_code(self, code: str, request) -> None:
        consent = request.user
        connection = connecting.connect(app=request.client.app, leave=consent.leave, by=consent.by, now=request.now)
        said = request.payload.data
        tokens.issue_code(
            code, connection, redirect_uri=request.payload.redirect_uri, challenge=said.get("code_challenge", ""),
            nonce=said.get("nonce", "")[:500], proven_at=consent.proven_at, now=request.now,
        )  # fmt: skip

    def query_authorization_code(self, code: str, client) -> StoredCode | None:
        row = tokens.find_code(code)
        if row is None or row.connection.app_id != client.app.id:
            return None
        if row.spent_at is not None:
            tokens.note_misuse(row, now=self.request.now, address=self.request.address)
            return None
        return StoredCode(row) if row.expires_at > self.request.now else None

    def authenticate_user(self, authorization_code: StoredCode):
        return _person_of(authorization_code.row.connection, self.request)

    def create_token_response(self):
        row = self.request.authorization_code.row
        _spend_or_refuse(row, self.request)
        self.request.connection = row.connection
        return super().create_token_response()

    def delete_authorization_code(self, authorization_code: StoredCode) -> None:
        """It stays, spent, so that a second use is known for what it is."""


class WithRefreshToken(RefreshTokenGrant):
    """Refresh token, each good for one use."""

    TOKEN_ENDPOINT_AUTH_METHODS = BY_ANY_PROOF
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token: str) -> StoredToken | None:
        row = tokens.find(refresh_token, Token.Kind.REFRESH)
        if row is None or row.connection.app_id != self.request.client.app.id:
            return None
        if row.spent_at is not None:
            tokens.note_misuse(row, now=self.request.now, address=self.request.address)
            return None
        if row.revoked_at is not None or row.expires_at <= self.request.now:
            return None
        return StoredToken(row)

    def authenticate_user(self, refresh_token: StoredToken):
        return _person_of(refresh_token.row.connection, self.request)

    def _validate_token_scope(self, token: StoredToken) -> None:
        """A refresh may ask for less, in whatever words, and never for more."""
        if not scopes.is_within((self.request.payload.scope or "").split(), token.get_scope().split()):
            raise InvalidScopeError()

    def create_token_response(self):
        row = self.request.refresh_token.row
        if _person_of(row.connection, self.request) is None:
            raise InvalidGrantError(TIRED)
        _spend_or_refuse(row, self.request)
        self.request.connection = row.connection
        return super().create_token_response()

    def revoke_old_credential(self, refresh_token: StoredToken) -> None:
        """It was spent before the new one was made."""


class Alone(ClientCredentialsGrant):
    """A backend service, with nobody at the keyboard."""

    TOKEN_ENDPOINT_AUTH_METHODS = ["private_key_jwt", "client_secret_basic", "client_secret_post"]

    def validate_token_request(self) -> None:
        super().validate_token_request()
        app = self.request.client.app
        asked = (self.request.payload.scope or "").split() or app.scopes
        given = scopes.allowed(asked, app.scopes)
        if not app.works_alone:
            raise UnauthorizedClientError("The client is not a backend service.")
        if not given:
            raise InvalidScopeError()
        self.given = " ".join(given)

    def create_token_response(self):
        self.request.connection = connecting.connection_of_service(app=self.request.client.app, now=self.request.now)
        token = self.generate_token(scope=self.given, include_refresh_token=False)
        self.save_token(token)
        return 200, token, self.TOKEN_RESPONSE_HEADER


def keep_tokens(said: dict, request) -> None:
    """Keep the tokens of an answer, and add to it what SMART wants told: the patient and encounter in context."""
    connection: Connection = request.connection
    given = said["scope"].split()
    facts = {"scopes": given, "now": request.now, "address": request.address}
    lasts = timedelta(seconds=said["expires_in"])
    tokens.issue(connection, Token.Kind.ACCESS, lasts=lasts, text=said["access_token"], **facts)
    if "refresh_token" in said:
        lasts = tokens.renewed_lasts(connection)
        tokens.issue(connection, Token.Kind.REFRESH, lasts=lasts, text=said["refresh_token"], **facts)
    said.update(context_of(connection))


def context_of(connection: Connection) -> dict:
    """Return what a token answer says about the context of the connection (SMART App Launch 2.0, section 2.1)."""
    if connection.patient_id is None:
        return {}
    said = {"patient": Patient.objects.get(uid=connection.patient_id).logical_id, "need_patient_banner": True}
    return said | ({"encounter": connection.encounter} if connection.encounter else {})


def _person_of(connection: Connection, request):
    """Return the account whose leave it is, or None when the connection stands no more."""
    if not grants.standing_connection(connection, request.now):
        return None
    if connection.session_id and sessions.standing(str(connection.session_id), now=request.now)[0] is None:
        return None
    return connection.account


def _spend_or_refuse(row: Code | Token, request) -> None:
    if not tokens.spend(row, now=request.now):
        tokens.note_misuse(row, now=request.now, address=request.address)
        raise InvalidGrantError(TIRED)
