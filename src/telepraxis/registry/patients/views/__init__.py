"""Pages of this room: staff's, proxies', and a patient's own."""

from .own import me, own_details, register_self
from .proxies import proxies, revoke_proxy
from .staff import edit, find, history, new, open_portal, overview, set_duplicates_aside

__all__ = [
    "edit",
    "find",
    "history",
    "me",
    "new",
    "open_portal",
    "overview",
    "own_details",
    "proxies",
    "register_self",
    "revoke_proxy",
    "set_duplicates_aside",
]
