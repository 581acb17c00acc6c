"""Apps that prove themselves by a signed assertion (RFC 7523; SMART App Launch 2.0, section 5)."""

from datetime import UTC, datetime, timedelta

from authlib.oauth2.rfc6749 import InvalidClientError
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from django.db import IntegrityError, transaction
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from .digests import digest_of
from .models import App, SpentAssertion

ALGORITHMS = ["RS384", "ES384"]  # what SMART asks every server to know
LONGEST = timedelta(minutes=5)
LEEWAY = timedelta(seconds=30)


class SignedAssertion(JWTBearerClientAssertion):
    """One request's proof. `keys` are the app's public keys where they were fetched, before the transaction."""

    CLIENT_AUTH_METHOD = "private_key_jwt"

    def __init__(self, audiences: list[str], keys: KeySet | None, now: datetime):
        super().__init__(leeway=int(LEEWAY.total_seconds()))
        self.audiences, self.keys, self.now, self.app = audiences, keys, now, None

    def get_audiences(self) -> list[str]:
        return self.audiences

    def resolve_client_public_key(self, client) -> KeySet:
        self.app = client.app
        if self.keys is not None:
            return self.keys
        if not client.app.jwks:
            raise InvalidClientError(description="The client has no keys.")
        return KeySet.import_key_set(client.app.jwks)

    def process_assertion_claims(self, assertion, resolve_key):
        try:
            token = jwt.decode(assertion, resolve_key, algorithms=ALGORITHMS)
        except (JoseError, ValueError) as error:
            raise InvalidClientError(description="The assertion's signature is not right.") from error
        self.verify_claims(token.claims)
        return token.claims

    def verify_claims(self, claims) -> None:
        exp = claims.get("exp")
        if not isinstance(exp, int | float) or isinstance(exp, bool):
            raise InvalidClientError(description="The assertion says not when it expires.")
        if exp > (self.now + LONGEST + LEEWAY).timestamp():
            raise InvalidClientError(description="The assertion lives longer than five minutes.")
        super().verify_claims(claims)

    def validate_jti(self, claims, jti) -> bool:
        """Tell whether this jti comes for the first time; of two that come at once, one is told True."""
        if not isinstance(jti, str) or not jti:
            return False
        until = datetime.fromtimestamp(claims["exp"], UTC) + LEEWAY
        SpentAssertion.objects.filter(app=self.app, expires_at__lt=self.now - LEEWAY).delete()
        row = SpentAssertion(
            organization_id=self.app.organization_id, app=self.app, digest=digest_of(jti), expires_at=until
        )
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            return False
        return True


def claimed_client(assertion: str) -> str:
    """Return the client id that an assertion names, unproven; "" when it names none."""
    try:
        _headers, claims = JWTBearerClientAssertion().extract_assertion(assertion)
    except InvalidClientError:
        return ""
    return claims["sub"] if isinstance(claims.get("sub"), str) else ""


def key_id(assertion: str) -> str:
    """Return which of its keys the app says it signed with; "" when it does not say."""
    try:
        headers, _claims = JWTBearerClientAssertion().extract_assertion(assertion)
    except InvalidClientError:
        return ""
    return headers["kid"] if isinstance(headers.get("kid"), str) else ""


def keeps_keys_elsewhere(app: App | None) -> bool:
    """Tell whether the app's public keys must be fetched."""
    return app is not None and app.proof == App.Proof.KEY and bool(app.jwks_url) and app.disabled_at is None
