"""Short secrets kept in rows (a second factor's seed, the body of a mail), closed with the ring of fields."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from django.conf import settings

from .ring import CannotOpen


def seal_text(text: str, *, about: str) -> str:
    """Return `text` closed, as ASCII; `about` names the place it belongs to, for example `accounts.totp <id>`."""
    return urlsafe_b64encode(settings.FIELD_KEYS.seal(text.encode(), about=about.encode())).decode()


def open_text(sealed: str, *, about: str) -> str:
    """Return the text that `seal_text` closed about the same place.

    :raises CannotOpen: changed, moved, or the key is not on the ring.
    """
    try:
        closed = urlsafe_b64decode(sealed.encode())
    except ValueError as reason:
        raise CannotOpen("This is not a sealed value.") from reason
    return settings.FIELD_KEYS.open(closed, about=about.encode()).decode()
