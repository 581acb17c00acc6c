"""The local authority of `--lan`: it lets a real phone on the same network into a demonstration.

Its certificate may sign only for private addresses and local names (RFC 5280 4.2.1.10, critical), so a phone that
installs it trusts nobody with the rest of the world. The key stays in the data home, readable by its owner alone.
"""

import hashlib
import io
import ipaddress
import socket
from datetime import datetime, timedelta
from pathlib import Path

import psutil
import segno
import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from telepraxis.server import private_files

from . import certificate

AUTHORITY_LIVES = timedelta(days=2 * 365)
LEAF_LIVES = timedelta(days=90)
CLOCKS_DIFFER = timedelta(hours=1)
PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10", "127.0.0.0/8",
           "fc00::/7", "fe80::/10", "::1/128"]  # fmt: skip
LOCAL_NAMES = ["localhost", "local", "lan", "internal", "home.arpa"]


def authority_path(home: Path) -> Path:
    """Where the authority's certificate (public) is; its key lies beside it."""
    return home / "tls" / "lan" / "authority.pem"


def certificate_for(home: Path, addresses: list[str], *, now: datetime) -> Path:
    """Return a PEM file (key and chain) good for these addresses, made anew when it is due or an address is new."""
    path = home / "tls" / "lan" / "certificate.pem"
    wanted = [*addresses, "127.0.0.1", *names_of_this_machine()]
    authority = _authority(home, addresses, now)
    if path.exists():
        held = certificate.read(path)
        signed_here = path.stat().st_mtime >= authority_path(home).stat().st_mtime
        if signed_here and set(wanted) <= set(held.names) and not held.is_due(now):
            return path
    leaf = authority.issue_cert(
        *dict.fromkeys(wanted),
        common_name="Telepraxis on this network",
        organization_name="Telepraxis",
        organization_unit_name="Demonstration",
        not_before=now - CLOCKS_DIFFER,
        not_after=now + LEAF_LIVES,
    )
    private_files.write(path, leaf.private_key_and_cert_chain_pem.bytes())
    return path


def fingerprint(home: Path) -> str:
    """SHA-256 of the authority's certificate, as phones show it."""
    der = x509.load_pem_x509_certificate(authority_path(home).read_bytes()).public_bytes(serialization.Encoding.DER)
    digest = hashlib.sha256(der).hexdigest().upper()
    return ":".join(digest[i : i + 2] for i in range(0, len(digest), 2))


def invitation(home: Path, origin: str) -> str:
    """Return what the terminal shows: a QR, the address, the fingerprint to compare."""
    drawn = io.StringIO()
    segno.make(f"{origin}/lan/").terminal(drawn, compact=True)
    return (
        f"{drawn.getvalue()}\nOn a phone in this network: scan, or open {origin}/lan/\n"
        "The phone warns once; the page there shows how to install the local authority.\n"
        f"Its SHA-256 fingerprint: {fingerprint(home)}\n"
    )


def addresses_of_this_machine() -> list[str]:
    """Return the IPv4 addresses others on the network can reach, private ones first."""
    found = [
        entry.address
        for name, entries in psutil.net_if_addrs().items()
        if (stats := psutil.net_if_stats().get(name)) and stats.isup
        for entry in entries
        if entry.family == socket.AF_INET and not ipaddress.ip_address(entry.address).is_loopback
    ]
    return sorted(dict.fromkeys(found), key=lambda address: (not ipaddress.ip_address(address).is_private, address))


def names_of_this_machine() -> list[str]:
    name = socket.gethostname().split(".")[0].lower()
    return ["localhost"] + ([f"{name}.local"] if name.replace("-", "").isalnum() and name != "localhost" else [])


def _authority(home: Path, addresses: list[str], now: datetime) -> trustme.CA:
    path, key = authority_path(home), home / "tls" / "lan" / "authority.key"
    if path.exists() and key.exists() and _may_sign(path, addresses, now):
        return trustme.CA.from_pem(path.read_bytes(), key.read_bytes())
    made, secret = _new_authority(addresses, now)
    private_files.write(key, secret)
    private_files.write(path, made)
    return trustme.CA.from_pem(made, secret)


def _may_sign(path: Path, addresses: list[str], now: datetime) -> bool:
    held = x509.load_pem_x509_certificate(path.read_bytes())
    permitted = held.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    networks = [tree.value for tree in permitted if isinstance(tree, x509.IPAddress)]
    outlives_its_leaf = held.not_valid_after_utc > now + LEAF_LIVES
    return outlives_its_leaf and all(
        any(ipaddress.ip_address(a) in network for network in networks) for a in addresses
    )  # fmt: skip


def _new_authority(addresses: list[str], now: datetime) -> tuple[bytes, bytes]:
    secret = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Telepraxis"),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Telepraxis local authority on {socket.gethostname()}"[:64]),
        ]
    )
    networks = [ipaddress.ip_network(net) for net in [*PRIVATE, *addresses]]
    permitted = [x509.DNSName(n) for n in LOCAL_NAMES] + [x509.IPAddress(n) for n in dict.fromkeys(networks)]
    usage = dict.fromkeys(
        ["digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
         "encipher_only", "decipher_only"], False)  # fmt: skip
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCKS_DIFFER)
        .not_valid_after(now + AUTHORITY_LIVES)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.KeyUsage(key_cert_sign=True, crl_sign=True, **usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(secret.public_key()), critical=False)
        .add_extension(x509.NameConstraints(permitted, None), critical=True)
        .sign(secret, hashes.SHA256())
    )
    pem = secret.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return built.public_bytes(serialization.Encoding.PEM), pem
