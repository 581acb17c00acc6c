"""How a public address names its organization: a UUID in 22 signs, for a SMART Health Link's has 128 at most."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID


class ShortUuid:
    """A path converter: 16 bytes as base64url."""

    regex = "[A-Za-z0-9_-]{22}"

    def to_python(self, value: str) -> UUID:
        """Two spellings never mean one id: the last sign carries four bits that are nought."""
        found = UUID(bytes=urlsafe_b64decode(value + "=="))
        if self.to_url(found) != value:
            raise ValueError(value)
        return found

    def to_url(self, value: UUID) -> str:
        return urlsafe_b64encode(UUID(str(value)).bytes).decode().rstrip("=")
