"""A pack: templates and phrases as a file, to take to another practice or colleague."""

import json
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from telepraxis.base import audit
from telepraxis.base.access import Actor

from .models import LONGEST, Phrase, Section
from .permissions import may_keep_practice_phrases, may_use_phrases
from .phrases import MOST, NothingPrepared, Words, keep, phrases_of

FORMAT = "telepraxis-note-pack"
LARGEST = 2_000_000  # bytes


class NotAPack(Exception):
    """The file is not a pack of this kind; nothing was taken in."""


@dataclass(frozen=True)
class TakenIn:
    """What came of a pack."""

    added: int
    known: int  # the same words were there already
    renamed: int  # of those added: the shortcut was in use, so it got a number


def pack_of(owner) -> str:
    """Return what an account (None: the practice) keeps as the text of a file. Who wrote it stays here."""
    items = [_item(phrase) for phrase in phrases_of(owner)]
    return json.dumps({"format": FORMAT, "version": 1, "items": items}, ensure_ascii=False, indent=1)


def _item(phrase: Phrase) -> dict:
    said = {"kind": phrase.kind, "shortcut": phrase.shortcut, "title": phrase.title}
    if phrase.suggested_for:
        said["suggested_for"] = phrase.suggested_for
    if phrase.kind != Phrase.Kind.TEMPLATE:
        return said | {"text": phrase.text}
    return said | {"sections": {name: text for name, text in phrase.texts.items() if text}}


@transaction.atomic
def take_in(*, content: bytes, for_practice: bool, by: Actor, now: datetime) -> TakenIn:
    """Add what a pack holds; nothing that stands is changed or removed.

    :raises NotAPack: it is not one, is damaged or too large; then nothing is taken in.
    :raises TooMany: it would be more than one owner keeps; then nothing is taken in.
    """
    (may_keep_practice_phrases if for_practice else may_use_phrases).require(by)
    wanted = _read(content)
    standing = {each.shortcut: each for each in phrases_of(None if for_practice else by.account_id)}
    added = known = renamed = 0
    for words in wanted:
        columns = words.as_columns()
        if any(_same(each, columns) for each in standing.values()):
            known += 1
            continue
        free = _free(columns["shortcut"], standing)
        try:
            kept = keep(words=_renamed(words, free), for_practice=for_practice, by=by, now=now)
        except NothingPrepared as empty:
            raise NotAPack("an item without words") from empty
        standing[free] = kept
        added, renamed = added + 1, renamed + (free != columns["shortcut"])
    audit.wrote(by, "phrase.pack_taken_in", reason=f"{added} added, {known} known")
    return TakenIn(added, known, renamed)


def _read(content: bytes) -> list[Words]:
    if len(content) > LARGEST:
        raise NotAPack("too large")
    try:
        said = json.loads(content)
        if said["format"] != FORMAT or said["version"] != 1 or len(said["items"]) > MOST:
            raise NotAPack("another format")
        return [_words(item) for item in said["items"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as damage:
        raise NotAPack("damaged") from damage


def _words(item: dict) -> Words:
    sections = item.get("sections", {})
    words = Words(
        kind=Phrase.Kind(item["kind"]).value,
        shortcut=_text(item["shortcut"], 40),
        title=_text(item["title"], 120),
        text=_text(item.get("text", ""), LONGEST),
        sections={section.value: _text(sections.get(section.value, ""), LONGEST) for section in Section},
        suggested_for=_text(item.get("suggested_for", ""), 300),
    )
    return words


def _text(value: object, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest or "\x00" in value:
        raise NotAPack("a text that is none, or too long")
    return value


def _same(standing: Phrase, columns: dict[str, str]) -> bool:
    return all(getattr(standing, name) == value for name, value in columns.items() if name != "shortcut")


def _free(shortcut: str, standing: dict) -> str:
    """Return the shortcut, or with the first number behind it that is free."""
    if shortcut not in standing:
        return shortcut
    return next(name for number in range(2, 2 * MOST) if (name := f"{shortcut[:36]}-{number}") not in standing)


def _renamed(words: Words, shortcut: str) -> Words:
    return replace(words, shortcut=shortcut)
