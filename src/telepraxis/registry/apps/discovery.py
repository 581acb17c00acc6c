"""What an app asks first: `.well-known/smart-configuration` (SMART App Launch 2.0, section 6) and OpenID discovery."""

from telepraxis.base.tenancy.models import Tenant

from .addresses import Addresses
from .assertions import ALGORITHMS

CAPABILITIES = [
    "launch-ehr",
    "launch-standalone",
    "client-public",
    "client-confidential-symmetric",
    "client-confidential-asymmetric",
    "sso-openid-connect",
    "context-ehr-patient",
    "context-ehr-encounter",
    "context-standalone-patient",
    "context-banner",
    "permission-offline",
    "permission-online",
    "permission-patient",
    "permission-user",
    "permission-v1",
    "permission-v2",
]
SCOPES = [
    "openid", "fhirUser", "launch", "launch/patient", "launch/encounter", "offline_access", "online_access",
    "patient/*.rs", "user/*.cruds", "system/*.cruds",
]  # fmt: skip


def smart_configuration(slug: str, base_url: str) -> dict | None:
    """Return the document for the organization with this slug; `base_url` is the origin, such as
    "https://clinic.example". None when there is no such organization. Looks at no row of an organization.
    """
    if not Tenant.objects.filter(slug=slug).exists():
        return None
    at = Addresses(base_url.rstrip("/"), slug)
    return {
        "issuer": at.issuer,
        "jwks_uri": at.endpoint("keys"),
        "authorization_endpoint": at.endpoint("authorize"),
        "token_endpoint": at.endpoint("token"),
        "introspection_endpoint": at.endpoint("introspect"),
        "revocation_endpoint": at.endpoint("revoke"),
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "private_key_jwt"],
        "token_endpoint_auth_signing_alg_values_supported": ALGORITHMS,
        "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
        "response_types_supported": ["code"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": SCOPES,
        "capabilities": CAPABILITIES,
    }


def openid_configuration(slug: str, base_url: str) -> dict | None:
    """Return the OpenID Connect discovery document of the organization, or None."""
    known = smart_configuration(slug, base_url)
    return known and {
        **{key: value for key, value in known.items() if key != "capabilities"},
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "claims_supported": ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "fhirUser", "name"],
    }
