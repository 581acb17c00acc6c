"""Read what the sink has kept."""

import email
import email.policy
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from functools import lru_cache
from pathlib import Path


class NoSuchLetter(Exception):
    """There is no such letter in the inbox."""


@dataclass(frozen=True)
class Letter:
    """One mail: `number` names it, `attachments` are (file name, media type, bytes)."""

    number: str
    taken_at: datetime
    sender: str
    to: str
    return_path: str
    subject: str
    text: str
    html: str
    attachments: tuple[tuple[str, str, bytes], ...]


def letters(folder: Path, *, to: str = "", limit: int = 100) -> list[Letter]:
    """Return the latest letters, newest first; with `to`, those to addresses that contain it."""
    found = (_opened(path) for path in sorted(folder.glob("*.eml"), reverse=True))
    chosen = (each for each in found if to.lower() in each.to.lower())
    return [each for each, _ in zip(chosen, range(limit), strict=False)]


def letter(folder: Path, number: str) -> Letter:
    """Return one letter. :raises NoSuchLetter: there is none of that number."""
    path = folder / f"{number}.eml"
    if not (number.isascii() and number.isdigit()) or not path.is_file():
        raise NoSuchLetter(number)
    return _opened(path)


@lru_cache(maxsize=500)
def _opened(path: Path) -> Letter:
    message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    return Letter(
        number=path.stem,
        taken_at=datetime.fromtimestamp(int(path.stem) / 1e9, UTC),
        sender=str(message["From"] or ""),
        to=str(message["X-Envelope-To"] or message["To"] or ""),
        return_path=str(message["X-Envelope-From"] or ""),
        subject=str(message["Subject"] or ""),
        text=_body(message, "plain"),
        html=_body(message, "html"),
        attachments=tuple(_attachments(message)),
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return part.get_content() if part else ""


def _attachments(message: EmailMessage):
    for number, part in enumerate(message.iter_attachments(), 1):
        content = part.get_payload(decode=True) or b""
        yield part.get_filename() or f"attachment-{number}", part.get_content_type(), content
