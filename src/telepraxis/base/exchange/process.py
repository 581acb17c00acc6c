"""A process that takes batches in for another. It loads Django when it begins, and nothing of it before."""

import os
import pickle
import signal
import sys
from datetime import datetime


def begin(setting: bytes, parent: int) -> None:
    """Be ready for batches; end when the parent ends."""
    global _taking
    _die_with(parent)
    import django

    django.setup()
    from .taking_in import TakingIn

    _taking = TakingIn(pickle.loads(setting))


def take(items: list, now: datetime) -> list:
    """Take a batch in; see `TakingIn.take`."""
    return _taking.take(items, now=now)


def _die_with(parent: int) -> None:
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:
            os._exit(1)


_taking = None
