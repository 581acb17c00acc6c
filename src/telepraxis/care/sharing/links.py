"""Share the summary by link, renew and end links."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from telepraxis.base import audit, files, tenancy
from telepraxis.base.access import Actor
from telepraxis.base.fhir import json_text
from telepraxis.base.uuid7 import uuid7
from telepraxis.registry.patients.identity import uids_of

from .choosing import choosable
from .models import SharedLink
from .permissions import may_share
from .sealing import sealed
from .shlink import LONGEST_LABEL, Payload, new_token, written
from .summary import summary_of

LONGEST = timedelta(days=31)
LONGEST_DOCUMENTS = 5 * 1024 * 1024  # bytes together
SHORTEST_PASSCODE, LONGEST_PASSCODE = 4, 64
MOST_OPEN = 50  # links of one patient that work at the same time
JOSE = "application/jose"


class CannotShare(ValueError):
    """It cannot be shared so; `field` says where, `str()` what to do."""

    def __init__(self, field: str, why):
        super().__init__(why)
        self.field = field


class AlreadyMade(Exception):
    """This link was made a moment ago; its key is in the browser that made it and nowhere else."""


@dataclass(frozen=True)
class Shared:
    """A new link, with what nobody can tell again: its whole text."""

    link: SharedLink
    text: str

    @property
    def address(self) -> str:
        """The link behind the address of our own viewer, for a browser or a phone's camera."""
        return f"{settings.PUBLIC_URL.rstrip('/')}{reverse('sharing:view')}#{self.text}"


def digest_of(token: str) -> str:
    """Return what is kept of a random token. It is long, so one round of SHA-256 is enough."""
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def share(
    *,
    patient: UUID,
    documents: Iterable[UUID] = (),
    label: str,
    expires_at: datetime,
    passcode: str = "",
    with_restricted: bool = False,
    id: UUID | None = None,
    by: Actor,
    now: datetime,
) -> Shared:
    """Seal the summary as it is now, with the chosen documents, and return the link that opens it.

    Entries that bear a label are left out but `with_restricted`, and then as far as whoever shares sees them. With a
    passcode it is a manifest that asks for it (flag P), else one file (flag U). It never changes afterwards.
    `id` makes a form that is sent twice one link.

    :raises CannotShare: too long, too short, too large, or a document that is not theirs.
    :raises AlreadyMade: there is a link with this id.
    """
    may_share.require(by, patient)
    chosen = _checked(patient, tuple(documents), label, expires_at, passcode, now, with_restricted)
    if id and SharedLink.objects.filter(id=id).exists():
        raise AlreadyMade(id)
    return _made(
        patient=patient, documents=chosen, label=label.strip(), expires_at=expires_at,
        hashed=make_password(passcode) if passcode else "", with_restricted=with_restricted, id=id, by=by, now=now,
    )  # fmt: skip


@transaction.atomic
def renew(*, link: SharedLink, expires_at: datetime, by: Actor, now: datetime) -> Shared:
    """End the link and return a new one: label, passcode and documents as before, the summary as it is now.

    :raises CannotShare: as for `share`; a document that is gone since is left out.
    """
    link = SharedLink.objects.select_for_update().get(pk=link.pk)
    may_share.require(by, link.patient_id)
    theirs = {each.uid for each in choosable(link.patient_id) if link.with_restricted or not each.labels}
    still = tuple(uid for uid in link.documents if uid in theirs)
    _checked(link.patient_id, still, link.label, expires_at, "", now, link.with_restricted)
    _end(link, SharedLink.End.RENEWED, by, now)
    return _made(
        patient=link.patient_id, documents=still, label=link.label, expires_at=expires_at, hashed=link.passcode,
        with_restricted=link.with_restricted, id=None, by=by, now=now,
    )  # fmt: skip


@transaction.atomic
def end(*, link: SharedLink, by: Actor, now: datetime) -> None:
    """Let nobody open the link any more. Said twice it is ended once."""
    link = SharedLink.objects.select_for_update().get(pk=link.pk)
    may_share.require(by, link.patient_id)
    _end(link, SharedLink.End.TAKEN_BACK, by, now)


