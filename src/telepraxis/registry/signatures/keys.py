"""The keys that an organization signs with: made at the first use, rotated, imported, revoked."""

from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_der_private_key
from django.db import connection, transaction
from django.utils.translation import gettext as _

from telepraxis.base import audit, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.sealing import CannotOpen, open_text, seal_text
from telepraxis.base.tenancy.known import known_tenant

from . import making, seals
from .models import Key
from .permissions import may_change_keys

RENEWED_BEFORE = timedelta(days=30)  # a certificate of our own gets its successor so long before it ends


class NoKey(Exception):
    """Nothing can sign: an imported certificate has ended, or a key does not open. The text says what to do."""


class AlreadyRevoked(Exception):
    """The key was revoked before."""


class NotACertifiedKey(ValueError):
    """The file holds no certificate that can sign here; the text says why."""


@dataclass(frozen=True)
class Signer:
    """A key that signs now, opened: its row, its private part, and for PDFs its certificate and chain."""

    key: Key
    private: object

    @property
    def chain(self) -> list[x509.Certificate]:
        return x509.load_pem_x509_certificates(self.key.public.encode())


def signer(*, use: str, now: datetime) -> Signer:
    """Return what signs now for the organization that the transaction serves; the first to ask makes it. One query.

    :raises NoKey: it was imported and signs no more, or what sealed it is not here.
    """
    organization_id = tenancy.served_organization()
    row = _current(organization_id, use)
    if row is None or _ends_soon(row, now):
        row = _first_or_next(organization_id, use, now)
    return _opened(row)


@transaction.atomic
def rotate(*, use: str, by: Actor, now: datetime) -> Key:
    """Let a new key of our own sign from now on; the one before still proves what it signed.

    For PDFs it takes the place of an imported certificate, too.
    """
    may_change_keys.require(by)
    _one_at_a_time(by.organization_id)
    row = _replace(by.organization_id, use, by, now)
    audit.wrote(by, "signatures.rotated", entity=("Key", row.kid))
    return row


@transaction.atomic
def import_certificate(*, pkcs12: bytes, passphrase: str, by: Actor, now: datetime) -> Key:
    """Sign PDFs with a certificate that an authority has issued to the organization (PKCS #12).

    :raises NotACertifiedKey: it cannot sign here; nothing changed.
    """
    may_change_keys.require(by)
    try:
        made = seals.read(pkcs12, passphrase, now=now)
    except seals.Unfit as reason:
        raise NotACertifiedKey(str(reason)) from reason
    _one_at_a_time(by.organization_id)
    if Key.objects.filter(organization_id=by.organization_id, kid=made.kid).exists():
        raise NotACertifiedKey(_("This certificate was imported before. Ask your authority for a new one."))
    _retire(by.organization_id, Key.Use.PAPER, now)
    row = _kept(by.organization_id, Key.Use.PAPER, made, Key.Origin.IMPORTED, by, now)
    audit.wrote(by, "signatures.imported", entity=("Key", row.kid))
    return row


@transaction.atomic
def revoke(*, kid: str, why: str, note: str = "", by: Actor, now: datetime) -> Key:
    """Trust nothing that this key signs from now on; of a stolen one nothing at all but what our own record confirms.

    With the authority go the keys that it certified.

    :raises Key.DoesNotExist: the organization has no such key.
    :raises AlreadyRevoked: it was revoked before; the first moment stands.
    """
    may_change_keys.require(by)
    _one_at_a_time(by.organization_id)
    row = Key.objects.get(organization_id=by.organization_id, kid=kid)
    if row.revoked_at:
        raise AlreadyRevoked
    falling = [row]
    if row.use == Key.Use.ROOT:
        certified = Key.objects.filter(organization_id=by.organization_id, use=Key.Use.PAPER, revoked_at=None)
        falling += [each for each in certified if row.public in each.public]
    for each in falling:
        each.sealed, each.revoked_at, each.revoked_by = "", now, by.name
        each.revoked_why, each.revoked_note = Key.Why(why), note
        each.save()
        audit.wrote(by, "signatures.revoked", entity=("Key", each.kid), reason=f"{Key.Why(why).value}: {note}"[:500])
    return row


