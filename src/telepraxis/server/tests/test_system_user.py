"""The operating-system user of the platform, made by whoever comes first."""

import os
import secrets
import subprocess
import sys

import pytest

ASK = "import sys; from telepraxis.server.processes import platform_user; print(platform_user(sys.argv[1]).uid)"


@pytest.fixture
def name():
    name = f"telepraxis-{secrets.token_hex(4)}"
    yield name
    if os.geteuid() == 0:
        subprocess.run(["/usr/sbin/userdel", name], check=True)


def test_commands_that_begin_together_run_as_the_same_user(name):
    together = [subprocess.Popen([sys.executable, "-c", ASK, name], stdout=subprocess.PIPE) for _ in range(6)]
    told = {asked.communicate(timeout=60)[0].strip() for asked in together}

    assert [asked.returncode for asked in together] == [0] * 6
    assert len(told) == 1
