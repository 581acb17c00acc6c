"""Words prepared for notes: phrases and templates, one's own and the practice's."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.record.models import Patient

from .models import Phrase, Section
from .permissions import may_change_phrase, may_keep_practice_phrases, may_use_phrases

BLANK = r"\[[^\[\]\n]{1,80}\]"
MOST = 500  # of one owner


class NothingPrepared(Exception):
    """It has no words."""


class ShortcutTaken(Exception):
    """The same owner has something under this shortcut already."""


class TooMany(Exception):
    """One owner keeps at most `MOST`."""


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is to be kept. A phrase has `text`, a template has `sections`."""

    kind: str
    shortcut: str
    title: str
    text: str = ""
    sections: Mapping[str, str] = field(default_factory=dict)

    def as_columns(self) -> dict[str, str]:
        """Return the columns of `Phrase`; what the kind does not use is empty."""
        is_phrase = self.kind == Phrase.Kind.PHRASE
        texts = {section.value: "" if is_phrase else self.sections.get(section.value, "") for section in Section}
        return {
            "kind": self.kind,
            "shortcut": shortcut_of(self.shortcut or self.title),
            "title": self.title.strip(),
            "text": _plain(self.text) if is_phrase else "",
            **{name: _plain(text) for name, text in texts.items()},
        }


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip("\n")


def shortcut_of(words: str) -> str:
    """Return what is typed after the slash: small letters, digits and dashes, at most 40."""
    return slugify(words, allow_unicode=True)[:40].strip("-")


def blanks_in(texts: Mapping[str, str]) -> list[str]:
    """Return the places that are still to be filled, as they stand there, each once."""
    return list(dict.fromkeys(blank for text in texts.values() for blank in re.findall(BLANK, text)))


@transaction.atomic
def keep(*, words: Words, for_practice: bool, by: Actor, now: datetime) -> Phrase:
    """Keep new words, for oneself or for the practice.

    :raises NothingPrepared: they have no text, title or shortcut.
    :raises ShortcutTaken: the shortcut is in use.
    :raises TooMany: there are `MOST` already.
    """
    (may_keep_practice_phrases if for_practice else may_use_phrases).require(by)
    owner = None if for_practice else by.account_id
    if _standing(owner).count() >= MOST:
        raise TooMany(MOST)
    phrase = Phrase(organization_id=by.organization_id, owner=owner)
    return _written(phrase, words, by, now)


@transaction.atomic
def change(*, phrase: Phrase, words: Words, by: Actor, now: datetime) -> Phrase:
    """Change words that are kept. Notes in which they were used stay as they are.

    :raises NothingPrepared: they have no text, title or shortcut.
    :raises ShortcutTaken: the shortcut is in use.
    """
    phrase = Phrase.objects.select_for_update().get(pk=phrase.pk, retired_at=None)
    may_change_phrase.require(by, phrase)
    return _written(phrase, words, by, now)


def _written(phrase: Phrase, words: Words, by: Actor, now: datetime) -> Phrase:
    for name, value in words.as_columns().items():
        setattr(phrase, name, value)
    if not phrase.title or not phrase.shortcut or not phrase.words.strip():
        raise NothingPrepared(phrase.title)
    if _standing(phrase.owner).filter(shortcut=phrase.shortcut).exclude(pk=phrase.pk).exists():
        raise ShortcutTaken(phrase.shortcut)
    phrase.changed_by, phrase.changed_at = by.name, now
    phrase.save()
    audit.wrote(by, "phrase.kept", entity=("Phrase", phrase.id))
    return phrase


@transaction.atomic
def retire(*, phrase: Phrase, by: Actor, now: datetime) -> None:
    """Take words out of use; the shortcut is free again. Said twice it retires once."""
    may_change_phrase.require(by, phrase)
    if Phrase.objects.filter(pk=phrase.pk, retired_at=None).update(retired_at=now):
        audit.wrote(by, "phrase.retired", entity=("Phrase", phrase.id))


def _standing(owner):
    return Phrase.objects.filter(owner=owner, retired_at=None)


def phrases_of(owner) -> list[Phrase]:
    """Return what an account (None: the practice) keeps, templates first, by title. One query."""
    return list(_standing(owner).order_by("-kind", "title"))


def usable_by(actor: Actor) -> list[Phrase]:
    """Return what the actor can put into a note; one's own goes before the practice's of that shortcut. One query."""
    found = Phrase.objects.filter(owner__isnull=True) | Phrase.objects.filter(owner=actor.account_id)
    by_shortcut: dict[str, Phrase] = {}
    for phrase in found.filter(retired_at=None).order_by("title"):
        if phrase.shortcut not in by_shortcut or phrase.owner is not None:
            by_shortcut[phrase.shortcut] = phrase
    return list(by_shortcut.values())


def without_person(sections: Mapping[str, str], patient: Patient) -> dict[str, str]:
    """Return the texts of a note with places to fill instead of the patient's names, as a start for a template.

    What else belongs to this patient alone only a person can see: whoever makes the template reads it first.
    """
    names = {name for name in (patient.name_text, patient.given, patient.family) if name}
    named = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return {
        section: re.sub(rf"\b(?:{named})\b", "[name]", text, flags=re.IGNORECASE) if named else text
        for section, text in sections.items()
    }
