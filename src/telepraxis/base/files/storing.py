"""Store and read files of the organization that the transaction serves."""

from datetime import datetime

from telepraxis.base import tenancy
from telepraxis.base.access import Actor

from . import blobs
from .blobs import NoSuchFile
from .models import StoredFile


def store(content: bytes, *, media_type: str, by: Actor, now: datetime) -> str:
    """Keep the content and return its digest; the same content twice is kept once.

    The bytes are on disk before the row exists: a row never points to nothing. After a rollback a blob without a row
    may stay; it is closed, and the next `store` of the same content takes it over.

    :raises StorageFull: the disk is full; neither bytes nor row were kept.
    """
    digest = blobs.digest_of(content)
    if not blobs.path_of(by.organization_id, digest).exists():
        blobs.write(by.organization_id, digest, content)
    StoredFile.objects.get_or_create(
        organization_id=by.organization_id,
        digest=digest,
        defaults={"media_type": media_type, "size": len(content), "created_by": by.account_id, "created_at": now},
    )
    return digest


def described(digest: str) -> StoredFile:
    """Return the row of a file of this organization.

    :raises NoSuchFile: it has none of that digest.
    """
    try:
        return StoredFile.objects.get(organization_id=tenancy.served_organization(), digest=digest)
    except StoredFile.DoesNotExist as reason:
        raise NoSuchFile(digest) from reason


def read(digest: str) -> bytes:
    """Return the content, checked against its digest.

    :raises NoSuchFile: this organization has none of that digest. :raises FileDamaged: it is not what was stored.
    """
    return blobs.read(described(digest).organization_id, digest)
