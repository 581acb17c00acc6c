"""The text of a SMART Health Link (hl7.org/fhir/uv/smart-health-cards-and-links/links-specification.html). Pure."""

import json
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime

PREFIX = "shlink:/"
LONGEST_LABEL, LONGEST_URL = 80, 128
KEY = re.compile(r"[A-Za-z0-9_-]{43}").fullmatch
FLAGS = ("", "L", "P", "U", "LP", "LU")


class NotALink(ValueError):
    """The text is no SMART Health Link."""


@dataclass(frozen=True, kw_only=True)
class Payload:
    """What a link says: where the content is, with which key it opens, until when, how it is asked for.

    Flags, in alphabetical order: L changes over time, P asks for a passcode, U is one file without a manifest.
    """

    url: str
    key: str
    exp: datetime | None = None
    flag: str = ""
    label: str = ""

    def __post_init__(self):
        if len(self.url) > LONGEST_URL or not KEY(self.key) or len(self.label) > LONGEST_LABEL:
            raise ValueError("The url has 128 characters at most, the key 43, the label 80 at most.")
        if self.flag not in FLAGS:
            raise ValueError("Flags are L, P and U, in this order; U asks for no passcode.")


def new_token() -> str:
    """Return 256 random bits as 43 characters that may stand in an address."""
    return secrets.token_urlsafe(32)


def written(payload: Payload) -> str:
    """Return the link, which begins with `shlink:/`."""
    said = {"url": payload.url, "key": payload.key}
    if payload.exp:
        said["exp"] = int(payload.exp.timestamp())
    said |= {name: value for name in ("flag", "label") if (value := getattr(payload, name))}
    text = json.dumps(said | {"v": 1}, separators=(",", ":"), ensure_ascii=False)
    return PREFIX + urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(link: str) -> Payload:
    """Return what a link says; an address of a viewer may stand before it.

    :raises NotALink: it is none, or of a later version.
    """
    _viewer, found, text = link.partition(PREFIX)
    try:
        said = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        exp = datetime.fromtimestamp(said["exp"], UTC) if "exp" in said else None
        if not found or said.get("v", 1) != 1:
            raise NotALink(link[:16])
        return Payload(
            url=said["url"], key=said["key"], exp=exp, flag=said.get("flag", ""), label=said.get("label", "")
        )
    except (ValueError, KeyError, TypeError) as reason:
        raise NotALink("This is no SMART Health Link.") from reason
