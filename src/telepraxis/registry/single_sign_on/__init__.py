"""Staff sign in through their organization's own identity provider (OpenID Connect, by django-allauth).

Words: a *provider* is what the organization runs or rents to know its people; *linked* means that we remember by which
subject a person is known there. Only people who work here already come in this way, and only into the organization
whose provider vouched for them: a provider is run by others and proves nothing to another organization.
Doors: `providers` (verbs and queries), `joining` (who comes in, asked by allauth's adapter).
"""
