"""Runs inside a network namespace of its own: a real ACME server (Caddy) and our client, on the real port 80.

Prints one JSON object with what was seen. Called by test_acme.py; `python acme_scene.py FOLDER`.
"""

import http.client
import json
import os
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from telepraxis.server.tls import Options, TlsRefused, acme_order, certificate, context_for, keeping, state

NAME = "demo.localhost"
CADDYFILE = """{{
	admin off
	storage file_system {folder}/caddy
	http_port 8080
	https_port 8443
	skip_install_trust
	auto_https disable_redirects
}}
localhost:8443 {{
	bind 127.0.0.1
	tls internal
	acme_server
}}
"""


def main(folder: Path) -> None:
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    (folder / "hosts").write_text(f"127.0.0.1 localhost {NAME} other.localhost\n")
    subprocess.run(["mount", "--bind", folder / "hosts", "/etc/hosts"], check=True)
    (folder / "Caddyfile").write_text(CADDYFILE.format(folder=folder))
    surroundings = os.environ | {"XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "HOME": str(folder)}
    with (folder / "caddy.log").open("w") as log:
        caddy = subprocess.Popen(
            ["caddy", "run", "--config", folder / "Caddyfile", "--adapter", "caddyfile"],
            env=surroundings, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            root = folder / "caddy/pki/authorities/local/root.crt"
            wait_for(lambda: root.exists() and answers())
            print(json.dumps(scene(folder, root)))
        finally:
            caddy.terminate()
            caddy.wait()


def scene(folder: Path, root: Path) -> dict:
    home, seen, now = folder / "home", {}, datetime.now(UTC)
    options = Options(
        host="127.0.0.1", port=443, domain=NAME, root=root, email="post@clinic.example",
        directory="https://localhost:8443/acme/local/directory",
    )  # fmt: skip
    served = context_for(options, home, now=now, say=lambda _: None)
    first = served.certificate.read_bytes()
    held = certificate.read(served.certificate)
    seen["names"], seen["origin"] = held.names, served.origin
    seen["lives_hours"] = round((held.not_after - held.not_before).total_seconds() / 3600)

    context_for(options, home, now=now, say=lambda _: None)
    seen["second_start_asks_again"] = served.certificate.read_bytes() != first

    stop, clock = threading.Event(), [now + timedelta(hours=9)]
    keeper = threading.Thread(target=keeping.keep, args=(options, home, stop), kwargs={"clock": lambda: clock[0]})
    keeper.start()
    wait_for(lambda: served.certificate.read_bytes() != first)
    seen["redirect"] = redirect()
    clock[0] = now
    stop.set()
    keeper.join(timeout=20)
    seen["renewed_with_the_same_account"] = len(list((home / "tls/acme/accounts").iterdir())) == 1

    seen["refusal"] = refusal(acme_order.Authority(options.directory, root, None), home)
    seen["untrusted"] = refusal(acme_order.Authority(options.directory, None, None), home)
    seen["state"] = state.read(home)["error"]
    return seen


def refusal(authority: acme_order.Authority, home: Path) -> list[str]:
    try:
        acme_order.obtain("other.localhost", authority, home / "tls/acme", {}, wait_s=3)
    except TlsRefused as refused:
        return [refused.why, refused.next_step]
    return []


def redirect() -> list:
    connection = http.client.HTTPConnection(NAME, 80, timeout=5)
    connection.request("GET", "/account/?next=1")
    answer = connection.getresponse()
    return [answer.status, answer.getheader("location")]


def answers() -> bool:
    try:
        http.client.HTTPConnection("127.0.0.1", 8443, timeout=1).connect()
        return True
    except OSError:
        return False


def wait_for(condition, seconds: float = 30) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > ends:
            raise SystemExit("waited in vain")
        time.sleep(0.1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
