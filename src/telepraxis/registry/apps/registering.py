"""Verbs by which a practice registers apps: what they are called, how they prove themselves, what they may ask for."""

from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from telepraxis.base import audit, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.uuid7 import uuid7

from . import scopes
from .digests import digest_of, new_secret
from .models import App
from .permissions import may_register_apps, may_see_connections

LOOPBACK = {"localhost", "127.0.0.1", "[::1]", "::1"}
NEVER = {"javascript", "data", "vbscript", "file", "blob", "about"}
SHORTEST, LONGEST = 1, 60  # minutes that an access token lives


class BadParticulars(ValueError):
    """Something about the app cannot be so; `field` says what, the message why."""

    def __init__(self, field: str, message: str):
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """What the practice says about an app."""

    name: str
    kind: str
    proof: str
    scopes: list[str]
    redirect_uris: list[str] = field(default_factory=list)
    launch_uri: str = ""
    jwks: dict | None = None
    jwks_url: str = ""
    for_staff: bool = True
    for_patients: bool = False
    access_minutes: int = 15


@dataclass(frozen=True)
class Registered:
    """A new app and, shown once and never again, its secret ("" where it has none)."""

    app: App
    secret: str = ""


@transaction.atomic
def register(particulars: Particulars, *, by: Actor, now: datetime) -> Registered:
    """Register an app in the actor's organization.

    :raises BadParticulars: an address, a scope or a key cannot be so.
    """
    may_register_apps.require(by)
    check(particulars)
    with tenancy.serving(by.organization_id):
        app = App(
            organization_id=by.organization_id, client_id=str(uuid7()), registered_at=now, registered_by=by.name,
        )  # fmt: skip
        secret = new_secret() if particulars.proof == App.Proof.SECRET else ""
        app.secret_digest = digest_of(secret) if secret else ""
        _write_down(app, particulars)
        app.save(force_insert=True)
        audit.wrote(by, "apps.registered", entity=("App", app.id), reason=app.name)
    return Registered(app, secret)


@transaction.atomic
def amend(app: App, particulars: Particulars, *, by: Actor, now: datetime) -> Registered:
    """Change what the practice says about an app. Where the way it proves itself becomes a secret, one is made.

    :raises BadParticulars: an address, a scope or a key cannot be so.
    """
    may_register_apps.require(by)
    check(particulars)
    secret = new_secret() if particulars.proof == App.Proof.SECRET and not app.secret_digest else ""
    if particulars.proof != App.Proof.SECRET:
        app.secret_digest = ""
    elif secret:
        app.secret_digest = digest_of(secret)
    _write_down(app, particulars)
    app.save()
    audit.wrote(by, "apps.amended", entity=("App", app.id), reason=app.name)
    return Registered(app, secret)


@transaction.atomic
def renew_secret(app: App, *, by: Actor, now: datetime) -> str:
    """Give the app a new secret and return it; the old one is refused at once."""
    may_register_apps.require(by)
    secret = new_secret()
    app.secret_digest = digest_of(secret)
    app.save(update_fields=["secret_digest"])
    audit.wrote(by, "apps.secret_renewed", entity=("App", app.id), reason=app.name)
    return secret


@transaction.atomic
def disable(app: App, *, by: Actor, now: datetime) -> None:
    """Shut the app out: its tokens are refused from now on, and nobody can connect it."""
    may_see_connections.require(by)
    app.disabled_at = now
    app.save(update_fields=["disabled_at"])
    audit.wrote(by, "apps.disabled", entity=("App", app.id), reason=app.name)


@transaction.atomic
def enable(app: App, *, by: Actor, now: datetime) -> None:
    """Let the app in again; connections that were not ended and whose tokens still live go on."""
    may_register_apps.require(by)
    app.disabled_at = None
    app.save(update_fields=["disabled_at"])
    audit.wrote(by, "apps.enabled", entity=("App", app.id), reason=app.name)


