"""Start, steer, kill and start again the stand-in for Stripe."""

import json
import subprocess
import sys
from pathlib import Path
from urllib.request import Request, urlopen

from tests.stripe_peer.objects import DECLINED, GOOD_CARD, REFUND_FAILS_LATER, REFUND_TAKES_TIME

__all__ = ["DECLINED_CARD", "GOOD_CARD", "KEY", "REFUND_FAILS_LATER", "REFUND_TAKES_TIME", "SECRET", "StripePeer"]

HOUSE = Path(__file__).parents[2]
KEY, SECRET = "sk_test_quayside", "whsec_quayside"
DECLINED_CARD = next(iter(DECLINED))


class StripePeer:
    """One stand-in, with its memory in a folder."""

    def __init__(self, folder: Path):
        self.file = folder / "stripe.sqlite"
        self.port = 0
        self.running: subprocess.Popen | None = None

    def start(self) -> "StripePeer":
        """Start it, after a kill on the same port and with the same memory."""
        command = [sys.executable, "-m", "tests.stripe_peer.server", str(self.port), str(self.file)]
        self.running = subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.PIPE, text=True)
        self.address = self.running.stdout.readline().strip()
        assert self.address.startswith("http://127.0.0.1:"), "the stand-in did not start"
        self.port = int(self.address.rpartition(":")[2])
        return self

    def kill(self) -> None:
        self.running.kill()
        self.running.wait(5)
        self.running.stdout.close()

    def steer(self, **how) -> None:
        """slow (seconds), down, lose_answers (how many: the deed is done, the line breaks), webhook, secret, mute."""
        self._ask("steer", **how)

    def pay(self, session: str, card: str = GOOD_CARD) -> str:
        """Type a card into the hosted page; return why it was declined, or ""."""
        return self._ask("pay", session=session, card=card)

    def expire(self, session: str) -> None:
        self._ask("expire", session=session)

    def refund(self, intent: str, amount: int) -> dict:
        """Give back by hand, as in the gateway's own dashboard."""
        return self._ask("refund", payment_intent=intent, amount=amount)

    def move_on(self) -> None:
        """Let the banks do what they do days later."""
        self._ask("move_on")

    def all(self, kind: str) -> list[dict]:
        return self._ask("all", kind=kind)

    def asked(self) -> list[str]:
        return self._ask("asked")

    def events(self) -> list[dict]:
        return self._ask("events")

    def waiting(self) -> int:
        """How many messages have not been taken yet."""
        return self._ask("waiting")

    def _ask(self, what: str, **said):
        request = Request(f"{self.address}/_{what}", json.dumps(said).encode(), {"Content-Type": "application/json"})
        with urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())
