"""Sessions, intents and refunds as the API knows them, kept in SQLite."""

import json
import secrets
import sqlite3
import threading
import time
from pathlib import Path

GOOD_CARD = "4242424242424242"
DECLINED = {"4000000000000002": "generic_decline", "4000000000009995": "insufficient_funds"}
REFUND_FAILS_LATER, REFUND_TAKES_TIME = "4000000000005126", "4000000000007726"
KNOWN_CARDS = {GOOD_CARD, *DECLINED, REFUND_FAILS_LATER, REFUND_TAKES_TIME}
SMALLEST = 50

SESSION_MAY_SAY = {
    "mode", "client_reference_id", "metadata", "payment_intent_data", "line_items", "success_url", "cancel_url",
    "expires_at", "locale", "payment_method_types", "expand",
}  # fmt: skip
REFUND_MAY_SAY = {"payment_intent", "amount", "metadata", "reason", "expand"}


class No(Exception):
    """The API's refusal."""

    def __init__(self, status: int, code: str, message: str, type: str = "invalid_request_error"):
        super().__init__(message)
        self.status = status
        self.body = {"error": {"type": type, "code": code, "message": message}}


class Store:
    """Everything by its id, one writer at a time."""

    def __init__(self, path: Path):
        self.lock = threading.RLock()
        self.file = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self.file.executescript(
            "PRAGMA journal_mode=WAL; CREATE TABLE IF NOT EXISTS thing (id TEXT PRIMARY KEY, kind TEXT, said TEXT);"
            "CREATE TABLE IF NOT EXISTS used (key TEXT PRIMARY KEY, asked TEXT, status INT, answer TEXT);"
            "CREATE TABLE IF NOT EXISTS outbox (at INTEGER PRIMARY KEY, said TEXT, sent INT DEFAULT 0);"
        )

    def get(self, kind: str, id: str) -> dict:
        found = self.file.execute("SELECT said FROM thing WHERE id = ? AND kind = ?", (id, kind)).fetchone()
        if not found:
            raise No(404, "resource_missing", f"No such {kind}: '{id}'")
        return json.loads(found[0])

    def all(self, kind: str) -> list[dict]:
        rows = self.file.execute("SELECT said FROM thing WHERE kind = ? ORDER BY rowid", (kind,))
        return [json.loads(said) for (said,) in rows]

    def put(self, thing: dict) -> dict:
        said = (thing["id"], thing["object"], json.dumps(thing))
        self.file.execute(
            "INSERT INTO thing VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET said = excluded.said", said
        )
        return thing

    def tell(self, kind: str, thing: dict) -> None:
        event = {
            "id": new_id("evt"), "object": "event", "type": kind, "created": int(time.time()), "livemode": False,
            "api_version": "2026-10-28.endive", "data": {"object": thing},
        }  # fmt: skip
        self.file.execute("INSERT INTO outbox (said) VALUES (?)", (json.dumps(event),))


def new_id(prefix: str) -> str:
    return f"{prefix}_test_{secrets.token_hex(12)}"


def refuse_unknown(said: dict, known: set[str]) -> None:
    for name in said.keys() - known:
        raise No(400, "parameter_unknown", f"Received unknown parameter: {name}")


def create_session(store: Store, said: dict, address: str) -> dict:
    refuse_unknown(said, SESSION_MAY_SAY)
    [line] = said["line_items"].values()
    price = line["price_data"]
    amount, currency = int(price["unit_amount"]) * int(line["quantity"]), price["currency"]
    if amount < SMALLEST:
        raise No(400, "amount_too_small", "The amount is below the smallest that can be charged.")
    ahead = int(said["expires_at"]) - time.time()
    if not 30 * 60 - 60 <= ahead <= 24 * 3600 + 60:
        raise No(400, "parameter_invalid_integer", "expires_at must lie between 30 minutes and 24 hours ahead.")
    id = new_id("cs")
    return store.put(
        {
            "id": id,
            "object": "checkout.session",
            "mode": said["mode"],
            "amount_total": amount,
            "currency": currency,
            "client_reference_id": said.get("client_reference_id"),
            "metadata": said.get("metadata", {}),
            "status": "open",
            "payment_status": "unpaid",
            "payment_intent": None,
            "livemode": False,
            "expires_at": int(said["expires_at"]),
            "success_url": said["success_url"],
            "cancel_url": said.get("cancel_url"),
            "url": f"{address}/c/pay/{id}",
            "label": price["product_data"]["name"],
            "intent_metadata": said.get("payment_intent_data", {}).get("metadata", {}),
        }  # fmt: skip
    )


