"""Which organization a transaction serves, and what it sees there of what is sensitive.

Words: a *tenant* is the row that stands for an organization; *serving* one means that the transaction sees its rows
and no others; a *sight* says what it sees of documents that are labelled. Doors: `serving`, `signed_in`, `see`,
`seeing_everything`, `served_organization`, `Sight`, `operations` (for migrations), `models`.
"""

from .scope import NoOrganization, see, seeing_everything, served_organization, serving, signed_in
from .sight import EVERYTHING, UNLABELLED, Sight

__all__ = [
    "EVERYTHING",
    "UNLABELLED",
    "NoOrganization",
    "Sight",
    "see",
    "seeing_everything",
    "served_organization",
    "serving",
    "signed_in",
]
