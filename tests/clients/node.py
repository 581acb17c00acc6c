"""Clients for Node that others wrote: what the lock file says, fetched once, kept under var."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.installations import HOUSE

HERE = Path(__file__).parent
KEPT = HOUSE / "var" / "clients"
# The clients for browsers and Node only: what they could also bring for telephones is 300 MB.
LESS = [
    "--omit=optional",
    "--omit=peer",
    "--legacy-peer-deps",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--silent",
]


def said_by(script: str, **environment: str) -> dict:
    """Run a script of this folder beside the packages and return the JSON that it prints."""
    program, _ = _node()
    shutil.copy(HERE / script, packages())
    done = subprocess.run(
        [program, script], cwd=packages(), env=os.environ | environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


@cache
def packages() -> Path:
    """Return the folder whose node_modules are as the lock file has them; what cannot be had fails loudly."""
    lock = (HERE / "package-lock.json").read_bytes()
    folder = KEPT / hashlib.sha256(lock).hexdigest()[:12]
    if not folder.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=KEPT) as draft:
            for name in ("package.json", "package-lock.json"):
                shutil.copy(HERE / name, draft)
            _, npm = _node()
            subprocess.run([*npm, "ci", *LESS], cwd=draft, check=True, capture_output=True, timeout=300)
            shutil.copytree(draft, folder, symlinks=True, dirs_exist_ok=True)
    return folder


def _node() -> tuple[str, list[str]]:
    sys.path.insert(0, str(HOUSE / "frontend"))
    from build import node

    return node()
