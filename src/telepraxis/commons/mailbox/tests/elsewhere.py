"""Elsewhere Pharmacy, on an installation of its own: a server with its own keys, which takes messages and sends."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import UUID

from cryptography.hazmat.primitives.serialization import load_der_private_key
from django.utils import timezone

from telepraxis.base import tenancy
from telepraxis.base.access import Actor, Role
from telepraxis.base.uuid7 import uuid7
from telepraxis.commons.mailbox import letters, partners, tasks
from telepraxis.registry.signatures import compact, making


class Elsewhere:
    """What runs there. `came` are the messages that it took; `answers` is what it says to the next ones."""

    def __init__(self) -> None:
        self.organization, self.came, self.answers = uuid7(), [], (202, {"state": "taken"})
        self.keys, self.revoked, self.asked = [], [], 0
        self.rotate()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/messages/elsewhere/"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def rotate(self) -> None:
        self.made = making.token_key()
        self.keys.append(json.loads(self.made.public) | {"kid": self.made.kid, "iat": 1_750_000_000})

    def revoke(self, now) -> None:
        said = {"revoked_at": int(now.timestamp()) - 60, "reason": "compromised"}
        self.revoked.append(self.keys.pop() | {"revoked": said})

    def said(self) -> dict:
        return {
            "issuer": compact.short(self.organization), "name": "Elsewhere Pharmacy", "keys": self.keys,
            "revoked_keys": self.revoked,
        }  # fmt: skip

    def letter(self, to: UUID, body: dict, *, now, thread=None, number=1, kind="pharmacy.answer") -> dict:
        """Return a message as it is posted."""
        text = json.dumps(body)
        said = {
            "id": uuid7().hex, "to": compact.short(to), "kind": kind, "thread": (thread or uuid7()).hex,
            "number": number, "digest": letters.digest(text), "iat": int(now.timestamp()),
            "exp": int(now.timestamp()) + 86_400,
        }  # fmt: skip
        header = compact.header(kid=self.made.kid, kind=letters.KIND, issuer=self.organization)
        signed = compact.written(header, said)
        private = load_der_private_key(self.made.private, password=None)
        return {"token": f"{signed.decode()}.{compact.encoded(private.sign(signed))}", "body": text}


def befriend(tenant, place: Elsewhere) -> None:
    """Let the organization's manager add the place by its address, as the pages do."""
    now = timezone.now()
    marta = Actor(organization_id=tenant.id, name="Marta Nunes", roles=frozenset({Role.MANAGER}))
    with tenancy.serving(tenant.id):
        asked = partners.enquire(address=place.address, by=marta, now=now)
    tasks.enquire(organization_id=tenant.id, enquiry_id=asked.id, now=now)
    with tenancy.serving(tenant.id):
        partners.add(enquiry=asked.id, by=marta, now=now)


def bring(organization_id: UUID, partner_id: UUID) -> None:
    """Do the worker's job: bring what waits for the partner."""
    tasks.deliver(organization_id=organization_id, partner_id=partner_id, now=timezone.now())


def _handler(place: Elsewhere):
    class Door(BaseHTTPRequestHandler):
        def do_GET(self):
            place.asked += 1
            self._answer(200, place.said())

        def do_POST(self):
            place.came.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self._answer(*place.answers)

        def _answer(self, status: int, said: dict) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """A test's output is its result."""

    return Door
