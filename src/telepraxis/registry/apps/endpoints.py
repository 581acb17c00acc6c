"""What is this token, and: I give it back (RFC 7662, RFC 7009)."""

from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oauth2.rfc7009 import RevocationEndpoint
from authlib.oauth2.rfc7662 import IntrospectionEndpoint

from telepraxis.base.access import Actor

from . import connecting, flows, grants, tokens
from .id_tokens import fhir_user, subject_of
from .models import Token


class Introspection(IntrospectionEndpoint):
    """For confidential apps and services of the same organization."""

    CLIENT_AUTH_METHODS = ["client_secret_basic", "client_secret_post", "private_key_jwt"]

    def query_token(self, token_string: str, token_type_hint: str | None):
        row = tokens.find(token_string)
        now = self.server.now
        if row is None or row.revoked_at or row.spent_at or row.expires_at <= now:
            return None
        return flows.StoredToken(row) if grants.standing_connection(row.connection, now) else None

    def check_permission(self, token, client, request) -> bool:
        return True  # whatever is asked about belongs to this organization: others' rows are not seen

    def introspect_token(self, token) -> dict:
        row: Token = token.row
        connection, addresses = row.connection, self.server.addresses
        said = {
            "active": True,
            "scope": token.get_scope(),
            "client_id": connection.app.client_id,
            "token_type": "Bearer" if row.kind == Token.Kind.ACCESS else "refresh_token",
            "exp": int(row.expires_at.timestamp()),
            "iat": int(row.issued_at.timestamp()),
            "iss": addresses.issuer,
            "aud": addresses.fhir,
            **flows.context_of(connection),
        }
        if connection.account_id:
            said["sub"] = subject_of(connection)
            if reference := fhir_user(connection, self.server.now):
                said["fhirUser"] = f"{addresses.fhir}/{reference}"
        return said


class Revocation(RevocationEndpoint):
    """An app gives a token back; with a person's, the whole connection ends (a service's other tokens go on)."""

    CLIENT_AUTH_METHODS = flows.BY_ANY_PROOF

    def check_params(self, request, client) -> None:
        if not request.form.get("token"):
            raise InvalidRequestError("Missing 'token' in request.")

    def query_token(self, token_string: str, token_type_hint: str | None):
        row = tokens.find(token_string)
        return flows.StoredToken(row) if row is not None else None

    def revoke_token(self, token, request) -> None:
        row: Token = token.row
        if row.connection.account_id is None:
            tokens.revoke(row, now=request.now)
            return
        app = row.connection.app
        by = Actor(organization_id=row.organization_id, name=app.name, via="app", address=request.address)
        connecting.give_up(row.connection, by=by, now=request.now)
