"""`telepraxis up` and `telepraxis demo`: which programs an installation needs, and in which order they come."""

import asyncio
import os
import signal
import socket
import ssl
import subprocess
import sys
import webbrowser
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

import psycopg

from telepraxis.server import janus, prepare, private_files, tls, turn
from telepraxis.server.backup import stream
from telepraxis.server.backup.places import line_of, named_backups
from telepraxis.server.installation import Installation, InstallationTrouble
from telepraxis.server.processes import SystemUser, as_user, dies_with_us
from telepraxis.server.supervisor import DidNotStart, Program, Supervisor

Say = Callable[[str], None]
PYTHON = sys.executable


def run(installation: Installation, options: tls.Options, *, say: Say, when_ready: Callable[[str], None]) -> None:
    """Run the installation until Ctrl-C or SIGTERM; `when_ready(url)` is called once pages are served.

    :raises ClusterTrouble, InstallationTrouble, TlsRefused, DidNotStart: with the next step.
    """
    if installation.cluster:
        installation.cluster.hold()
        installation.cluster.prepare()
    serving_user = installation.serving_user()
    with listening_socket(options) as listening:
        asyncio.run(_run(installation, options, serving_user, listening, say, when_ready))


def listening_socket(options: tls.Options) -> socket.socket:
    """Open the port, as whoever we are: the programs behind it may be restarted without anybody being refused."""
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    host = "0.0.0.0" if options.lan else options.host
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, options.port))
    except PermissionError:
        raise InstallationTrouble(
            f"Port {options.port} needs root. Choose one above 1023 with --port, or allow it: "
            "sudo sysctl net.ipv4.ip_unprivileged_port_start=80"
        ) from None
    except OSError as problem:
        raise InstallationTrouble(f"Port {options.port} on {host} cannot be used: {problem.strerror}. "
                                  "Stop what holds it, or choose another with --port.") from None  # fmt: skip
    listening.listen(1024)
    return listening


def free_port(wanted: int) -> int:
    """Return `wanted`, or the next port above it that nobody holds."""
    for port in range(wanted, wanted + 200):
        with suppress(InstallationTrouble), listening_socket(tls.Options(port=port)):
            return port
    return wanted


async def _run(installation, options, serving_user, listening, say, when_ready) -> None:
    supervisor = Supervisor(installation.home, installation.user, mode=installation.mode, url="")
    supervisor.stop_on_signals()
    try:
        if installation.cluster:
            say("Starting the database")
            await supervisor.start([database_program(installation)])
        installation.ready_database()
        served = tls.context_for(options, installation.home, now=datetime.now(UTC), say=say)
        supervisor.url = served.origin
        installation.told = {
            "TELEPRAXIS_URL": served.origin,
            "TELEPRAXIS_HOSTS": ",".join(served.hosts),
            "TELEPRAXIS_BEHIND_PROXY": "1" if served.trusts_proxy else "",
        }
        if backups := named_backups():
            installation.told["TELEPRAXIS_BACKUPS"] = str(backups.absolute())
        helpers = [*helper_programs(installation, options, served), *backup_program(installation)]
        helpers += phone_programs(installation, served, serving_user)
        supervisor.told = installation.told
        if not prepare.is_done(installation.home, installation.owner.url):
            await _prepare(installation, serving_user, supervisor, say)
        say("Opening the doors")
        first, *others = web_programs(installation, serving_user, served, listening)
        await supervisor.start([first])
        # Nobody's first page waits for these.
        supervisor.keep([*others, *helpers, worker_program(installation, serving_user)])
        when_ready(served.origin)
        if installation.mode == "development":
            await begin_again_on_changes(supervisor)
        await supervisor.until_stopped()
        say("Closing")
    except asyncio.CancelledError:
        say("Closing")
    finally:
        await supervisor.stop()


async def begin_again_on_changes(supervisor: Supervisor) -> None:
    """Stop web and worker whenever a source file changed: they come back by themselves with the new one."""
    seen = prepare.mark_of_code()
    while True:
        await supervisor.pause(0.7)
        if (found := prepare.mark_of_code()) != seen:
            seen = found
            supervisor.begin_again("worker", *web_names())


def database_program(installation: Installation) -> Program:
    cluster = installation.cluster

    async def answers() -> bool:
        return cluster.answers()

    return Program(
        name="database", command=cluster.command(), environment=cluster.environment(), user=cluster.user,
        answers=answers, stop_signal=signal.SIGINT, stops_last=True,
        next_step="Is the disk full (df -h)? Then make room; the database comes back by itself.",
    )  # fmt: skip


