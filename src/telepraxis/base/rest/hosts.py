"""Under which address the client knows us, and from which address it comes."""

from functools import lru_cache

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from telepraxis.base.access.middleware import caller_address
from telepraxis.base.fhir.outcome import invalid

from .asked import Asked


def base_of(asked: Asked) -> str:
    """Return the address of the organization's API, as the client spells it.

    :raises Refused: the host is not one of ours.
    """
    return f"{_origin(asked.scope.get('scheme', 'http'), asked.header(b'host'))}/fhir/{asked.slug}"


@lru_cache(maxsize=256)
def _origin(scheme: str, host: str) -> str:
    if not host:
        return settings.PUBLIC_URL
    domain, _ = split_domain_port(host)
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        raise invalid("This host is not one of ours.")
    return f"{scheme}://{host}"


def address_of(asked: Asked) -> str:
    """Return the client's address, a forwarded one where a proxy stands in front."""
    client = asked.scope.get("client")
    return caller_address(
        {"REMOTE_ADDR": client[0] if client else "", "HTTP_X_FORWARDED_FOR": asked.header(b"x-forwarded-for")}
    )
