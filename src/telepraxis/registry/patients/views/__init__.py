"""Pages of this room: staff's, proxies', and a patient's own."""

from .merging import merge, part, same_as
from .own import me, own_details, register_self
from .photo import photo
from .proxies import proxies, revoke_proxy
from .staff import edit, find, history, new, open_portal, overview, set_duplicates_aside

__all__ = [
    "edit",
    "find",
    "history",
    "me",
    "merge",
    "new",
    "open_portal",
    "overview",
    "own_details",
    "part",
    "photo",
    "proxies",
    "register_self",
    "revoke_proxy",
    "same_as",
    "set_duplicates_aside",
]
