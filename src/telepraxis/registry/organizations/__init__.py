"""The practice itself: its name, address and ways of working, its sites, and what holds in each jurisdiction.

Words: an *organization* is a practice served by this installation (its row is `base.tenancy.Tenant`); a *site* is a
place where it sees patients; a *jurisdiction* is a country or state whose law and emergency number apply.
Doors: `founding.found_organization`, `profile`, `sites`, `jurisdictions`, `permissions`.
"""
