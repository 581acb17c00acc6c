"""The rules of the API: each asks the bearer's grant, never the actor's roles; the installation has no way in."""

from telepraxis.base.access import PUBLIC, Rule
from telepraxis.base.access.grants import Grant, Reach
from telepraxis.base.fhir.outcome import forbidden

WORDS = {"c": "create", "r": "read", "u": "update", "d": "delete", "s": "search"}


class Granted(Rule):
    """May the bearer do all that the letters stand for with resources of the type? (SMART App Launch 2, scopes)"""

    def __init__(self, name: str, letters: str):
        super().__init__(name, lambda grant, type: all(grant.reach(type, letter) for letter in letters))
        self.letters = letters

    def allows(self, grant: Grant | None, type: str = "") -> bool:
        """Answer the question; nobody is above it, not even the installation."""
        return grant is not None and bool(self.question(grant, type))

    def reaches(self, grant: Grant, type: str) -> dict[str, Reach]:
        """Return how far each letter goes.

        :raises Refused: one of them goes nowhere (403).
        """
        found = {}
        for letter in self.letters:
            reach = grant.reach(type, letter)
            if reach is None:
                raise forbidden(f"This token may not {WORDS[letter]} {type}.")
            found[letter] = reach
        return found


MAY_READ = Granted("fhir.read", "r")
MAY_SEARCH = Granted("fhir.search", "s")
MAY_CREATE = Granted("fhir.create", "c")
MAY_UPDATE = Granted("fhir.update", "u")
MAY_UPDATE_FOUND = Granted("fhir.update_found", "su")
MAY_DELETE = Granted("fhir.delete", "d")
MAY_DELETE_FOUND = Granted("fhir.delete_found", "sd")
# What reaches many types asks for each of them: the entries of a batch, the types of a history, an operation.
EACH_BY_ITSELF = Granted("fhir.each", "")

__all__ = ["PUBLIC", "Granted"]
