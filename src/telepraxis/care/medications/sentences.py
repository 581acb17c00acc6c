"""Lines worth writing again: a person's own, or the practice's; a protocol holds several for one cause."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from telepraxis.base import audit
from telepraxis.base.access import Actor, NotAllowed
from telepraxis.base.uuid7 import uuid7

from . import lines as shapes
from .lines import Line
from .models import Sentence, SentenceUse
from .permissions import may_keep_practice_sentences, may_keep_sentences
from .refusals import NotSo


@dataclass(frozen=True)
class Kept:
    """A sentence to choose; `times` is how often it was taken, one's own times first."""

    id: UUID
    kind: str
    name: str
    lines: tuple[Line, ...]
    is_practice: bool
    times: int


@transaction.atomic
def keep(
    *, kind: str, name: str, lines: tuple[Line, ...], for_practice: bool = False, by: Actor, now: datetime
) -> Sentence:
    """Keep lines under a name. :raises NotSo: there is no name or line, or the name is taken."""
    (may_keep_practice_sentences if for_practice else may_keep_sentences).require(by)
    if not name.strip() or not lines or kind not in Sentence.Kind.values:
        raise NotSo(_("Give it a name, and at least one line."))
    if kind != Sentence.Kind.PROTOCOL and len(lines) > 1:
        raise NotSo(_("Several lines are a protocol."))
    row = Sentence(
        id=uuid7(),
        organization_id=by.organization_id,
        kind=kind,
        name=name.strip()[:120],
        owner_id=None if for_practice else by.practitioner_id,
        lines=[shapes.kept(line) for line in lines],
        kept_at=now,
        kept_by=by.name[:200],
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as taken:
        raise NotSo(_("Something else has this name.")) from taken
    audit.wrote(by, "medications.sentence_kept", entity=("Sentence", row.id))
    return row


@transaction.atomic
def drop(*, sentence: UUID, by: Actor, now: datetime) -> None:
    """Offer it no more. :raises NotAllowed: it is a colleague's."""
    row = Sentence.objects.select_for_update().get(pk=sentence)
    if row.owner_id is None:
        may_keep_practice_sentences.require(by)
    elif row.owner_id != by.practitioner_id:
        raise NotAllowed(may_keep_sentences)
    row.dropped_at = now
    row.save(update_fields=["dropped_at"])
    audit.wrote(by, "medications.sentence_dropped", entity=("Sentence", row.id))


def sentences_for(practitioner: UUID, text: str = "", limit: int = 20) -> list[Kept]:
    """Return what a prescriber may choose, by the words typed: what they take most, then what the practice does."""
    rows = [
        row
        for row in Sentence.objects.filter(dropped_at=None)
        if row.owner_id in (None, practitioner) and _fits(row, text)
    ]
    ids = [row.pk for row in rows]
    theirs = dict(
        SentenceUse.objects.filter(sentence_id__in=ids, practitioner_id=practitioner).values_list(
            "sentence_id", "times"
        )
    )
    everybody = dict(
        SentenceUse.objects.filter(sentence_id__in=ids)
        .values("sentence_id")
        .annotate(all=Sum("times"))
        .values_list("sentence_id", "all")
    )
    rows.sort(key=lambda row: (-theirs.get(row.pk, 0), -everybody.get(row.pk, 0), row.name.casefold()))
    return [
        Kept(
            row.pk,
            row.kind,
            row.name,
            tuple(shapes.of_kept(said) for said in row.lines),
            row.owner_id is None,
            theirs.get(row.pk, 0) or everybody.get(row.pk, 0),
        )
        for row in rows[:limit]
    ]


def _fits(row: Sentence, text: str) -> bool:
    """Tell whether each word typed begins a word of the name or of what was typed for its lines."""
    said = " ".join([row.name, *(line["typed"] for line in row.lines), *(_name(line) for line in row.lines)]).casefold()
    words = said.replace("-", " ").split()
    return all(any(word.startswith(part) for word in words) for part in text.casefold().replace("-", " ").split())


def _name(line: dict) -> str:
    return (line.get("medicine") or {}).get("name", "")
