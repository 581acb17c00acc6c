"""Which way pages are served: the options of `telepraxis up`, judged before anything starts."""

import ipaddress
import ssl
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from . import certificate, local_authority, state

LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory"
LETS_ENCRYPT_STAGING = "https://acme-staging-v02.api.letsencrypt.org/directory"


class TlsRefused(Exception):
    """Pages cannot be served this way; the message says why, `next_step` what to do."""

    def __init__(self, why: str, next_step: str):
        super().__init__(f"{why} {next_step}")
        self.why, self.next_step = why, next_step


@dataclass(frozen=True)
class Options:
    """The options of `telepraxis up` that concern HTTPS. `directory` and `root` name another ACME server."""

    host: str = "127.0.0.1"
    port: int = 8000
    domain: str | None = None
    email: str | None = None
    directory: str = LETS_ENCRYPT
    root: Path | None = None
    http_port: int = 80
    certificate: Path | None = None
    key: Path | None = None
    behind_proxy: bool = False
    lan: bool = False


@dataclass(frozen=True)
class Served:
    """How web serves: `certificate` and `key` are the PEM files for it (None: plain HTTP behind a proxy or on
    localhost), `origin` is what browsers see, `host` what to bind, `keeper` the command of the process that renews
    and redirects (None when there is none to run), `trusts_proxy` whether X-Forwarded-* from localhost counts."""

    mode: str
    origin: str
    host: str
    certificate: Path | None = None
    key: Path | None = None
    keeper: list[str] | None = None
    trusts_proxy: bool = False
    hosts: list[str] = field(default_factory=list)


def context_for(options: Options, home: Path, *, now: datetime, say: Callable[[str], None] = print) -> Served:
    """Return how to serve, with the certificate in place: taken from ACME or made by the local authority if needed.

    :raises TlsRefused: no certificate, one that does not fit or has ended, or plain HTTP for other machines.
    """
    by_acme = bool(options.domain) and not options.certificate and not options.behind_proxy
    if by_acme + bool(options.certificate) + options.behind_proxy + options.lan > 1:
        raise TlsRefused(
            "More than one way of HTTPS was asked for.",
            "Choose one of --domain, --certificate, --behind-proxy, --lan.",
        )
    if options.certificate:
        served = _from_files(options, now)
    elif by_acme:
        served = _by_acme(options, home, now, say)
    elif options.lan:
        served = _on_the_lan(options, home, now, say)
    elif options.behind_proxy:
        served = _behind_proxy(options)
    else:
        served = _plain(options)
    state.write(home, mode=served.mode, certificate=served.certificate, now=now)
    return served


def _plain(options: Options) -> Served:
    if not _is_loopback(options.host):
        raise TlsRefused(
            f"Plain HTTP on {options.host} would let others on the network read along, and browsers open no camera.",
            "Add --domain NAME, --certificate and --key, --behind-proxy, or --lan for a demonstration.",
        )
    return Served("localhost", _origin("http", "127.0.0.1", options.port), options.host)


def _behind_proxy(options: Options) -> Served:
    if not options.domain:
        raise TlsRefused("Behind a proxy the public name is not known.", "Add --domain NAME.")
    if not _is_loopback(options.host):
        raise TlsRefused(
            f"Behind a proxy, {options.host} would also answer those who go around it.",
            "Let the proxy talk to 127.0.0.1, or put both into one private network with --certificate.",
        )
    return Served("proxy", f"https://{options.domain}", options.host, trusts_proxy=True, hosts=[options.domain])


def _from_files(options: Options, now: datetime) -> Served:
    path, key = options.certificate, options.key or options.certificate
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(path, key)
        held = certificate.read(path)
    except (OSError, ssl.SSLError, ValueError) as reason:
        raise TlsRefused(
            f"The certificate {path} with the key {key} cannot be used: {reason}.",
            "Name the full chain with --certificate and its private key with --key.",
        ) from reason
    if held.has_ended(now):
        raise TlsRefused(
            f"The certificate {path} ended on {held.not_after:%d %b %Y at %H:%M} UTC.",
            "Renew it where it came from; the files are taken up without a restart.",
        )
    name = options.domain or next((n for n in held.names if not n.startswith("*")), options.host)
    return Served("files", _origin("https", name, options.port), options.host, path, key, hosts=[name])


def _on_the_lan(options: Options, home: Path, now: datetime, say) -> Served:
    addresses = local_authority.addresses_of_this_machine()
    path = local_authority.certificate_for(home, addresses, now=now)
    origin = _origin("https", addresses[0] if addresses else "localhost", options.port)
    say(local_authority.invitation(home, origin))
    return Served("lan", origin, "0.0.0.0", path, path, hosts=[*addresses, *local_authority.names_of_this_machine()])


def _by_acme(options: Options, home: Path, now: datetime, say) -> Served:
    from . import keeping

    path = keeping.certificate_path(home, options.domain)
    if not keeping.is_good(path, options.domain, now):
        say(f"Asking {options.directory} for a certificate for {options.domain} ...")
        keeping.obtain(options, home, now=now)
        say(f"Certificate for {options.domain}: good until {certificate.read(path).not_after:%d %b %Y %H:%M} UTC.")
    keeper = [sys.executable, "-m", "telepraxis.server.tls", *keeping.as_arguments(options, home)]
    return Served("acme", _origin("https", options.domain, options.port), options.host, path, path, keeper,
                  hosts=[options.domain])  # fmt: skip


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _origin(scheme: str, host: str, port: int) -> str:
    host = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[scheme]
    return f"{scheme}://{host}" if port == usual else f"{scheme}://{host}:{port}"