def web_names() -> list[str]:
    """Return the names of the web processes: one for each core, two at the most, or what TELEPRAXIS_WEB_PROCESSES says.

    They share the port; a page thread of one never waits for the interpreter of the other.
    """
    wanted = os.environ.get("TELEPRAXIS_WEB_PROCESSES", "")
    count = int(wanted) if wanted.isdecimal() else min(2, os.cpu_count() or 1)
    return ["web", *(f"web-{number}" for number in range(2, count + 1))]


def web_programs(
    installation: Installation, user: SystemUser, served: tls.Served, listening: socket.socket
) -> list[Program]:
    """Return the web processes. The port cannot tell them apart: only the first, which starts alone, is asked."""
    command = [PYTHON, "-m", "telepraxis.server.web", "--descriptor", str(listening.fileno())]
    if served.certificate:
        command += ["--certificate", str(served.certificate), "--key", str(served.key or served.certificate)]
    if served.trusts_proxy:
        command.append("--trusts-proxy")
    port = listening.getsockname()[1]

    async def answers() -> bool:
        return await takes_requests(port, secure=served.certificate is not None)

    return [
        Program(
            name=name, command=command, environment=installation.serving_environment(), user=user,
            answers=answers if name == "web" else None, passes=(listening.fileno(),),
            next_step="Run `telepraxis doctor`; then look into the log for the first error.",
        )
        for name in web_names()
    ]  # fmt: skip


def worker_program(installation: Installation, user: SystemUser) -> Program:
    return Program(
        name="worker", command=[PYTHON, "-m", "telepraxis.server.worker"],
        environment=installation.serving_environment(), user=user,
        next_step="Mails and reminders wait until it runs. Look into its log for the first error.", steps_back=True,
    )  # fmt: skip


def helper_programs(installation: Installation, options: tls.Options, served: tls.Served) -> list[Program]:
    """Return what else runs beside web and worker, and put into `installation.told` what those must know of it."""
    programs = []
    if installation.mode != "production":
        port = _free_loopback_port()
        installation.told["TELEPRAXIS_SMTP_URL"] = f"smtp://127.0.0.1:{port}"
        command = [PYTHON, "-m", "telepraxis.server.mailsink", "--folder", str(installation.folder("inbox"))]
        programs.append(Program("mailsink", [*command, "--port", str(port)], installation.serving_environment(),
                                installation.user if installation.user == installation.serving_user()
                                else SystemUser.current(), steps_back=True))  # fmt: skip
    if served.keeper:
        programs.append(Program("certificates", served.keeper, installation.serving_environment(), SystemUser.current(),
                                next_step="Run `telepraxis doctor`: it says what the authority answered."))  # fmt: skip
    if listen := os.environ.get("TELEPRAXIS_BOUNCE_LISTEN"):
        host, _, port = listen.rpartition(":")
        command = [PYTHON, "-m", "telepraxis.server.bounces", "--host", host, "--port", port]
        programs.append(Program("bounces", command, installation.serving_environment(), installation.user,
                                next_step="Refused mail is not noticed meanwhile. Is its port free?"))  # fmt: skip
    if turn.installed() and "TELEPRAXIS_TURN_URLS" not in os.environ:
        relay = configured_relay(installation, options, served)
        installation.told |= relay.environment()
        next_step = "Calls between strict networks fail meanwhile. Is its port free?"
        user = installation.serving_user()  # who reads the certificate for the pages reads it for the relay
        programs.append(Program("relay", relay.command, installation.serving_environment(), user, next_step=next_step))
    return programs


def backup_program(installation: Installation) -> list[Program]:
    """Return the keeper of the backups where a folder for them is named; else have nothing kept back for one."""
    backups = named_backups()
    if backups is None:
        if installation.cluster:
            stream.let_go(installation.cluster)
        return []
    line_of(installation.home, backups).make(installation.user)
    storage = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
    return [Program(
        "backups", [PYTHON, "-m", "telepraxis.server.backup.keeper"], installation.environment() | storage,
        installation.serving_user(), steps_back=True,
        next_step="Nothing is backed up meanwhile. Is the disk for backups there, and not full?",
    )]  # fmt: skip


