"""Compile message catalogues (.po) to what Django loads (.mo), without GNU gettext."""

import ast
import struct
import sys
from dataclasses import dataclass, field
from pathlib import Path

LOCALES = Path(__file__).resolve().parent.parent / "src" / "telepraxis" / "locale"
CONTEXT_END, PLURAL_END = "\x04", "\x00"


@dataclass
class Message:
    context: str | None = None
    one: str = ""
    many: str | None = None
    translations: dict[int, str] = field(default_factory=dict)
    fuzzy: bool = False

    @property
    def key(self) -> str:
        whole = self.one if self.many is None else f"{self.one}{PLURAL_END}{self.many}"
        return whole if self.context is None else f"{self.context}{CONTEXT_END}{whole}"

    @property
    def is_translated(self) -> bool:
        return bool(self.translations) and all(self.translations.values())

    @property
    def translation(self) -> str:
        return PLURAL_END.join(text for _number, text in sorted(self.translations.items()))


class BadCatalogue(ValueError):
    """A line of a catalogue is no comment, keyword or text."""


def read(text: str) -> list[Message]:
    """Messages of a catalogue in their order, the header (empty msgid) first.

    :raises BadCatalogue: names the line.
    """
    messages, message, fuzzy, slot = [], None, False, None
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if line.startswith("#,") and "fuzzy" in line:
            fuzzy = True
        if not line or line.startswith("#"):
            continue
        keyword, quote, rest = line.partition('"')
        if not quote:
            raise BadCatalogue(f"line {number}: {line}")
        piece, keyword = ast.literal_eval(f'"{rest}'), keyword.strip()
        if keyword == "msgctxt" or (keyword == "msgid" and slot != "msgctxt"):
            message = Message(fuzzy=fuzzy)
            messages.append(message)
            fuzzy = False
        slot = keyword or slot
        _add(message, slot, piece, number)
    return messages


def _add(message: Message, slot: str, piece: str, number: int) -> None:
    if slot == "msgctxt":
        message.context = (message.context or "") + piece
    elif slot == "msgid":
        message.one += piece
    elif slot == "msgid_plural":
        message.many = (message.many or "") + piece
    elif slot.startswith("msgstr"):
        form = int(slot[7:-1]) if slot.startswith("msgstr[") else 0
        message.translations[form] = message.translations.get(form, "") + piece
    else:
        raise BadCatalogue(f"line {number}: {slot}")


def compiled(messages: list[Message]) -> bytes:
    """The bytes of a .mo file; untranslated and fuzzy messages are left out, so that English shows."""
    wanted = [message for message in messages if message.is_translated and not (message.fuzzy and message.one)]
    pairs = sorted((message.key.encode(), message.translation.encode()) for message in wanted)
    ids, texts = b"".join(key + b"\0" for key, _ in pairs), b"".join(text + b"\0" for _, text in pairs)
    id_table, text_table, at_id, at_text = [], [], 28 + 16 * len(pairs), 28 + 16 * len(pairs) + len(ids)
    for key, text in pairs:
        id_table += [len(key), at_id]
        text_table += [len(text), at_text]
        at_id += len(key) + 1
        at_text += len(text) + 1
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    return head + struct.pack(f"<{4 * len(pairs)}I", *id_table, *text_table) + ids + texts


def compile_all() -> list[str]:
    """Compile what changed; returns one line per catalogue that still has untranslated messages."""
    untranslated = []
    for source in sorted(LOCALES.glob("*/LC_MESSAGES/*.po")):
        messages = read(source.read_text(encoding="utf-8"))
        contents, target = compiled(messages), source.with_suffix(".mo")
        if not target.is_file() or target.read_bytes() != contents:
            target.write_bytes(contents)
        missing = [message.one for message in messages if message.one and (message.fuzzy or not message.is_translated)]
        if missing:
            untranslated.append(
                f"{source.parts[-3]}: {len(missing)} of {len(messages) - 1} untranslated, {missing[:3]}"
            )
    return untranslated


if __name__ == "__main__":
    sys.stdout.writelines(f"{line}\n" for line in compile_all())