@transaction.atomic
def end_all(*, patient: UUID, why: str = SharedLink.End.LABELLED, by: Actor, now: datetime) -> int:
    """End every link to the patient's record and return how many worked: for rooms that protect something in it.

    What a link shows was sealed when it was made, so a label given since can only end it. The calling verb has asked
    its own rule; a patient's page asks `may_share`.
    """
    open_ones = SharedLink.objects.select_for_update().filter(patient_id__in=uids_of(patient), ended_at=None)
    found = list(open_ones.order_by("id"))
    for link in found:
        _end(link, why, by, now)
    return sum(link.expires_at > now for link in found)


def _end(link: SharedLink, why: str, by: Actor, now: datetime) -> None:
    if link.ended_at is None:
        link.ended_at, link.ended_why = now, why
        link.save(update_fields=["ended_at", "ended_why"])
        audit.wrote(by, "sharing.ended", patient=link.patient_id, entity=("SharedLink", link.id), reason=str(why))


def _checked(
    patient: UUID, documents: tuple[UUID, ...], label: str, expires_at: datetime, passcode: str, now, restricted
):
    """Return the uids of the documents. :raises CannotShare: see `share`."""
    if not label.strip() or len(label.strip()) > LONGEST_LABEL:
        raise CannotShare("label", _("Say in up to 80 characters what the link is for."))
    if not now < expires_at <= now + LONGEST:
        raise CannotShare("lasts", _("A link lasts a month at most."))
    if passcode and not SHORTEST_PASSCODE <= len(passcode) <= LONGEST_PASSCODE:
        raise CannotShare("passcode", _("A passcode has 4 to 64 characters."))
    working = SharedLink.objects.filter(patient_id__in=uids_of(patient), ended_at=None, expires_at__gt=now)
    if working.count() >= MOST_OPEN:
        raise CannotShare("label", _("Too many links work at the same time. End one first."))
    found = {each.uid: each for each in choosable(patient)} if documents else {}
    if not set(documents) <= found.keys():
        raise CannotShare("documents", _("One of the documents is not there any more. Choose again."))
    if not restricted and any(found[uid].labels for uid in documents):
        raise CannotShare("documents", _("One of the documents is restricted. Leave it out, or include what is."))
    if sum(found[uid].size for uid in documents) > LONGEST_DOCUMENTS:
        raise CannotShare("documents", _("The documents are larger than 5 MB together. Choose fewer."))
    return documents


def _made(
    *,
    patient: UUID,
    documents,
    label: str,
    expires_at,
    hashed: str,
    with_restricted: bool,
    id,
    by: Actor,
    now: datetime,
) -> Shared:
    token, key = new_token(), new_token()
    sees = by.sight if with_restricted else tenancy.UNLABELLED
    with tenancy.serving(by.organization_id, sees=sees):
        bundle = summary_of(patient, documents=documents, read=files.read, now=now)
    content = sealed(json_text.written(bundle).encode(), key).encode()
    link = SharedLink(
        id=id or uuid7(),
        organization_id=by.organization_id,
        patient_id=patient,
        address_digest=digest_of(token),
        label=label,
        made_at=now,
        expires_at=expires_at,
        shared_by=by.account_id,
        shared_by_name=by.name,
        for_other=not by.is_patient(patient),
        passcode=hashed,
        sealed_digest=files.store(content, media_type=JOSE, by=by, now=now),
        size=len(content),
        documents=list(documents),
        with_restricted=with_restricted,
    )
    link.save(force_insert=True)
    audit.wrote(by, "sharing.shared", patient=patient, entity=("SharedLink", link.id))
    url = settings.PUBLIC_URL.rstrip("/") + reverse("sharing:open", args=[by.organization_id, token])
    flag = "P" if hashed else "U"
    return Shared(link, written(Payload(url=url, key=key, exp=expires_at, flag=flag, label=label)))
