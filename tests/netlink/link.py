"""Network namespaces joined by TUN devices, and the program between them."""

import fcntl
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from uuid import uuid4

from .access import CLEAN, Access

HOUSE = Path(__file__).parents[2]
TUNSETIFF, IFF_TUN, IFF_NO_PI = 0x400454CA, 0x0001, 0x1000
CLONE_NEWNET = 0x40000000
MAKE = "Make it with: mknod /dev/net/tun c 10 200 (the kernel needs the module tun)."


class LinkImpossible(Exception):
    """The network cannot be built here; the text says what is missing."""


class Link:
    """The network of one scene. Names are those of its ends."""

    def __init__(self, names: tuple[str, ...]) -> None:
        if os.geteuid():
            raise LinkImpossible("Network namespaces need root.")
        if not Path("/dev/net/tun").exists():
            raise LinkImpossible(f"/dev/net/tun is missing. {MAKE}")
        if not shutil.which("ip"):
            raise LinkImpossible("The program `ip` is missing: apt-get install iproute2.")
        self.mark = f"tp{os.getpid()}{uuid4().hex[:4]}"
        self.names = names
        self.addresses = {name: f"10.77.0.{number}" for number, name in enumerate(names, 1)}
        self.folder = Path("/tmp") / f"telepraxis-{self.mark}"
        self.descriptors: dict[str, int] = {}
        self.process: subprocess.Popen | None = None
        self._speaking = threading.Lock()

    # Making and taking away

    def open(self) -> None:
        self.folder.mkdir(mode=0o755)
        for name in self.names:
            self._make_end(name)
        by_address = {self.addresses[name]: descriptor for name, descriptor in self.descriptors.items()}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.netlink.passing", json.dumps(by_address)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HOUSE,
            pass_fds=tuple(self.descriptors.values()),
        )  # fmt: skip
        self.passed()

    def _make_end(self, name: str) -> None:
        space, address, device = self.namespace(name), self.addresses[name], self.device(name)
        _ip("netns", "add", space)
        descriptor = os.open("/dev/net/tun", os.O_RDWR)
        self.descriptors[name] = descriptor
        fcntl.ioctl(descriptor, TUNSETIFF, struct.pack("16sH", device.encode(), IFF_TUN | IFF_NO_PI))
        _ip("link", "set", device, "netns", space)
        for command in (
            ("link", "set", "lo", "up"),
            ("address", "add", f"{address}/24", "dev", device),
            ("link", "set", device, "mtu", "1500", "up"),
            ("route", "add", "default", "via", "10.77.0.254", "dev", device),
        ):
            _ip("-n", space, *command)

    def close(self) -> None:
        if self.process:
            self.process.stdin.close()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)
            self.process.stdout.close()
        for descriptor in self.descriptors.values():
            os.close(descriptor)
        for name in self.names:
            for number in self.processes_in(name):
                with suppress(ProcessLookupError):
                    os.kill(number, signal.SIGKILL)
            subprocess.run(["ip", "netns", "delete", self.namespace(name)], capture_output=True)
        shutil.rmtree(self.folder, ignore_errors=True)

    # What a scene asks

    def namespace(self, name: str) -> str:
        return f"{self.mark}-{name}"

    def command(self, name: str) -> list[str]:
        """Return the prefix with which a program runs at that end."""
        return ["ip", "netns", "exec", self.namespace(name)]

    def chromium(self, name: str) -> str:
        """Return the path of a program that is the machine's Chromium at that end."""
        from tests.browser import chromium_path

        path = self.folder / f"chromium-{name}"
        path.write_text(f'#!/bin/sh\nexec {" ".join(self.command(name))} {chromium_path()} "$@"\n')
        path.chmod(0o755)
        return str(path)

    def processes_in(self, name: str) -> list[int]:
        """Return the ids of the processes at that end: all were started by the scene."""
        found = subprocess.run(["ip", "netns", "pids", self.namespace(name)], capture_output=True, text=True)
        return [int(number) for number in found.stdout.split()]

    def device(self, name: str) -> str:
        """Return the name of the network device at that end."""
        return f"{self.mark[:12]}{self.names.index(name)}"

    def rename(self, name: str, address: str) -> None:
        """Expect that end at another address from now on; who goes there changes it in the namespace."""
        self._say({"address": self.addresses[name], "becomes": address})
        self.addresses[name] = address

    def set(self, name: str, access: Access = CLEAN) -> None:
        """Change an access, at once; it holds when this returns."""
        self._say({"address": self.addresses[name], "access": asdict(access)})

    def passed(self) -> dict[str, int]:
        """Return how many bytes went through each access so far, both ways."""
        counted = self._say({})
        return {name: counted.get(address, 0) for name, address in self.addresses.items()}

    def listening(self, name: str, port: int = 0) -> socket.socket:
        """Return a socket that listens at that end, whatever process uses it."""
        return self.inside(name, lambda: socket.create_server((self.addresses[name], port)))

    def inside(self, name: str, deed):
        """Return what `deed()` returns when called at that end, in a thread of its own."""
        found = []

        def enter() -> None:
            try:
                with open(f"/run/netns/{self.namespace(name)}") as space:
                    _enter_namespace(space.fileno())
                found.append(deed())
            except BaseException as problem:
                found.append(problem)

        thread = threading.Thread(target=enter)
        thread.start()
        thread.join()
        if isinstance(found[0], BaseException):
            raise found[0]
        return found[0]

    def _say(self, said: dict) -> dict:
        with self._speaking:
            self.process.stdin.write(json.dumps(said) + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        if not answer:
            raise LinkImpossible("The program between the namespaces has ended.")
        return json.loads(answer)


def _enter_namespace(descriptor: int) -> None:
    import ctypes

    if ctypes.CDLL(None, use_errno=True).setns(descriptor, CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")


def _ip(*arguments: str) -> None:
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True)
    if done.returncode:
        raise LinkImpossible(f"ip {' '.join(arguments)}: {done.stderr.strip()}")


@contextmanager
def link(*names: str) -> Iterator[Link]:
    """Yield the network; take everything away afterwards.

    :raises LinkImpossible: root, /dev/net/tun or `ip` is missing.
    """
    made = Link(names)
    try:
        made.open()
        yield made
    finally:
        made.close()
