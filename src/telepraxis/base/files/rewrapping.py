"""After a rotation of keys: close every blob again with the current one."""

from dataclasses import dataclass, field

from django.conf import settings

from telepraxis.base import tenancy
from telepraxis.base.tenancy.models import Tenant

from . import blobs
from .blobs import FileDamaged, NoSuchFile
from .models import StoredFile


@dataclass
class Rewrapped:
    """How many blobs were closed again, how many were so already, and which could not be opened."""

    done: int = 0
    already: int = 0
    failed: list[str] = field(default_factory=list)


def rewrap() -> Rewrapped:
    """Close all blobs of all organizations with the current key. Safe to stop and to run again, and while serving."""
    result = Rewrapped()
    for organization_id in Tenant.objects.values_list("id", flat=True):
        with tenancy.serving(organization_id):
            digests = list(StoredFile.objects.order_by("id").values_list("digest", flat=True))
        for digest in digests:
            _rewrap_one(organization_id, digest, result)
    return result


def _rewrap_one(organization_id, digest: str, result: Rewrapped) -> None:
    try:
        if settings.FILE_KEYS.is_current(blobs.sealed_bytes(organization_id, digest)):
            result.already += 1
            return
        blobs.write(organization_id, digest, blobs.read(organization_id, digest))
        result.done += 1
    except (NoSuchFile, FileDamaged):
        result.failed.append(digest)
