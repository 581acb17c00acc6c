"""`telepraxis add-backend-service`: register a program that works without a person.

Django is set up when it is called.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

from telepraxis.server.people_commands import Refused


def add_backend_service(*, organization: str, name: str, scopes: list[str], jwks: Path | None, minutes: int) -> str:
    """Register the program and return what its maker must know; the secret stands there once and never again.

    :raises Refused: no such organization, or a scope or key cannot be so.
    """
    from telepraxis.base.access import Actor
    from telepraxis.base.tenancy.models import Tenant
    from telepraxis.registry.apps import registering
    from telepraxis.registry.apps.models import App

    tenant = Tenant.objects.filter(slug=organization).first()
    if tenant is None:
        raise Refused(f"There is no organization {organization}. Found it first: telepraxis create-organization.")
    said = registering.Particulars(
        name=name, kind=App.Kind.BACKEND, proof=App.Proof.KEY if jwks else App.Proof.SECRET, scopes=scopes,
        jwks=_read(jwks) if jwks else None, access_minutes=minutes,
    )  # fmt: skip
    try:
        made = registering.register(said, by=Actor.system(tenant.id), now=datetime.now(UTC))
    except registering.BadParticulars as bad:
        raise Refused(str(bad)) from bad
    return "\n".join(_told(made, tenant.slug))


def _read(path: Path) -> dict:
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError) as reason:
        raise Refused(f"{path} holds no set of public keys (JWKS).") from reason


def _told(made, slug: str) -> list[str]:
    from django.conf import settings

    base = settings.PUBLIC_URL.rstrip("/")
    lines = [f"{made.app.name} is registered.", f"  client id  {made.app.client_id}"]
    lines += [f"  secret     {made.secret}  (shown this once)"] if made.secret else []
    return [*lines, f"  tokens     {base}/oauth/{slug}/token", f"  record     {base}/fhir/{slug}"]
