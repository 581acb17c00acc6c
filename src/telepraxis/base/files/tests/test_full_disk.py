import json
import subprocess
import sys
from pathlib import Path

import pytest

import telepraxis

SCENE = Path(__file__).with_name("full_disk_scene.py")


@pytest.mark.process
def test_a_disk_that_runs_full_keeps_what_was_stored_and_nothing_half(tmp_path):
    ran = subprocess.run(
        ["unshare", "-Urm", sys.executable, SCENE, tmp_path],
        capture_output=True, text=True, timeout=60,
        env={"PATH": "/usr/bin:/bin:/usr/sbin", "PYTHONPATH": str(Path(telepraxis.__file__).parents[1])},
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr[-2000:]
    seen = json.loads(ran.stdout)

    assert seen["said"] == "The disk is full. Nothing was stored; free space and try again."
    assert seen["on_disk"] == seen["kept"] and len(seen["kept"]) >= 2
    assert seen["intact"]
