"""Relay servers and their short-lived credentials (TURN REST scheme: username is expiry and who, password its HMAC)."""

import hmac
from base64 import b64encode
from datetime import datetime, timedelta
from hashlib import sha1

from django.conf import settings

GOOD_FOR = timedelta(minutes=10)


def servers(who: str, *, now: datetime) -> list[dict]:
    """Return what a browser's RTCPeerConnection takes as `iceServers`; empty when the installation has no relay."""
    relay = settings.TURN
    if not relay.get("urls"):
        return []
    username = f"{int((now + GOOD_FOR).timestamp())}:{who}"
    return [{"urls": relay["urls"], "username": username, "credential": credential(username, relay["secret"])}]


def credential(username: str, secret: str) -> str:
    digest = hmac.new(secret.encode(), username.encode(), sha1).digest()
    return b64encode(digest).decode()


def ice(who: str, *, force_relay: bool, now: datetime) -> dict:
    """Return servers, policy and life of the credentials for one participant, as the call's script expects them."""
    return {
        "servers": servers(who, now=now),
        "policy": "relay" if force_relay else "all",
        "good_for_s": int(GOOD_FOR.total_seconds()),
    }
