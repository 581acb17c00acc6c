"""How a message travels in a notification."""

import orjson

CHANNEL = "telepraxis_live"
LARGEST = 7_900  # bytes; PostgreSQL refuses a payload of 8,000 and more


def sealed(address: str, message: dict) -> str:
    """Return the notification's payload: the group or channel it goes to, and the message."""
    return orjson.dumps([address, message]).decode()


def opened(payload: str) -> tuple[str, dict | int]:
    """Return (address, message); a message that was too large is the number of the row that holds it."""
    address, message = orjson.loads(payload)
    return address, message
