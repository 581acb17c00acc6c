"""coturn, the media relay: its configuration, made from what we know, and the secret that its credentials come from.

Traffic to private addresses is refused (ASVS 5, 17.1.1), or a caller could reach the clinic's own network through us;
a demo on this machine alone relays on loopback. With a certificate it also speaks TLS, for networks that let nothing
else through: docs/guides/relay.md.
"""

import os
import secrets
import shutil
import signal
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from telepraxis.server import private_files

PID = "turnserver.pid"
PORT, TLS_PORT = 3478, 5349
RELAY_PORTS = {"demo": (49160, 49259), "production": (49160, 65535)}
PRIVATE_PEERS = [
    "0.0.0.0-0.255.255.255", "10.0.0.0-10.255.255.255", "100.64.0.0-100.127.255.255", "127.0.0.0-127.255.255.255",
    "169.254.0.0-169.254.255.255", "172.16.0.0-172.31.255.255", "192.0.0.0-192.0.0.255",
    "192.168.0.0-192.168.255.255", "198.18.0.0-198.19.255.255", "224.0.0.0-255.255.255.255",
    "::1", "64:ff9b::-64:ff9b::ffff:ffff", "::ffff:0.0.0.0-::ffff:255.255.255.255",
    "fc00::-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "fe80::-febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
]  # fmt: skip


@dataclass(frozen=True)
class Relay:
    """A configured relay: the command that runs it, and what the pages tell browsers."""

    command: list[str]
    secret: str
    urls: list[str]
    address: tuple[str, int]

    def environment(self) -> dict[str, str]:
        return {"TELEPRAXIS_TURN_SECRET": self.secret, "TELEPRAXIS_TURN_URLS": ",".join(self.urls)}

    def answers(self) -> bool:
        try:
            socket.create_connection(self.address, timeout=0.2).close()
        except OSError:
            return False
        return True


def installed() -> str | None:
    return shutil.which("turnserver") or shutil.which("turnserver", path="/usr/sbin:/usr/bin:/usr/local/bin")


@dataclass(frozen=True)
class OverTls:
    """How the relay speaks TLS: chain and key as PEM files, the name and port that browsers are told, its own port."""

    certificate: Path
    key: Path
    name: str
    port: int
    told_port: int


def over_tls(
    certificate: Path | None, key: Path | None, host: str, environment: Mapping[str, str] = os.environ
) -> OverTls | None:
    """Return how to speak TLS, None without a certificate. What an operator may set: docs/guides/relay.md."""
    certificate = Path(environment.get("TELEPRAXIS_RELAY_CERTIFICATE") or certificate or "")
    if not certificate.is_file():
        return None
    key = Path(environment.get("TELEPRAXIS_RELAY_KEY") or key or certificate)
    own = bool(environment.get("TELEPRAXIS_RELAY_ADDRESS"))
    port = int(environment.get("TELEPRAXIS_RELAY_TLS_PORT") or (443 if own else TLS_PORT))
    told = int(environment.get("TELEPRAXIS_RELAY_TLS_TOLD_PORT") or port)
    return OverTls(certificate, key, environment.get("TELEPRAXIS_RELAY_NAME") or host, port, told)


def configure(folder: Path, *, host: str, addresses: list[str], peers: str, tls: OverTls | None = None) -> Relay:
    """Write turnserver.conf into `folder` and return the relay.

    `host` is what browsers are told; `addresses` to listen and relay on; `peers` is "loopback" (a demo on one machine),
    "lan" (a demo with phones in the room) or "public" (private networks refused).
    """
    secret = _secret(folder)
    port = _free_port(addresses[0] if addresses else "0.0.0.0")
    low, high = RELAY_PORTS["production" if peers == "public" else "demo"]
    lines = [
        "fingerprint", "use-auth-secret", f"static-auth-secret={secret}", f"realm={host}", f"listening-port={port}",
        f"min-port={low}", f"max-port={high}", "no-cli", "no-multicast-peers", "no-dtls",
        "stale-nonce=600", "total-quota=100", "relay-threads=1", f"userdb={folder / 'turndb'}", "log-file=stdout",
        "simple-log", f"pidfile={folder / PID}",
    ]  # fmt: skip
    urls = [f"turn:{_named(host)}:{port}?transport={transport}" for transport in ("udp", "tcp")]
    if tls:
        lines += [
            f"tls-listening-port={tls.port}", f"cert={tls.certificate}", f"pkey={tls.key}", "no-tlsv1", "no-tlsv1_1",
        ]  # fmt: skip
        urls.append(f"turns:{_named(tls.name)}:{tls.told_port}?transport=tcp")
    else:
        lines.append("no-tls")
    for address in addresses:
        lines += [f"listening-ip={address}", f"relay-ip={address}"]
    if peers == "loopback":
        lines.append("allow-loopback-peers")
    if peers == "public":
        lines += [f"denied-peer-ip={span}" for span in PRIVATE_PEERS]
    configuration = folder / "turnserver.conf"
    private_files.write(configuration, "\n".join([*lines, ""]).encode())
    return Relay([installed(), "-c", str(configuration)], secret, urls, (addresses[0] if addresses else host, port))


def _named(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def take_new_certificate(home: Path) -> bool:
    """Let a running relay read its certificate again, calls go on; False when none runs."""
    with suppress(OSError, ValueError):
        number = int((home / "turn" / PID).read_text())
        if Path(f"/proc/{number}/exe").resolve().name == "turnserver":
            os.kill(number, signal.SIGUSR2)
            return True
    return False


def _secret(folder: Path) -> str:
    kept = folder / "secret"
    if not kept.exists():
        private_files.write(kept, secrets.token_urlsafe(32).encode())
    return kept.read_text()


def _free_port(address: str) -> int:
    """Return the usual port, or the next one that nobody holds."""
    for port in range(PORT, PORT + 50):
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind((address, port))
            except OSError:
                continue
            return port
    return PORT