def apps() -> QuerySet[App]:
    """Return the apps of the served organization, by name."""
    return App.objects.filter(organization_id=tenancy.served_organization()).order_by("name", "id")


def to_open(by: Actor) -> list[App]:
    """Return the apps that the actor can open with a patient."""
    if not by.is_staff:
        return []
    return list(apps().filter(disabled_at=None, for_staff=True).exclude(launch_uri=""))


def app_of(client_id: str) -> App | None:
    """Return the app with this client id in the served organization, also one that is shut out."""
    return App.objects.filter(organization_id=tenancy.served_organization(), client_id=client_id).first()


def check(particulars: Particulars) -> None:
    """Pass when everything said of the app can be so.

    :raises BadParticulars: it cannot.
    """
    alone = particulars.kind == App.Kind.BACKEND
    _check_proof(particulars)
    if not alone and not particulars.redirect_uris:
        raise BadParticulars("redirect_uris", _("Give at least one address to which people are sent back."))
    for uri in particulars.redirect_uris:
        _check_address("redirect_uris", uri, own_schemes=True)
    if particulars.launch_uri:
        _check_address("launch_uri", particulars.launch_uri, own_schemes=False)
    if not SHORTEST <= particulars.access_minutes <= LONGEST:
        raise BadParticulars("access_minutes", _("A token lives between 1 and 60 minutes."))
    _check_scopes(particulars.scopes, alone)


def _check_proof(particulars: Particulars) -> None:
    public = particulars.kind == App.Kind.PUBLIC
    if public != (particulars.proof == App.Proof.NONE):
        raise BadParticulars("proof", _("Only an app on people's own devices proves itself by nothing."))
    if particulars.proof == App.Proof.KEY:
        _check_keys(particulars)


def _check_keys(particulars: Particulars) -> None:
    if bool(particulars.jwks) == bool(particulars.jwks_url):
        raise BadParticulars("jwks", _("Give the public keys, or the address where they are: one of both."))
    if particulars.jwks_url:
        _check_address("jwks_url", particulars.jwks_url, own_schemes=False)
        return
    try:
        keys = KeySet.import_key_set(particulars.jwks)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError) as reason:
        raise BadParticulars("jwks", _("This is not a set of public keys (JWKS).")) from reason
    if not keys.keys or any(key.key_type == "oct" or key.is_private for key in keys.keys):
        raise BadParticulars("jwks", _("Give public keys only: nobody but the app may hold its private key."))


def _check_address(field: str, uri: str, *, own_schemes: bool) -> None:
    """Pass for https, for http to the person's own machine, and where allowed for an app's own scheme (RFC 8252)."""
    try:
        parts = urlsplit(uri)
    except ValueError as reason:
        raise BadParticulars(field, _("%(uri)s is not an address.") % {"uri": uri}) from reason
    own = own_schemes and "." in parts.scheme and parts.scheme not in NEVER
    loopback = parts.scheme == "http" and parts.hostname in LOOPBACK
    secure = parts.scheme == "https" and bool(parts.hostname)
    if not (own or loopback or secure) or parts.fragment or parts.username or "*" in uri or uri != uri.strip():
        said = _("%(uri)s cannot be used: it must be a whole address with https, without # and *.") % {"uri": uri}
        raise BadParticulars(field, said)


def _check_scopes(asked: list[str], alone: bool) -> None:
    if not asked:
        raise BadParticulars("scopes", _("Say what the app may ask for."))
    for text in asked:
        scope = scopes.read_scope(text)
        if not scopes.is_known(text):
            raise BadParticulars("scopes", _("%(scope)s is not a scope.") % {"scope": text})
        if (scope is None and alone) or (scope is not None and (scope.context == "system") != alone):
            said = _("%(scope)s does not fit: programs without a person have system/ scopes, and only they.")
            raise BadParticulars("scopes", said % {"scope": text})


def _write_down(app: App, said: Particulars) -> None:
    for name in Particulars.__dataclass_fields__:
        setattr(app, name, getattr(said, name))
