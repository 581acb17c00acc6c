"""Start a program so that it never outlives us, as the operating-system user it belongs to."""

import ctypes
import fcntl
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class NoSystemUser(Exception):
    """The operating-system user that runs the platform could not be made; the text says what to do."""


@dataclass(frozen=True)
class SystemUser:
    """The operating-system user that a program runs as."""

    name: str
    uid: int
    gid: int

    @classmethod
    def named(cls, name: str) -> "SystemUser":
        entry = pwd.getpwnam(name)
        return cls(entry.pw_name, entry.pw_uid, entry.pw_gid)

    @classmethod
    def current(cls) -> "SystemUser":
        uid = os.geteuid()
        try:
            return cls(pwd.getpwuid(uid).pw_name, uid, os.getegid())
        except KeyError:
            return cls(str(uid), uid, os.getegid())

    def may_enter(self, directory: Path) -> bool:
        """Say whether this user can reach `directory`: search permission on it and every parent."""
        for folder in [directory, *directory.parents]:
            if not folder.exists():
                continue
            status = folder.stat()
            bit = 0o100 if status.st_uid == self.uid else 0o010 if status.st_gid == self.gid else 0o001
            if not status.st_mode & bit:
                return False
        return True


def platform_user(name: str = "telepraxis") -> SystemUser:
    """Return the user that the platform's programs run as: ourselves, or for root a user of its own.

    :raises NoSystemUser: we are root and the user could not be made.
    """
    if os.geteuid() != 0:
        return SystemUser.current()
    with suppress(KeyError):
        return SystemUser.named(name)
    useradd = shutil.which("useradd") or shutil.which("useradd", path="/usr/sbin:/sbin")
    if useradd is None:
        raise NoSystemUser(f"There is no user {name!r} and no useradd: create it (adduser -S {name}) and start again.")
    with _alone_with_the_users():
        with suppress(KeyError):
            return SystemUser.named(name)  # whoever was before us has made it; useradd would make it anew
        made = subprocess.run(
            [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent",
             "--shell", "/usr/sbin/nologin", name],
            capture_output=True, text=True,
        )  # fmt: skip
        try:
            return SystemUser.named(name)
        except KeyError:
            raise NoSystemUser(f"useradd could not create the user {name!r}: {made.stderr.strip()}") from None


@contextmanager
def _alone_with_the_users():
    """Wait while another of ours makes a user.

    Two useradd that begin together both make the name, the second with another number over the first.
    """
    folder = os.open("/etc", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def dies_with_us(death_signal: int = signal.SIGTERM, *, steps_back: bool = False) -> Callable[[], None]:
    """Return a preexec function that has the kernel send `death_signal` to the child when we die, kill -9 included.

    The kernel ties it to the thread that forked: start children from the main thread. With `steps_back` the child lets
    others have the processor first.
    """
    parent = os.getpid()

    def tie() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)
        if steps_back:
            os.nice(10)

    return tie


def as_user(user: SystemUser) -> dict:
    """Return the arguments that make subprocess start a program as `user` (nothing when we are that user)."""
    if os.geteuid() == user.uid:
        return {}
    return {"user": user.uid, "group": user.gid, "extra_groups": []}
