"""Words prepared for notes: phrases and templates, one's own and the practice's."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Case, Exists, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils.text import slugify

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.base.record.models import Patient

from .models import Phrase, PhraseUse, Section
from .permissions import may_change_phrase, may_keep_practice_phrases, may_use_phrase, may_use_phrases

BLANK = r"\[[^\[\]\n]{1,200}\]|_{3,}"
MOST = 500  # of one owner
NOTE_KINDS = (Phrase.Kind.PHRASE, Phrase.Kind.TEMPLATE)


class NothingPrepared(Exception):
    """It has no words."""


class ShortcutTaken(Exception):
    """The same owner has something under this shortcut already."""


class ChangedMeanwhile(Exception):
    """Somebody else changed it since it was read; `phrase` is how it stands now. Nothing was overwritten."""

    def __init__(self, phrase: Phrase):
        super().__init__(f"at revision {phrase.revision}")
        self.phrase = phrase


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
    suggested_for: str = ""

    def as_columns(self) -> dict[str, str]:
        """Return the columns of `Phrase`; what the kind does not use is empty."""
        is_template = self.kind == Phrase.Kind.TEMPLATE
        texts = {section.value: self.sections.get(section.value, "") if is_template else "" for section in Section}
        return {
            "kind": self.kind,
            "shortcut": shortcut_of(self.shortcut or self.title),
            "title": self.title.strip(),
            "text": "" if is_template else _plain(self.text),
            "suggested_for": ", ".join(filter(None, (word.strip() for word in self.suggested_for.split(",")))),
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
def change(*, phrase: Phrase, words: Words, if_revision: int | None = None, by: Actor, now: datetime) -> Phrase:
    """Change words that are kept. Notes in which they were used stay as they are.

    :raises ChangedMeanwhile: it is no longer at that revision; what was typed is kept by whoever asked.
    :raises NothingPrepared: they have no text, title or shortcut.
    :raises ShortcutTaken: the shortcut is in use.
    """
    phrase = Phrase.objects.select_for_update().get(pk=phrase.pk, retired_at=None)
    may_change_phrase.require(by, phrase)
    if if_revision is not None and if_revision != phrase.revision:
        raise ChangedMeanwhile(phrase)
    phrase.revision += 1
    return _written(phrase, words, by, now)


@transaction.atomic
def copy_to_own(*, phrase: Phrase, by: Actor, now: datetime) -> Phrase:
    """Keep a copy of the practice's words for oneself, to change as one likes; from then on it goes before theirs.

    :raises ShortcutTaken: one has something under that shortcut already.
    :raises TooMany: there are `MOST` already.
    """
    may_use_phrase.require(by, phrase)
    same = ("kind", "shortcut", "title", "text", "suggested_for")
    words = Words(**{name: getattr(phrase, name) for name in same}, sections=phrase.texts)
    return keep(words=words, for_practice=False, by=by, now=now)


@transaction.atomic
def star(*, phrase: Phrase, starred: bool, by: Actor, now: datetime) -> None:
    """Make it a favourite of the actor, or no more: it stands first in their lists."""
    may_use_phrase.require(by, phrase)
    use, _new = PhraseUse.objects.get_or_create(
        organization_id=by.organization_id, account_id=by.account_id, phrase=phrase
    )
    PhraseUse.objects.filter(pk=use.pk).update(starred_at=now if starred else None)
    audit.wrote(by, "phrase.starred" if starred else "phrase.unstarred", entity=("Phrase", phrase.id))


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


def phrases_of(owner, reader: UUID | None = None) -> list[Phrase]:
    """Return what an account (None: the practice) keeps: the reader's favourites first, then by kind. One query."""
    kinds = Case(*(When(kind=kind, then=place) for place, kind in enumerate(("template", "phrase", "line"))))
    return list(_with_uses(_standing(owner), reader or owner).order_by("-starred", kinds, "title"))


def usable_by(actor: Actor, kinds: Iterable[str] = NOTE_KINDS, about: str = "") -> list[Phrase]:
    """Return what the actor can put into a note, one's own before the practice's of that shortcut. One query.

    First what is suggested for the words in `about` (`is_suggested`), then favourites (`starred`), then what the actor
    uses often (`used`).
    """
    found = Phrase.objects.filter(owner__isnull=True) | Phrase.objects.filter(owner=actor.account_id)
    by_shortcut: dict[str, Phrase] = {}
    for phrase in _with_uses(found.filter(retired_at=None, kind__in=kinds), actor.account_id).order_by("title"):
        if phrase.shortcut not in by_shortcut or phrase.owner is not None:
            by_shortcut[phrase.shortcut] = phrase
            phrase.is_suggested = is_suggested(phrase, about)
    return sorted(by_shortcut.values(), key=lambda each: (not each.is_suggested, not each.starred, -each.used))


def is_suggested(phrase: Phrase, about: str) -> bool:
    """Tell whether one of the reasons it is meant for stands in these words."""
    wanted = [word.strip().casefold() for word in phrase.suggested_for.split(",")]
    return any(word and word in about.casefold() for word in wanted)


def _with_uses(phrases: QuerySet[Phrase], account: UUID) -> QuerySet[Phrase]:
    """Add to each whether it is a favourite of the account (`starred`) and how often it used it (`used`)."""
    mine = PhraseUse.objects.filter(phrase=OuterRef("pk"), account_id=account)
    return phrases.annotate(
        starred=Exists(mine.filter(starred_at__isnull=False)),
        used=Coalesce(Subquery(mine.values("times")[:1]), 0),
    )


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
