"""`telepraxis install-service`: a systemd unit, run as a user that can reach its data home and little else."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import telepraxis
from telepraxis.server.homes import own_folder
from telepraxis.server.installation import InstallationTrouble
from telepraxis.server.processes import platform_user

UNIT = Path("/etc/systemd/system/telepraxis.service")
TEXT = """[Unit]
Description=Telepraxis, telemedicine
After=network-online.target
Wants=network-online.target

[Service]
User={user}
ExecStart={command}
Environment=PYTHONPATH={package}
EnvironmentFile=-/etc/telepraxis/environment
Restart=always
RestartSec=2
TimeoutStopSec=10
KillMode=mixed
AmbientCapabilities=CAP_NET_BIND_SERVICE
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=yes
ReadWritePaths={writes}
LimitNOFILE=65536

[Install]
WantedBy=multi-user.target
"""


def unit(data: Path | None, up_options: list[str]) -> str:
    """Return the unit's text. Secrets such as TELEPRAXIS_SMTP_URL belong into /etc/telepraxis/environment (0600)."""
    home = data or Path("/var/lib/telepraxis")
    command = [sys.executable, "-m", "telepraxis", "up", "--data", str(home), *up_options]
    package = Path(telepraxis.__file__).parents[1]
    writes = " ".join([str(home), *(f"-{backups}" for backups in _given(up_options, "--backups"))])
    return TEXT.format(user=platform_user().name, command=shlex.join(command), package=package, writes=writes)


def _given(options: list[str], name: str) -> list[str]:
    """Return the value of an option among those of `up`, as a list of none or one."""
    pairs = [option.partition("=")[::2] for option in options if option.startswith(f"{name}=")]
    pairs += [(first, second) for first, second in zip(options, options[1:], strict=False) if first == name]
    return [value for _name, value in pairs][:1]


def install(text: str) -> str:
    """Write the unit, enable and start it; return what to say.

    :raises InstallationTrouble: not root, no systemd, or a program that the service's user cannot read.
    """
    if os.geteuid() != 0:
        raise InstallationTrouble("Only root can install a service: sudo telepraxis install-service.")
    if shutil.which("systemctl") is None:
        raise InstallationTrouble("There is no systemd here. Let your own supervisor run what --print shows.")
    user = platform_user()
    closed = [path for path in (Path(sys.executable).resolve().parent, Path(telepraxis.__file__).parent)
              if not user.may_enter(path)]  # fmt: skip
    if closed:
        raise InstallationTrouble(f"The user {user.name!r} cannot enter {closed[0]}. Install into /opt/telepraxis.")
    home = next(line for line in text.splitlines() if line.startswith("ReadWritePaths=")).partition("=")[2]
    for folder in home.split():
        own_folder(Path(folder.removeprefix("-")), user)
    UNIT.write_text(text)
    for command in (["systemctl", "daemon-reload"], ["systemctl", "enable", "--now", UNIT.stem]):
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise InstallationTrouble(f"{shlex.join(command)} failed: {done.stderr.strip()}")
    return "The service runs and starts with the machine. Look at it: systemctl status telepraxis"
