"""The mail server that takes our mail, as the operator named it: `smtp://user:password@host:587`."""

import ipaddress
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from django.core.mail import get_connection

TIMEOUT_S = 20
PORTS = {"smtp": 587, "smtps": 465}


class NotAMailServer(ValueError):
    """The text does not name a mail server."""


@dataclass(frozen=True)
class MailServer:
    """Host, port, login, and `security`: "tls" from the start, "starttls", or "none" (only on this machine)."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    security: str = "starttls"

    @classmethod
    def from_url(cls, url: str) -> "MailServer | None":
        """Return the server that the URL names, None for "". Ends in `?security=none` where there is no TLS.

        :raises NotAMailServer: it names none.
        """
        if not url:
            return None
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise NotAMailServer("Write smtp://user:password@host:587, or smtps://... for TLS from the start.")
        host, port = parts.hostname, parts.port or PORTS[parts.scheme]
        security = "tls" if parts.scheme == "smtps" else "none" if _is_here(host) else "starttls"
        if "security=none" in parts.query.split("&"):
            security = "none"
        return cls(host, port, unquote(parts.username or ""), unquote(parts.password or ""), security)

    @property
    def address(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def is_here(self) -> bool:
        return _is_here(self.host)

    def connection(self):
        """Return Django's SMTP connection, not yet open; what fails raises."""
        return get_connection(
            "django.core.mail.backends.smtp.EmailBackend",
            host=self.host, port=self.port, username=self.user, password=self.password, timeout=TIMEOUT_S,
            use_tls=self.security == "starttls", use_ssl=self.security == "tls", fail_silently=False,
        )  # fmt: skip


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
