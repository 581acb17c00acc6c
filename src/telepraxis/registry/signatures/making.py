"""Make key pairs: Ed25519 for tokens, P-256 with a certificate for PDFs, and the organization's own authority."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID, ObjectIdentifier

from .compact import encoded

KID_CHARACTERS = 11  # 66 bits: they tell the keys of one organization apart
ROOT_YEARS, CERTIFICATE_YEARS = 20, 3
SKEW = timedelta(minutes=5)
DOCUMENT_SIGNING = ObjectIdentifier("1.3.6.1.5.5.7.3.36")  # RFC 9336


@dataclass(frozen=True)
class Made:
    """A new key pair: its name, its public part as it is published, its private part as PKCS #8."""

    kid: str
    public: str
    private: bytes
    expires_at: datetime | None = None


def token_key() -> Made:
    """Make an Ed25519 key pair; its name is the beginning of its thumbprint (RFC 7638)."""
    private = Ed25519PrivateKey.generate()
    jwk = public_jwk(private.public_key())
    thumbprint = json.dumps({name: jwk[name] for name in ("crv", "kty", "x")}, separators=(",", ":"))
    return Made(_named(thumbprint.encode()), json.dumps(jwk), pkcs8(private))


def public_jwk(public: Ed25519PublicKey) -> dict:
    """Return the key as in RFC 8037."""
    return {"kty": "OKP", "crv": "Ed25519", "x": encoded(public.public_bytes_raw())}


def root(*, name: str, organization: UUID, now: datetime) -> Made:
    """Make the organization's own authority: it certifies that organization's keys and no authority below it."""
    private = generate_private_key(SECP256R1())
    subject = _subject(f"{name[:50]} signatures", name, organization)
    expires_at = now + timedelta(days=365 * ROOT_YEARS)
    certificate = (
        _begun(subject, subject, private, now, expires_at)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .sign(private, hashes.SHA256())
    )
    return of_certificate([certificate], private)


def paper_key(*, name: str, organization: UUID, now: datetime, authority: x509.Certificate, by) -> Made:
    """Make a P-256 key with a certificate that `by`, the authority's private key, signs."""
    private = generate_private_key(SECP256R1())
    issuer_id = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    expires_at = min(now + timedelta(days=365 * CERTIFICATE_YEARS), authority.not_valid_after_utc)
    certificate = (
        _begun(_subject(name, name, organization), authority.subject, private, now, expires_at)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(digital_signature=True, content_commitment=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([DOCUMENT_SIGNING]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(issuer_id), critical=False)
        .sign(by, hashes.SHA256())
    )
    return of_certificate([certificate, authority], private)


def of_certificate(chain: list[x509.Certificate], private) -> Made:
    """Return a certificate's key pair as it is kept; `chain` begins with its own certificate."""
    text = "".join(each.public_bytes(Encoding.PEM).decode() for each in chain)
    own = chain[0]
    return Made(certificate_kid(own.public_bytes(Encoding.DER)), text, pkcs8(private), own.not_valid_after_utc)


def certificate_kid(der: bytes) -> str:
    """Return the name of the key that a certificate certifies."""
    return _named(der)


def pkcs8(private) -> bytes:
    return private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def _named(public: bytes) -> str:
    return encoded(sha256(public).digest())[:KID_CHARACTERS]


def _subject(common_name: str, name: str, organization: UUID) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, common_name[:64]),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name[:64]),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, organization.hex),
        ]
    )


def _begun(subject: x509.Name, issuer: x509.Name, private: EllipticCurvePrivateKey, now: datetime, until: datetime):
    identifier = x509.SubjectKeyIdentifier.from_public_key(private.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - SKEW)
        .not_valid_after(until)
        .add_extension(identifier, critical=False)
    )


def _usage(**allowed: bool) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: allowed.get(name, False) for name in names})
