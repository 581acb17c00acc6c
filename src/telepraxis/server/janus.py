"""Janus, the media server of the phone: its configuration, made from what we know, and secrets of its own.

It speaks to us alone (a websocket on loopback, a random secret with each request); nothing that its package ships as a
default is used. It is GPL-3.0: a program of its own, never linked.
"""

import secrets
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

from telepraxis.server import private_files

MEDIA_PORTS = (20000, 20399)  # between browsers and us
LINE_PORTS = (20400, 20799)  # between us and the provider
KEPT_PLUGIN, KEPT_TRANSPORT = "libjanus_sip.so", "libjanus_websockets.so"
WANTED = "wanted"  # a file in its folder: from when it is there, Janus runs


@dataclass(frozen=True)
class Media:
    """A configured Janus: the command that runs it, and where and with which secret the switchboard reaches it."""

    command: list[str]
    url: str
    secret: str
    wanted: Path

    def environment(self) -> dict[str, str]:
        return {
            "TELEPRAXIS_JANUS_URL": self.url,
            "TELEPRAXIS_JANUS_SECRET": self.secret,
            "TELEPRAXIS_JANUS_WANTED": str(self.wanted),
        }

    def once_wanted(self, command: list[str]) -> list[str]:
        """Return a command that becomes the given one once a line was set up: until then a small shell waits."""
        return ["sh", "-c", 'until [ -e "$0" ]; do sleep 1; done; exec "$@"', str(self.wanted), *command]

    def answers(self) -> bool:
        port = int(self.url.rpartition(":")[2])
        try:
            socket.create_connection(("127.0.0.1", port), timeout=0.2).close()
        except OSError:
            return False
        return True


def installed() -> str | None:
    return shutil.which("janus") or shutil.which("janus", path="/usr/bin:/usr/sbin:/opt/janus/bin:/usr/local/bin")


def configure(folder: Path, *, only_address: str = "", public_address: str = "") -> Media:
    """Write Janus's files into `folder` and return what runs it.

    `only_address` ties calls and lines to one address (127.0.0.1 for a demo or a test on one machine);
    `public_address` is what browsers are told where the machine stands behind a one-to-one translation.
    """
    secret, port = _secret(folder, "api"), _free_port()
    parts = _parts_of(Path(installed()))
    wanted = folder / WANTED
    _write(folder / "janus.jcfg", _general(folder, parts, secret, only_address, public_address))
    _write(folder / "janus.transport.websockets.jcfg", _websocket(port))
    _write(folder / "janus.plugin.sip.jcfg", _sip(folder, only_address))
    command = [installed(), "-F", str(folder), "-C", str(folder / "janus.jcfg"), "--log-stdout", "--disable-colors"]
    return Media(command, f"ws://127.0.0.1:{port}", secret, wanted)


def _general(folder: Path, parts: Path, secret: str, only_address: str, public_address: str) -> str:
    low, high = MEDIA_PORTS
    nat = [f'ice_enforce_list = "{only_address}"'] if only_address else []
    nat += [f'nat_1_1_mapping = "{public_address}"'] if public_address else []
    return f"""
general: {{
  configs_folder = "{folder}"
  plugins_folder = "{parts / "plugins"}"
  transports_folder = "{parts / "transports"}"
  events_folder = "{parts / "events"}"
  loggers_folder = "{parts / "loggers"}"
  debug_level = 3
  api_secret = "{secret}"
  admin_secret = "{_secret(folder, "admin")}"
  session_timeout = 60
  reclaim_session_timeout = 10
  hide_dependencies = true
  server_name = "Telepraxis"
}}
media: {{ rtp_port_range = "{low}-{high}" }}
nat: {{ {"; ".join(nat)} }}
plugins: {{ disable = "{_others(parts / "plugins", KEPT_PLUGIN)}" }}
transports: {{ disable = "{_others(parts / "transports", KEPT_TRANSPORT)}" }}
loggers: {{ disable = "{_others(parts / "loggers", "")}" }}
events: {{ broadcast = false }}
"""


def _websocket(port: int) -> str:
    return f"""
general: {{ json = "compact"; ws = true; ws_port = {port}; ws_ip = "127.0.0.1"; wss = false }}
admin: {{ admin_ws = false; admin_wss = false }}
"""


def _sip(folder: Path, only_address: str) -> str:
    low, high = LINE_PORTS
    bound = f'local_ip = "{only_address}"; sdp_ip = "{only_address}"; ' if only_address else ""
    return f"""
general: {{
  {bound}register_ttl = 600; keepalive_interval = 60; behind_nat = false; sip_timer_t1x64 = 8000
  rtp_port_range = "{low}-{high}"; user_agent = "Telepraxis"; events = false
  sips_certs_dir = "{folder}"
}}
"""


def _parts_of(program: Path) -> Path:
    """Return where the program's plugins lie: beside it, or where Debian puts them.

    :raises FileNotFoundError: this Janus has no SIP plugin.
    """
    beside = program.resolve().parents[1]
    for found in [beside / "lib" / "janus", *sorted(beside.glob("lib*/*/janus")), *sorted(beside.glob("lib64/janus"))]:
        if (found / "plugins" / KEPT_PLUGIN).exists():
            return found
    raise FileNotFoundError(f"{program} has no {KEPT_PLUGIN}")


def has_phone() -> bool:
    """Whether a Janus is installed that can speak to a phone provider."""
    program = installed()
    try:
        return bool(program and _parts_of(Path(program)))
    except FileNotFoundError:
        return False


def _others(folder: Path, kept: str) -> str:
    return ",".join(sorted(part.name for part in folder.glob("*.so") if part.name != kept))


def _secret(folder: Path, name: str) -> str:
    kept = folder / f"{name}.secret"
    if not kept.exists():
        private_files.write(kept, secrets.token_urlsafe(32).encode())
    return kept.read_text()


def _write(path: Path, content: str) -> None:
    private_files.write(path, content.encode())


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]