def phone_programs(installation: Installation, served: tls.Served, user: SystemUser) -> list[Program]:
    """Return what carries phone calls: Janus and the switchboard. Both wait until the first line is set up.

    An installation on localhost keeps to loopback; TELEPRAXIS_PHONE_ADDRESS names the address for a provider outside.
    Where TELEPRAXIS_JANUS_URL and TELEPRAXIS_JANUS_SECRET name a Janus of the operator's, only the switchboard runs.
    """
    board, log = [PYTHON, "-m", "telepraxis.server.switchboard"], "Calls by phone fail meanwhile. Look into its log."
    if "TELEPRAXIS_JANUS_URL" in os.environ:
        return [Program("switchboard", board, installation.serving_environment(), user, next_step=log)]
    if not janus.has_phone():
        return []
    media = janus.configure(
        installation.folder("janus"),
        only_address=os.environ.get("TELEPRAXIS_PHONE_ADDRESS", "127.0.0.1" if served.mode == "localhost" else ""),
        public_address=os.environ.get("TELEPRAXIS_MEDIA_ADDRESS", ""),
    )
    if _has_line(installation):
        private_files.write(media.wanted, b"")
    told = media.environment()
    secret = {"TELEPRAXIS_JANUS_SECRET": told.pop("TELEPRAXIS_JANUS_SECRET")}  # the switchboard's alone
    installation.told |= told
    path = {"PATH": os.environ.get("PATH", "/usr/bin:/bin")}
    return [
        Program("media", media.once_wanted(media.command), path, installation.user, next_step=log),
        Program(
            "switchboard", media.once_wanted(board), installation.serving_environment() | secret, user, next_step=log
        ),
    ]


def _has_line(installation: Installation) -> bool:
    """Whether some practice has a phone line: a restored installation starts what it needs by itself."""
    with installation.owner.connect() as connection, suppress(psycopg.errors.UndefinedTable):
        return connection.execute("SELECT EXISTS (SELECT 1 FROM telephony_trunk)").fetchone()[0]
    return False


def configured_relay(installation: Installation, options: tls.Options, served: tls.Served) -> turn.Relay:
    folder = installation.folder("turn")
    if served.mode == "localhost":
        return turn.configure(folder, host="127.0.0.1", addresses=["127.0.0.1"], peers="loopback")
    host = served.hosts[0]
    speaks_tls = turn.over_tls(served.certificate, served.key, host)
    if options.lan:
        return turn.configure(folder, host=host, addresses=[host], peers="lan", tls=speaks_tls)
    own = os.environ.get("TELEPRAXIS_RELAY_ADDRESS")
    named = os.environ.get("TELEPRAXIS_RELAY_NAME") or host
    return turn.configure(folder, host=named, addresses=[own] if own else [], peers="public", tls=speaks_tls)


async def takes_requests(port: int, *, secure: bool) -> bool:
    """Say whether the web process answers. Before it does, the connection waits in the port's queue: give up soon."""
    context = ssl._create_unverified_context() if secure else None  # our own port, under a name that is not 127.0.0.1
    try:
        async with asyncio.timeout(0.5):
            reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=context)
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            answer = await reader.readline()
            writer.close()
    except (OSError, TimeoutError):
        return False
    return b" 200 " in answer


async def _prepare(installation: Installation, user: SystemUser, supervisor: Supervisor, say: Say) -> None:
    """Run the preparation as a program; what it prints is the progress. Stopping stops it: each migration is whole.

    :raises DidNotStart: it failed.
    """
    process = await asyncio.create_subprocess_exec(
        PYTHON, "-m", "telepraxis.server.prepare", env=installation.environment(), cwd="/", process_group=0,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        preexec_fn=dies_with_us(signal.SIGKILL), **as_user(user),
    )  # fmt: skip
    telling = asyncio.ensure_future(_tell_lines(process, say))
    try:
        while not telling.done():
            await supervisor.pause(0.05)
    except asyncio.CancelledError:
        process.kill()
        raise
    if await process.wait():
        raise DidNotStart("Preparing the database failed; nothing is served.\n" + "\n".join(telling.result()[-15:]))


async def _tell_lines(process: asyncio.subprocess.Process, say: Say) -> list[str]:
    said = []
    async for line in process.stdout:
        said.append(line.decode(errors="replace").rstrip())
        say(said[-1])
    return said


def _free_loopback_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


def open_in_browser(url: str) -> None:
    with suppress(webbrowser.Error):
        webbrowser.open(url)