def keys_of(organization_id: UUID) -> list[Key]:
    """Return all keys, the newest first. One query."""
    return list(Key.objects.filter(organization_id=organization_id).order_by("-made_at", "-id"))


def _current(organization_id: UUID, use: str) -> Key | None:
    rows = Key.objects.filter(organization_id=organization_id, use=use, retired_at=None, revoked_at=None)
    return rows.exclude(sealed="").first()


def _ends_soon(row: Key, now: datetime) -> bool:
    if row.expires_at is None:
        return False
    return row.expires_at <= (now if row.origin == Key.Origin.IMPORTED else now + RENEWED_BEFORE)


def _first_or_next(organization_id: UUID, use: str, now: datetime) -> Key:
    """Make the key that signs; of two who come at once, one waits and takes the other's."""
    _one_at_a_time(organization_id)
    row = _current(organization_id, use)
    if row and not _ends_soon(row, now):
        return row
    newest = Key.objects.filter(organization_id=organization_id, use=use).order_by("-made_at", "-id").first()
    if newest and newest.origin == Key.Origin.IMPORTED:
        raise NoKey(_("The imported certificate signs no more. Import its successor, or rotate to a key of our own."))
    by = Actor.system(organization_id)
    row = _replace(organization_id, use, by, now)
    audit.wrote(by, "signatures.made", entity=("Key", row.kid))
    return row


def _replace(organization_id: UUID, use: str, by: Actor, now: datetime) -> Key:
    made = _new(organization_id, use, by, now)
    _retire(organization_id, use, now)
    return _kept(organization_id, use, made, Key.Origin.MADE, by, now)


def _new(organization_id: UUID, use: str, by: Actor, now: datetime) -> making.Made:
    if use == Key.Use.TOKEN:
        return making.token_key()
    name = known_tenant(organization_id).name
    if use == Key.Use.ROOT:
        return making.root(name=name, organization=organization_id, now=now)
    authority = _authority(organization_id, by, now)
    return making.paper_key(
        name=name, organization=organization_id, now=now, authority=authority.chain[0], by=authority.private
    )


def _authority(organization_id: UUID, by: Actor, now: datetime) -> Signer:
    """Return what certifies; a new one where there is none, none that lasts long enough, or none that opens."""
    row = _current(organization_id, Key.Use.ROOT)
    if row and row.expires_at >= now + timedelta(days=365 * making.CERTIFICATE_YEARS):
        try:
            return _opened(row)
        except NoKey:
            pass
    row = _replace(organization_id, Key.Use.ROOT, by, now)
    audit.wrote(by, "signatures.made", entity=("Key", row.kid))
    return _opened(row)


def _retire(organization_id: UUID, use: str, now: datetime) -> None:
    """Wipe the private part of what has signed until now."""
    rows = Key.objects.filter(organization_id=organization_id, use=use, retired_at=None, revoked_at=None)
    rows.update(retired_at=now, sealed="")


def _kept(organization_id: UUID, use: str, made: making.Made, origin: str, by: Actor, now: datetime) -> Key:
    row = Key(
        organization_id=organization_id, kid=made.kid, use=use, origin=origin, public=made.public, made_at=now,
        made_by=by.name, expires_at=made.expires_at,
    )  # fmt: skip
    row.sealed = seal_text(b64encode(made.private).decode(), about=_about(row))
    row.save(force_insert=True)
    return row


def _opened(row: Key) -> Signer:
    """:raises NoKey: the key that sealed it is not here."""
    try:
        private = b64decode(open_text(row.sealed, about=_about(row)))
    except CannotOpen as reason:
        raise NoKey(_("The key does not open with this installation's key file. Let a new one sign.")) from reason
    return Signer(row, load_der_private_key(private, password=None))


def _about(row: Key) -> str:
    return f"signatures.key {row.organization_id} {row.kid}"


def _one_at_a_time(organization_id: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"signatures keys {organization_id}"])
