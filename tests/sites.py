"""The pages and sockets of this run on a free port, and a real relay: for scenes between browsers."""

import asyncio
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest
import uvicorn
from django.test import Client

from telepraxis.base import tenancy
from telepraxis.base.access import Actor
from tests.waiting import wait_until


@contextmanager
def running_relay(folder: Path):
    """Yield a real coturn that relays on loopback."""
    from telepraxis.server import turn

    configured = turn.configure(folder, host="127.0.0.1", addresses=["127.0.0.1"], peers="loopback")
    running = subprocess.Popen(configured.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_until(configured.answers, 10)
        yield configured
    finally:
        running.terminate()
        running.wait(5)


class SiteServer:
    """The installation's pages and sockets on one port; it can be stopped and started again there."""

    def __init__(self) -> None:
        from telepraxis.server.asgi import Root

        self.root = Root()
        with socket.create_server(("127.0.0.1", 0)) as taken:
            self.port = taken.getsockname()[1]

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        """Listen, and return once it does."""
        options = {"log_level": "warning", "timeout_graceful_shutdown": 1, "lifespan": "off"}
        self.server = uvicorn.Server(uvicorn.Config(self.root, host="127.0.0.1", port=self.port, **options))
        self.thread = threading.Thread(target=lambda: asyncio.run(self.server.serve()), daemon=True)
        self.thread.start()
        wait_until(lambda: self.server.started)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(10)


def as_installed(server: SiteServer, settings, folder: Path) -> None:
    """Let the site send styles and scripts as an installation does: gathered, and compressed beforehand."""
    from django.core.management import call_command

    from telepraxis.server.static_files import CollectedFiles, compress_beforehand

    settings.STATIC_ROOT = folder
    call_command("collectstatic", interactive=False, verbosity=0)
    compress_beforehand(folder)
    server.root.static = CollectedFiles(folder, settings.STATIC_URL)


@contextmanager
def running_server(settings, relay=None):
    """Yield the installation's server, running on the test's own database."""
    settings.TURN = {"urls": relay.urls, "secret": relay.secret} if relay else {"urls": [], "secret": ""}
    server = SiteServer()
    settings.PUBLIC_URL = server.address
    server.start()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def running_site(settings, relay=None):
    """Yield the address at which the installation answers, on the test's own database."""
    with running_server(settings, relay) as server:
        yield server.address


@pytest.fixture
def site(transactional_db, settings) -> Iterator[str]:
    """Yield the address of a running site on this test's database; what a scene sets up must be committed."""
    with running_site(settings) as address:
        yield address


@pytest.fixture
def practice(transactional_db):
    """Quayside Practice, committed: open `in_practice(practice)` to add people and appointments."""
    from telepraxis.registry.organizations.founding import found_organization
    from tests.people import MONDAY_8AM

    return found_organization(
        slug="quayside", name="Quayside Practice", time_zone="Europe/Lisbon", jurisdiction="PT", now=MONDAY_8AM
    )


@contextmanager
def in_practice(practice) -> Iterator[Actor]:
    """Commit what the block writes to the practice; yields the installation as an actor."""
    with tenancy.serving(practice.id):
        yield Actor.system(practice.id)


def open_as(context, site: str, account_id: UUID, practice, hat: str = "staff"):
    """Sign the browser's context in and return a new page of it."""
    from telepraxis.registry.accounts.models import Account
    from tests.signing_in import sign_in_client

    client = Client()
    sign_in_client(client, Account.objects.get(id=account_id), practice, hat=hat)
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}])
    return context.new_page()
