"""What the signature of a PDF is worth."""

import logging
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from uuid import UUID

from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_pem_x509_certificates
from django.db import models
from django.utils.translation import gettext_lazy as _
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature, async_validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from . import known
from .known import KnownKey
from .making import certificate_kid
from .models import Key
from .papers import apart
from .standing import Standing, standing

logging.getLogger("pyhanko").setLevel(logging.CRITICAL)  # a bad signature is an answer here, and no trouble of ours
MALFORMED = (  # the parsers were written for files that somebody meant well
    PdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, AssertionError, OverflowError,
    RecursionError, NotImplementedError,
)  # fmt: skip


class PaperState(models.TextChoices):
    """The verdict, and what to do."""

    GENUINE = "genuine", _("Genuine and unchanged since it was signed.")
    BEFORE_REVOCATION = "before_revocation", _("Genuine and unchanged. It was signed before the key was revoked.")
    DAMAGED = "damaged", _("This file cannot be read as a PDF with a signature. Ask the sender for it again.")
    UNSIGNED = "unsigned", _("This PDF carries no signature. Ask the sender for the signed one.")
    ALTERED = "altered", _("This PDF was altered after it was signed. Do not act on it.")
    ADDED_TO = "added_to", _("Something was added to this PDF after it was signed. Ask the sender for it as it was.")
    UNKNOWN_SIGNER = "unknown_signer", _("Nobody here knows the certificate that signed this. Ask the sender.")
    REVOKED = "revoked", _("The key that signed this was revoked, and this counts as signed afterwards.")
    RETIRED = "retired", _("The key that signed this had been replaced before. Do not act on it; ask the sender.")
    NOT_IN_FORCE = "not_in_force", _("The certificate was not in force when this was signed. Ask the sender.")


@dataclass(frozen=True)
class PaperCheck:
    """A PDF's signature. What it says of itself (reason, signer, moment) counts only where `intact` is true."""

    state: PaperState
    intact: bool = False  # what was signed stands there byte for byte, whoever signed it
    reason: str = ""
    signer_words: str = ""
    signed_at: datetime | None = None
    organization: UUID | None = None
    organization_name: str = ""
    key_id: str = ""
    is_self_issued: bool = False  # by the organization's own authority, which no law knows
    as_signed_here: bool = False  # the very file that this installation's record of signatures knows

    @property
    def genuine(self) -> bool:
        return self.state in (PaperState.GENUINE, PaperState.BEFORE_REVOCATION)

    @property
    def words(self) -> str:
        return str(self.state.label)


def check(pdf: bytes, trusted: tuple[KnownKey, ...]) -> PaperCheck:
    """Return what the signature is worth; see `PaperState`."""
    try:
        signature = _first_signature(pdf)
        kid = certificate_kid(signature.signer_cert.dump()) if signature else ""
    except MALFORMED:
        return PaperCheck(PaperState.DAMAGED)
    if signature is None:
        return PaperCheck(PaperState.UNSIGNED)
    key = known.find_paper_key(kid, trusted)
    anchors = _anchors(key)
    try:
        status = _status(signature, anchors)
        seen = replace(_seen(signature, status), key_id=kid)
    except MALFORMED:
        return PaperCheck(PaperState.DAMAGED)
    if seen.state != PaperState.GENUINE:
        return seen
    if key is None:
        return replace(seen, state=PaperState.UNKNOWN_SIGNER)
    return _by(key, seen, status, pdf)


def _first_signature(pdf: bytes) -> EmbeddedPdfSignature | None:
    return next(iter(PdfFileReader(BytesIO(pdf)).embedded_regular_signatures), None)


def _status(signature: EmbeddedPdfSignature, anchors: list[Certificate]) -> PdfSignatureStatus:
    """Check arithmetic and certificates at the moment that the signature names; nothing is fetched."""
    context = ValidationContext(
        trust_roots=anchors, moment=signature.self_reported_timestamp, allow_fetching=False, revocation_mode="soft-fail"
    )
    return apart(async_validate_pdf_signature(signature, context, skip_diff=True))


def _seen(signature: EmbeddedPdfSignature, status: PdfSignatureStatus) -> PaperCheck:
    return PaperCheck(
        state=_state(status),
        intact=status.intact and status.valid,
        reason=str(signature.sig_object.get("/Reason", "")),
        signer_words=str(signature.sig_object.get("/Name", "")),
        signed_at=signature.self_reported_timestamp,
    )


def _anchors(key: KnownKey | None) -> list[Certificate]:
    """Return the uppermost certificate that the organization published with its own."""
    if key is None:
        return []
    uppermost = load_pem_x509_certificates(key.public.encode())[-1]
    return [Certificate.load(uppermost.public_bytes(Encoding.DER))]


def _state(status: PdfSignatureStatus) -> PaperState:
    if not (status.intact and status.valid):
        return PaperState.ALTERED
    return PaperState.GENUINE if status.coverage == SignatureCoverageLevel.ENTIRE_FILE else PaperState.ADDED_TO


def _by(key: KnownKey, seen: PaperCheck, status: PdfSignatureStatus, pdf: bytes) -> PaperCheck:
    """Judge the key that made an intact signature."""
    seen = replace(
        seen, organization=key.organization, organization_name=key.organization_name,
        is_self_issued=key.origin == Key.Origin.MADE,
    )  # fmt: skip
    if seen.signed_at is None or not status.trusted:
        return replace(seen, state=PaperState.NOT_IN_FORCE)
    witnessed = known.witnessed_at(key.organization, sha256(pdf).hexdigest()) if key.is_here else None
    stood = standing(key, signed_at=seen.signed_at, witnessed_at=witnessed)
    states = {
        Standing.GOOD: PaperState.GENUINE,
        Standing.BEFORE_REVOCATION: PaperState.BEFORE_REVOCATION,
        Standing.REVOKED: PaperState.REVOKED,
        Standing.RETIRED: PaperState.RETIRED,
    }
    return replace(seen, state=states[stood], as_signed_here=witnessed is not None)
