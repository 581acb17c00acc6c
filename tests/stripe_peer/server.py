"""The process: python -m tests.stripe_peer.server PORT FILE. What it is to do besides is told on /_steer."""

import json
import re
import sys
import threading
import time
from hashlib import sha256
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit
from urllib.request import Request, urlopen

import stripe

from tests.stripe_peer import objects
from tests.stripe_peer.objects import No, Store

PAGE = """<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><title>Pay {label}</title>
<h1>{label}</h1><p id="sum">{sum} {currency}</p><p role="alert">{said}</p><form method="post">
<label>Card number <input name="card" inputmode="numeric" autocomplete="cc-number"></label>
<button>Pay</button></form><a href="{back}">Back</a>"""
ENDED = "<!doctype html><html lang=en><title>Ended</title><h1>This page has ended.</h1>"


def nested(pairs: list[tuple[str, str]]) -> dict:
    """Return {"a": {"0": {"b": "1"}}} for a[0][b]=1, as the API reads its forms."""
    found: dict = {}
    for name, value in pairs:
        head, *rest = re.findall(r"[^\[\]]+", name)
        place = found
        for part in [head, *rest][:-1]:
            place = place.setdefault(part, {})
        place[[head, *rest][-1]] = value
    return found


class Peer(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port: int, file: Path):
        super().__init__(("127.0.0.1", port), Api)
        self.store = Store(file)
        self.address = f"http://127.0.0.1:{self.server_address[1]}"
        self.steered = {"slow": 0.0, "down": False, "lose_answers": 0, "webhook": "", "secret": "", "mute": False}
        self.asked: list[str] = []
        threading.Thread(target=self.deliver, daemon=True).start()

    def deliver(self) -> None:
        """Send what is in the outbox until it is taken, each try with a signature of its own moment."""
        while True:
            time.sleep(0.05)
            if not self.steered["webhook"] or self.steered["mute"]:
                continue
            with self.store.lock:
                waiting = self.store.file.execute("SELECT at, said FROM outbox WHERE sent = 0 ORDER BY at").fetchall()
            for at, said in waiting:
                if self.send(said):
                    with self.store.lock:
                        self.store.file.execute("UPDATE outbox SET sent = 1 WHERE at = ?", (at,))

    def send(self, said: str) -> bool:
        signature = stripe.WebhookSignature.generate_signature_header(said, self.steered["secret"])
        headers = {"Stripe-Signature": signature, "Content-Type": "application/json"}
        try:
            with urlopen(Request(self.steered["webhook"], said.encode(), headers), timeout=10) as answer:
                return answer.status == 200
        except OSError:
            return False


