"""Which organization a transaction serves.

Words: a *tenant* is the row that stands for an organization; *serving* one means that the transaction sees its rows
and no others. Doors: `serving`, `signed_in`, `served_organization`, `operations` (for migrations), `models`.
"""

from .scope import NoOrganization, served_organization, serving, signed_in

__all__ = ["NoOrganization", "served_organization", "serving", "signed_in"]
