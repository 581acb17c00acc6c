"""What a patient is found by. Pure: a document in, tokens and spellings out."""

from collections.abc import Iterable

from .names import PARTICLES, fold, traces_of, words_of
from .query import plain

PHONE, EMAIL, IDENTIFIER = "~", "@", "#"
LAST = chr(0x10FFFF)  # sorts after every letter: where the words with a beginning end


def tokens_of(doc: dict) -> set[str]:
    """Return every token of a Patient document: name words of all names, also old ones, phones, mail, identifiers."""
    return (
        set(name_words(doc))
        | {phone_token(point["value"]) for point in _telecom(doc, "phone")}
        | {EMAIL + fold(point["value"])[:250] for point in _telecom(doc, "email")}
        | {IDENTIFIER + plain(entry["value"])[:100] for entry in doc.get("identifier", []) if entry.get("value")}
    )


def name_words(doc: dict) -> set[str]:
    """Return the folded words of all names in the document."""
    said = []
    for name in doc.get("name", []):
        said += [*name.get("given", []), name.get("family", "")]
        if not name.get("family"):
            said.append(name.get("text", ""))
    return {word[:100] for word in words_of(" ".join(part for part in said if part))}


def phone_token(phone: str) -> str:
    """Return the number backwards, so that its last digits are a beginning: with or without the country's prefix."""
    digits = "".join(letter for letter in phone if letter.isdigit())
    return PHONE + digits[::-1][:30]


def spellings_of(words: Iterable[str]) -> set[tuple[str, str]]:
    """Return (trace, word) of each word worth searching by."""
    return {(trace, word) for word in words if word not in PARTICLES and word[0].isalnum() for trace in traces_of(word)}


def _telecom(doc: dict, system: str) -> list[dict]:
    return [point for point in doc.get("telecom", []) if point.get("system") == system and point.get("value")]