def shown(store: Store, session: dict, expand: list[str]) -> dict:
    said = {name: value for name, value in session.items() if name != "intent_metadata"}
    if "payment_intent" in expand and said["payment_intent"]:
        said["payment_intent"] = store.get("payment_intent", said["payment_intent"])
    return said


def expire(store: Store, session: dict) -> dict:
    if session["status"] != "open":
        raise No(400, "resource_already_exists", "Only Checkout Sessions with a status of open can be expired.")
    session["status"], session["url"] = "expired", None
    store.tell("checkout.session.expired", store.put(session))
    return session


def pay(store: Store, session: dict, card: str) -> str:
    """Try a card on the hosted page; return "" or why it was declined."""
    if session["status"] == "open" and session["expires_at"] < time.time():
        expire(store, session)
    if session["status"] != "open" or card not in KNOWN_CARDS:
        return "This page has ended." if session["status"] != "open" else "This is no test card."
    intent = _intent_of(store, session)
    if why := DECLINED.get(card):
        intent["status"] = "requires_payment_method"
        intent["last_payment_error"] = {"type": "card_error", "code": "card_declined", "decline_code": why}
        store.tell("payment_intent.payment_failed", store.put(intent))
        return "Your card was declined."
    intent |= {"status": "succeeded", "last_payment_error": None, "card": card, "amount_received": intent["amount"]}
    session |= {"status": "complete", "payment_status": "paid", "url": None}
    store.put(session)
    # Out of order, as it happens: what comes last is told first.
    store.tell("checkout.session.completed", shown(store, session, []))
    store.tell("payment_intent.succeeded", store.put(intent))
    store.tell("customer.updated", {"id": new_id("cus"), "object": "customer"})
    return ""


def _intent_of(store: Store, session: dict) -> dict:
    if session["payment_intent"]:
        return store.get("payment_intent", session["payment_intent"])
    intent = {
        "id": new_id("pi"), "object": "payment_intent", "amount": session["amount_total"], "amount_received": 0,
        "currency": session["currency"], "status": "requires_payment_method", "last_payment_error": None,
        "metadata": session["intent_metadata"], "livemode": False,
    }  # fmt: skip
    session["payment_intent"] = intent["id"]
    store.put(session)
    store.tell("payment_intent.created", intent)
    return store.put(intent)


def create_refund(store: Store, said: dict) -> dict:
    refuse_unknown(said, REFUND_MAY_SAY)
    intent = store.get("payment_intent", said["payment_intent"])
    gone = sum(
        each["amount"]
        for each in store.all("refund")
        if each["payment_intent"] == intent["id"] and each["status"] in ("succeeded", "pending")
    )
    amount = int(said.get("amount", intent["amount_received"] - gone))
    if gone >= intent["amount_received"]:
        raise No(400, "charge_already_refunded", "This has been refunded already.")
    if amount > intent["amount_received"] - gone:
        raise No(400, "refund_exceeds_charge", "More than is left of this charge.")
    refund = {
        "id": new_id("re"), "object": "refund", "amount": amount, "currency": intent["currency"],
        "payment_intent": intent["id"], "metadata": said.get("metadata", {}), "failure_reason": None,
        "status": "pending" if intent["card"] == REFUND_TAKES_TIME else "succeeded",
    }  # fmt: skip
    store.tell("refund.created", store.put(refund))
    store.tell(
        "charge.refunded", {"id": new_id("ch"), "object": "charge", "payment_intent": intent["id"], "metadata": {}}
    )
    return refund


def move_on(store: Store, refund: dict) -> dict:
    """What a bank does days later: a pending refund goes through, one of the other test card comes back."""
    intent = store.get("payment_intent", refund["payment_intent"])
    if refund["status"] == "pending":
        refund["status"] = "succeeded"
        store.tell("refund.updated", store.put(refund))
    elif intent["card"] == REFUND_FAILS_LATER:
        refund |= {"status": "failed", "failure_reason": "expired_or_canceled_card"}
        store.tell("refund.failed", store.put(refund))
    return refund
