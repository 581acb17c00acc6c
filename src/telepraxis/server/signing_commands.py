"""`telepraxis signing-keys` and `verify`: the keys that practices sign with, and what somebody presents.

Django is set up when these are called.
"""

import json
import sys
from collections.abc import Callable
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from telepraxis.server.people_commands import Refused

Say = Callable[[str], None]
app = typer.Typer(help="Keys that practices sign with.", no_args_is_help=True, pretty_exceptions_enable=False)
Organization = Annotated[str, typer.Option("--organization", help="Short name of the practice.")]
Use = Annotated[str, typer.Option("--use", help="token (codes) or paper (PDFs).")]


@app.command("list")
def list_keys(organization: Organization) -> None:
    """List a practice's keys with their states; no secret is shown."""
    from telepraxis.registry.signatures import keys

    with _serving(organization) as by:
        for key in keys.keys_of(by.organization_id):
            typer.echo(f"{key.kid}  {key.use:5}  {key.origin:8}  since {key.made_at:%Y-%m-%d}  {_state(key)}")


def _state(key) -> str:
    if key.revoked_at:
        return f"revoked {key.revoked_at:%Y-%m-%d %H:%M} UTC ({key.revoked_why}) {key.revoked_note}".rstrip()
    if key.is_current:
        return "signs now" + (f", certificate until {key.expires_at:%Y-%m-%d}" if key.expires_at else "")
    return f"replaced {key.retired_at:%Y-%m-%d}" if key.retired_at else "proves what was signed at another installation"


@app.command()
def rotate(organization: Organization, use: Use = "token") -> None:
    """Let a new key sign; the one before still proves what it signed."""
    from telepraxis.registry.signatures import keys

    if use not in ("token", "paper"):
        raise Refused("Choose --use token or --use paper.")
    with _serving(organization) as by:
        typer.echo(f"{keys.rotate(use=use, by=by, now=datetime.now(UTC)).kid} signs from now on.")


@app.command()
def revoke(
    kid: Annotated[str, typer.Argument(help="Its name, as `list` says it.")],
    organization: Organization,
    why: Annotated[str, typer.Option(help="stolen, lost, replaced or ceased.")],
    note: Annotated[str, typer.Option(help="For whoever asks later.")] = "",
) -> None:
    """Trust a key no more. Of a stolen one only what this installation noted as signed is still believed."""
    from telepraxis.registry.signatures import keys
    from telepraxis.registry.signatures.models import Key

    if why not in Key.Why.values:
        raise Refused(f"Say why: {', '.join(Key.Why.values)}.")
    with _serving(organization) as by:
        try:
            keys.revoke(kid=kid, why=why, note=note[:300], by=by, now=datetime.now(UTC))
        except Key.DoesNotExist:
            raise Refused(f"There is no key {kid}: telepraxis signing-keys list.") from None
        except keys.AlreadyRevoked:
            raise Refused(f"{kid} was revoked before; the first moment stands.") from None
        typer.echo(f"{kid} is revoked.")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="The certificate with its key: .p12 or .pfx.")],
    organization: Organization,
    passphrase: Annotated[str, typer.Option(prompt=True, hide_input=True, help="Better typed than given.")] = "",
) -> None:
    """Sign PDFs with a certificate that a public authority issued to the practice (ICP-Brasil, an eIDAS seal)."""
    from telepraxis.registry.signatures import keys

    with _serving(organization) as by:
        try:
            key = keys.import_certificate(
                pkcs12=file.expanduser().read_bytes(), passphrase=passphrase, by=by, now=datetime.now(UTC)
            )
        except (keys.NotACertifiedKey, OSError) as fault:
            raise Refused(str(fault)) from None
        typer.echo(f"{key.kid} signs PDFs from now on, until {key.expires_at:%Y-%m-%d}.")


@app.command()
def page(
    organization: Organization,
    to: Annotated[Path, typer.Option("--to", help="A new file.html.")],
    language: Annotated[str, typer.Option(help="en, es ...")] = "en",
) -> None:
    """Write the page by which a pharmacy verifies without account and network."""
    from django.utils import translation

    from telepraxis.registry.signatures import offline_page, published

    with _serving(organization) as by, translation.override(language):
        made = offline_page.render([published.key_set(by.organization_id, now=datetime.now(UTC))])
    to.expanduser().write_text(made.html)
    typer.echo(f"{to} verifies what {organization} signs. Hand it on in a way that both sides trust.")


@contextmanager
def _serving(slug: str):
    from telepraxis.base import tenancy
    from telepraxis.base.access import Actor
    from telepraxis.base.tenancy.models import Tenant

    tenant = Tenant.objects.filter(slug=slug).first()
    if tenant is None:
        raise Refused(f"There is no organization {slug}. Found it first: telepraxis create-organization.")
    with tenancy.serving(tenant.id):
        yield Actor.system(tenant.id)


def verify(presented: str, *, kind: str, key_sets: list[Path], say: Say) -> bool:
    """Say what a code, a link or a PDF is worth; return whether it is genuine.

    :raises Refused: a key set cannot be read.
    """
    trusted = tuple(key for path in key_sets for key in _keys_in(path))
    if presented == "-":
        presented = sys.stdin.read()
    elif (content := _file(presented)) is not None:
        if content.lstrip()[:5] == b"%PDF-":
            return _verify_paper(content, trusted, say)
        presented = content.decode(errors="replace")
    return _verify_token(presented, kind, trusted, say)


def _file(named: str) -> bytes | None:
    try:
        return Path(named).expanduser().read_bytes()
    except (OSError, ValueError, RuntimeError):  # a code is no name of a file
        return None


def _verify_token(text: str, kind: str, trusted: tuple, say: Say) -> bool:
    from telepraxis.registry.signatures import verifying

    try:
        found = verifying.token(text, kind=kind, now=datetime.now(UTC), trusted=trusted)
    except verifying.NotAccepted as refused:
        say(f"{type(refused).__name__}: {refused}")
        return False
    say(f"Genuine ({found.standing.replace('_', ' ')}), key {found.key_id}.")
    say(f"Signed by {found.organization_name}, {found.signed_at:%Y-%m-%d %H:%M} UTC,")
    say(f"valid until {found.expires_at:%Y-%m-%d %H:%M} UTC.")
    say(json.dumps(found.payload, ensure_ascii=False, indent=2))
    return True


def _verify_paper(pdf: bytes, trusted: tuple, say: Say) -> bool:
    from telepraxis.registry.signatures import verifying

    found = verifying.paper(pdf, trusted=trusted)
    say(found.words)
    if found.genuine:
        issued = "its own authority" if found.is_self_issued else "an imported certificate"
        say(f"{found.reason}: {found.signer_words}, {found.signed_at:%Y-%m-%d %H:%M} UTC.")
        say(f"Signed by {found.organization_name} (key {found.key_id}, by {issued}).")
    return found.genuine


def _keys_in(path: Path):
    from telepraxis.registry.signatures import known

    try:
        return known.read_set(json.loads(path.expanduser().read_text()))
    except (OSError, ValueError) as fault:
        raise Refused(f"{path} holds no key set.") from fault
