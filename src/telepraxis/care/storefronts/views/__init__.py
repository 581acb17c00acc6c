"""Pages: what a pharmacy says of itself, one pharmacy for everybody, looking for one, a patient's places."""

from .looking import find, one
from .own_places import drop_place, places
from .setup import publish_or_not, setup

__all__ = ["drop_place", "find", "one", "places", "publish_or_not", "setup"]
