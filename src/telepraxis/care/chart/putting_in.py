"""Put prepared words into a draft, with the facts they ask for filled in from the record."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import F

from telepraxis.base import audit
from telepraxis.base.access import Actor
from telepraxis.care.encounters.models import Visit

from . import slots
from .models import Phrase, PhraseUse, PutIn
from .notes import refuse_when_signed
from .permissions import may_use_phrases, may_write_note

SLOT = re.compile(r"\{([^{}\n]{1,40})\}")


@transaction.atomic
def put_in(*, visit: Visit, phrase: Phrase, section: str, by: Actor, now: datetime) -> dict[str, str]:
    """Return {section: what to write there} of a phrase (in the named section) or a template, facts filled in.

    A fact that is not known becomes a place to fill. The draft itself is written by whoever writes.

    :raises AlreadySigned: the note is locked.
    """
    may_use_phrases.require(by)
    may_write_note.require(by, visit)
    refuse_when_signed(visit)
    is_template = phrase.kind == Phrase.Kind.TEMPLATE
    raw = {name: text for name, text in phrase.texts.items() if text} if is_template else {section: phrase.text}
    known = _facts(raw.values(), visit, now)
    filled = {name: _filled(text, known) for name, text in raw.items()}
    for name, text in filled.items():
        facts = [known[asked].as_row(asked) for asked in _asked(raw[name]) if known[asked]]
        if is_template or facts:
            _remember(visit, name, phrase.title if is_template else "", text, facts, now)
    _count(phrase, by)
    audit.wrote(by, "note.words_put_in", patient=visit.patient_id, entity=("Visit", visit.id))
    return filled


def _asked(text: str) -> list[str]:
    return list(dict.fromkeys(SLOT.findall(text)))


def _facts(texts: Iterable[str], visit: Visit, now: datetime) -> dict[str, slots.Fact | None]:
    return {asked: slots.fact(asked, visit, now) for text in texts for asked in _asked(text)}


def _filled(text: str, known: Mapping[str, slots.Fact | None]) -> str:
    return SLOT.sub(lambda match: fact.said if (fact := known[match[1]]) else f"[{match[1]}]", text)


def _remember(visit: Visit, section: str, title: str, text: str, facts: list[dict], now: datetime) -> None:
    said = {"title": title, "text": text, "facts": facts, "put_in_at": now}
    PutIn.objects.create(organization_id=visit.organization_id, visit=visit, section=section, **said)


def _count(phrase: Phrase, by: Actor) -> None:
    use, _new = PhraseUse.objects.get_or_create(
        organization_id=by.organization_id, account_id=by.account_id, phrase=phrase
    )
    PhraseUse.objects.filter(pk=use.pk).update(times=F("times") + 1)
