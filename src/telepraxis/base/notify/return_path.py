"""The return path of one mail: `bounce+<id>.<mac>@domain`. Only we can make one, so only real bounces count."""

import hashlib
import hmac
from uuid import UUID

from django.conf import settings

PREFIX = "bounce+"
MAC_CHARACTERS = 20


def return_path_of(mail_id: UUID) -> str:
    """Return the address a mail leaves from; its local part keeps to the 64 characters of RFC 5321 4.5.3.1.1."""
    return f"{PREFIX}{mail_id.hex}.{_mac(mail_id, settings.SECRET_KEY)}@{settings.BOUNCE_DOMAIN}"


def mail_of(address: str) -> UUID | None:
    """Return the id in a return path that we made (with a current or an earlier key), else None."""
    local, _, domain = address.strip("<>").lower().rpartition("@")
    number, _, mac = local.removeprefix(PREFIX).partition(".")
    if not local.startswith(PREFIX) or domain != settings.BOUNCE_DOMAIN.lower() or not mac.isascii():
        return None
    try:
        mail_id = UUID(hex=number)
    except ValueError:
        return None
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return mail_id if any(hmac.compare_digest(mac, _mac(mail_id, key)) for key in keys) else None


def _mac(mail_id: UUID, key: str) -> str:
    return hmac.new(key.encode(), b"bounce " + mail_id.bytes, hashlib.sha256).hexdigest()[:MAC_CHARACTERS]
