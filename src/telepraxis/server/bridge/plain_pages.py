"""Answers that need no Django, for when there is no room or no way to ask it."""

from collections.abc import Callable
from dataclasses import dataclass

HTML = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>{title}</title>
<style>body{{font:1.125rem/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1rem;
color-scheme:light dark}}h1{{font-size:1.5rem}}</style>
<h1>{title}</h1><p>{next_step}</p></html>"""


@dataclass(frozen=True)
class PlainPage:
    """One sentence that says what happened, one that says what to do."""

    status: int
    title: str
    next_step: str
    retry_after_s: int = 0

    async def send(self, send: Callable) -> None:
        body = HTML.format(title=self.title, next_step=self.next_step).encode()
        headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-length", b"%d" % len(body)),
            (b"cache-control", b"no-store"),
            (b"connection", b"close"),
        ]
        if self.retry_after_s:
            headers.append((b"retry-after", b"%d" % self.retry_after_s))
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": body})


TOO_BUSY = PlainPage(
    503, "Very many people are here at this moment",
    "Nothing was changed. Please try again in a few seconds. In an emergency call your local emergency number.", 3,
)  # fmt: skip
TOO_LARGE = PlainPage(413, "This is too large to send", "Nothing was kept. Please send a smaller file.")
GONE_QUIET = PlainPage(408, "The connection was too slow", "Nothing was changed. Please try again.")
STORAGE_FULL = PlainPage(
    507, "There is no space left to keep this",
    "Nothing was changed. Please tell the practice: its server has no disk space left.",
)  # fmt: skip
SERVER_ERROR = PlainPage(
    500, "Something went wrong on our side",
    "Nothing was changed. Please try again; if it happens once more, call the practice.",
)  # fmt: skip
