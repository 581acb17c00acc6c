"""Sign a PDF as PAdES baseline B-B (ETSI EN 319 142-1): whoever opens it sees who signed and that nothing was added."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from io import BytesIO

from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.general import SigningError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from . import keys, tokens
from .making import pkcs8
from .models import Key

FIELD = "Signature"
DIGEST = "sha256"


class CannotSign(ValueError):
    """The bytes are no PDF, or one that is signed already or closed."""


class _SignerAt(PdfSigner):
    """Signs at a moment that it is told: the clock is read at the door."""

    def __init__(self, *arguments, moment: datetime, **named) -> None:
        super().__init__(*arguments, **named)
        self.moment = moment

    def init_signing_session(self, *arguments, **named):
        session = super().init_signing_session(*arguments, **named)
        session.system_time = self.moment
        return session


def sign(pdf: bytes, *, reason: str, signer_words: str, now: datetime) -> bytes:
    """Return the PDF signed by the organization that the transaction serves; nothing may be added to it. Two queries.

    A reader's signature panel shows `reason` ("Prescription") and `signer_words` ("Dr Inês Carvalho, OM 41872").

    :raises CannotSign: no PDF, signed already, or closed with a password.
    :raises keys.NoKey: an imported certificate has ended or was revoked.
    """
    signer = keys.signer(use=Key.Use.PAPER, now=now)
    said = PdfSignatureMetadata(
        field_name=FIELD, md_algorithm=DIGEST, reason=reason, name=signer_words, certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES, subfilter=SigSeedSubFilter.PADES,
    )  # fmt: skip
    try:
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        signing = _SignerAt(said, _with_chain(signer), moment=now)
        signed = apart(signing.async_sign_pdf(writer)).getvalue()
    except (PdfError, SigningError) as problem:
        raise CannotSign(str(problem)) from problem
    tokens.note(signer.key, signed, now)
    return signed


def _with_chain(signer: keys.Signer) -> SimpleSigner:
    own, *above = [Certificate.load(each.public_bytes(Encoding.DER)) for each in signer.chain]
    store = SimpleCertificateStore()
    store.register_multiple(above)
    private = PrivateKeyInfo.load(pkcs8(signer.private))
    return SimpleSigner(signing_cert=own, signing_key=private, cert_registry=store, embed_roots=True)


def apart(work: Coroutine):
    """Run the library's coroutine in a thread of its own: the caller's may have a loop running already."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
