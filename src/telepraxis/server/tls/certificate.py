"""A certificate on disk: what it says and when it is due.

Ours are one PEM file each, key and chain together: a replacement is one rename, so no reader ever sees a key that
does not fit its certificate.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509

# Counted in shares of the lifetime and not in days: an internal authority may give certificates of twelve hours.
RENEW_AFTER_SHARE = 2 / 3


@dataclass(frozen=True)
class Certificate:
    """The leaf: `names` as in its subject alternative names, times aware in UTC."""

    names: tuple[str, ...]
    not_before: datetime
    not_after: datetime

    @property
    def renew_at(self) -> datetime:
        return self.not_before + (self.not_after - self.not_before) * RENEW_AFTER_SHARE

    def has_ended(self, now: datetime) -> bool:
        return now >= self.not_after

    def is_due(self, now: datetime) -> bool:
        """Whether two thirds of the lifetime are over."""
        return now >= self.renew_at

    def next_attempt(self, now: datetime) -> datetime:
        """When to try again after a refusal: sooner as the end nears, never more often than each minute."""
        return now + max(timedelta(minutes=1), (self.not_after - now) / 20)


def read(path: Path) -> Certificate:
    """Return what the first certificate in a PEM file says.

    :raises ValueError: there is no certificate in it.
    :raises OSError: it cannot be read.
    """
    leaf = x509.load_pem_x509_certificates(path.read_bytes())[0]
    try:
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        names = []
    return Certificate(
        names=tuple(str(name.value) for name in names),
        not_before=leaf.not_valid_before_utc,
        not_after=leaf.not_valid_after_utc,
    )