class Api(BaseHTTPRequestHandler):
    server: Peer
    protocol_version = "HTTP/1.1"

    def log_message(self, *said) -> None:
        """Say nothing: what was asked is in /_asked."""

    def do_GET(self) -> None:
        self.handle_one("GET")

    def do_POST(self) -> None:
        self.handle_one("POST")

    def handle_one(self, method: str) -> None:
        url = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        if url.path.startswith("/_"):
            return self.steer(url.path, body)
        if self.server.steered["down"]:
            return self.close_silently()
        time.sleep(self.server.steered["slow"])
        if url.path.startswith("/c/pay/"):
            return self.hosted(method, url.path.rpartition("/")[2], dict(parse_qsl(body)))
        self.server.asked.append(f"{method} {url.path}")
        with self.server.store.lock:
            status, answer = self.answered(method, url.path, body if method == "POST" else url.query)
        if self.server.steered["lose_answers"]:
            self.server.steered["lose_answers"] -= 1
            return self.close_silently()
        self.say(status, json.dumps(answer), "application/json")

    def answered(self, method: str, path: str, form: str) -> tuple[int, dict]:
        if not re.fullmatch(r"Bearer (sk|rk)_test_(?!wrong)\w+", self.headers.get("Authorization", "")):
            no = No(401, "", "Invalid API Key provided", "authentication_error")
            return no.status, no.body
        key, asked = self.headers.get("Idempotency-Key"), sha256(f"{path}\n{form}".encode()).hexdigest()
        if method == "POST" and key:
            used = self.server.store.file.execute(
                "SELECT asked, status, answer FROM used WHERE key = ?", (key,)
            ).fetchone()
            if used and used[0] != asked:
                said = (
                    "Keys for idempotent requests can only be used with the same parameters they were first used with."
                )
                return 400, No(400, "idempotency_key_in_use", said, "idempotency_error").body
            if used:
                return used[1], json.loads(used[2])
        try:
            status, answer = 200, self.act(method, path, nested(parse_qsl(form)))
        except No as no:
            return no.status, no.body
        if method == "POST" and key:
            row = (key, asked, status, json.dumps(answer))
            self.server.store.file.execute("INSERT INTO used VALUES (?, ?, ?, ?)", row)
        return status, answer

    def act(self, method: str, path: str, said: dict) -> dict:
        store, expand = self.server.store, list(said.get("expand", {}).values())
        parts = path.strip("/").split("/")[1:]
        match (method, *parts):
            case ("POST", "checkout", "sessions"):
                return objects.shown(store, objects.create_session(store, said, self.server.address), expand)
            case ("GET", "checkout", "sessions", id):
                return objects.shown(store, store.get("checkout.session", id), expand)
            case ("POST", "checkout", "sessions", id, "expire"):
                return objects.shown(store, objects.expire(store, store.get("checkout.session", id)), expand)
            case ("GET", "payment_intents", id):
                return store.get("payment_intent", id)
            case ("POST", "refunds"):
                return objects.create_refund(store, said)
            case ("GET", "refunds"):
                found = [each for each in store.all("refund") if each["payment_intent"] == said["payment_intent"]]
                return {"object": "list", "url": path, "has_more": False, "data": found}
        raise No(404, "", f"Unrecognized request URL ({method}: {path}).")

    def hosted(self, method: str, id: str, said: dict) -> None:
        """The page on which the payer types in a card."""
        store = self.server.store
        with store.lock:
            try:
                session = store.get("checkout.session", id)
            except No:
                return self.say(404, ENDED, "text/html")
            why = objects.pay(store, session, said.get("card", "").replace(" ", "")) if method == "POST" else ""
        if session["payment_status"] == "paid":
            self.send_response(303)
            self.send_header("Location", session["success_url"])
            self.send_header("Content-Length", "0")
            return self.end_headers()
        if session["status"] != "open":
            return self.say(410, ENDED, "text/html")
        shown = PAGE.format(
            label=escape(session["label"]), sum=session["amount_total"], currency=session["currency"].upper(),
            said=escape(why), back=escape(session["cancel_url"]),
        )  # fmt: skip
        self.say(200, shown, "text/html; charset=utf-8")

    def steer(self, path: str, body: str) -> None:
        """What tests want: /_steer sets, /_asked lists, /_pay, /_expire, /_refund and /_move_on are deeds of others."""
        store, said = self.server.store, json.loads(body or "{}")
        with store.lock:
            match path:
                case "/_steer":
                    self.server.steered |= said
                    answer = self.server.steered
                case "/_asked":
                    answer = self.server.asked
                case "/_all":
                    answer = store.all(said["kind"])
                case "/_events":
                    answer = [json.loads(row[0]) for row in store.file.execute("SELECT said FROM outbox ORDER BY at")]
                case "/_waiting":
                    answer = store.file.execute("SELECT count(*) FROM outbox WHERE sent = 0").fetchone()[0]
                case "/_pay":
                    answer = objects.pay(store, store.get("checkout.session", said["session"]), said["card"])
                case "/_expire":
                    answer = objects.expire(store, store.get("checkout.session", said["session"]))
                case "/_refund":
                    answer = objects.create_refund(store, said)
                case "/_move_on":
                    answer = [objects.move_on(store, each) for each in store.all("refund")]
        self.say(200, json.dumps(answer), "application/json")

    def say(self, status: int, text: str, media_type: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def close_silently(self) -> None:
        self.close_connection = True
        self.connection.close()


if __name__ == "__main__":
    peer = Peer(int(sys.argv[1]), Path(sys.argv[2]))
    print(peer.address, flush=True)
    peer.serve_forever()
