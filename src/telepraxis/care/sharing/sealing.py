"""Seal what is shared: a JWE as SMART Health Links demand (alg dir, enc A256GCM). The key is kept nowhere here."""

from base64 import urlsafe_b64decode

from joserfc import jwe
from joserfc.jwk import OctKey

FHIR = "application/fhir+json"
INFLATED_BY_OTHERS = 250 * 1024  # bytes; common readers refuse what inflates to more, so that is left as it is


def sealed(content: bytes, key: str, *, media_type: str = FHIR) -> str:
    """Return the content as a compact JWE. `key` is 256 bits, base64url."""
    header = {"alg": "dir", "enc": "A256GCM", "cty": media_type}
    if len(content) <= INFLATED_BY_OTHERS:
        header["zip"] = "DEF"
    secret = OctKey.import_key(urlsafe_b64decode(key + "="))
    return jwe.encrypt_compact(header, content, secret, algorithms=["dir", "A256GCM", "DEF"])
