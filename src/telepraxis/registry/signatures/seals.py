"""Read a certificate with its key that an authority issued to the organization (PKCS #12), and see whether it can sign.

National seals come so: ICP-Brasil type A1, eIDAS electronic seals kept as software.
"""

from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import pkcs12
from django.utils.translation import gettext as _

from .making import Made, of_certificate

LARGEST = 64 * 1024
LEAST_RSA_BITS = 2048


class Unfit(ValueError):
    """It cannot sign PDFs here; the text says why."""


def read(content: bytes, passphrase: str, *, now: datetime) -> Made:
    """Return key and chain, its own certificate first.

    :raises Unfit: not PKCS #12, wrong passphrase, no key, not in force today, or not made for signatures.
    """
    private, own, others = _taken_apart(content, passphrase)
    if private is None or own is None:
        raise Unfit(_("The file holds no certificate with its private key. Export both together as PKCS #12."))
    if not _signs_well(private):
        raise Unfit(_("The key is too weak or of another kind. RSA from 2048 bits and elliptic curves sign PDFs."))
    if not own.not_valid_before_utc <= now < own.not_valid_after_utc:
        said = {"since": f"{own.not_valid_before_utc:%Y-%m-%d}", "until": f"{own.not_valid_after_utc:%Y-%m-%d}"}
        raise Unfit(_("The certificate holds from %(since)s until %(until)s, which is not now.") % said)
    if not _is_for_signatures(own):
        raise Unfit(_("The certificate was not issued for signatures (key usage)."))
    return of_certificate([own, *_chain(own, others)], private)


def _taken_apart(content: bytes, passphrase: str):
    if len(content) > LARGEST:
        raise Unfit(_("The file is too large for a certificate."))
    try:
        return pkcs12.load_key_and_certificates(content, passphrase.encode())
    except ValueError as fault:
        raise Unfit(_("The file does not open: it is no PKCS #12 (.p12, .pfx), or the passphrase is wrong.")) from fault


def _signs_well(private: object) -> bool:
    if isinstance(private, RSAPrivateKey):
        return private.key_size >= LEAST_RSA_BITS
    return isinstance(private, EllipticCurvePrivateKey)


def _is_for_signatures(own: x509.Certificate) -> bool:
    try:
        usage = own.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True  # RFC 5280, section 4.2.1.3: it restricts nothing
    return usage.content_commitment or usage.digital_signature


def _chain(own: x509.Certificate, others: list[x509.Certificate]) -> list[x509.Certificate]:
    """Return who certified it, upwards, as far as the file goes."""
    chain, below = [], own
    while below.issuer != below.subject:
        above = next((each for each in others if each not in chain and _certified(below, each)), None)
        if above is None:
            break
        chain.append(above)
        below = above
    return chain


def _certified(below: x509.Certificate, above: x509.Certificate) -> bool:
    try:
        below.verify_directly_issued_by(above)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True
