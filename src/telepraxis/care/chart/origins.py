"""How much of a note was copied from an earlier one: said of every section, while it is written and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from telepraxis.base.record.models import Composition
from telepraxis.base.ui.times import day_text
from telepraxis.care.encounters.models import Visit
from telepraxis.registry.patients.identity import uids_of

from .document import carried_in, texts_of
from .models import Carried, Signature

WORTH_SAYING = 20  # characters: below, the same words are no sign of copying ("No fever.")
WHOLE, PART, EDITED = "whole", "part", "edited"


@dataclass(frozen=True)
class Source:
    """A signed note to copy from."""

    composition: Composition
    author: str
    at: datetime
    texts: dict[str, str]


@dataclass(frozen=True)
class Origin:
    """Where the text of a section comes from, and how much of it stands unchanged: "whole", "part", "edited"."""

    how: str
    source: str  # logical id of the Composition
    at: datetime

    @property
    def words(self) -> str:
        """Return this as a sentence."""
        said = {
            WHOLE: _("Copied unchanged from the note of %(day)s"),
            PART: _("Partly copied from the note of %(day)s"),
            EDITED: _("Changed since it was copied from the note of %(day)s"),
        }
        return said[self.how] % {"day": day_text(self.at)}


def last_note(visit: Visit) -> Source | None:
    """Return the patient's newest signed note of another visit. One query."""
    signed = Signature.objects.filter(visit__patient_id__in=uids_of(visit.patient_id), kind=Signature.Kind.NOTE)
    newest = signed.exclude(visit=visit).select_related("composition", "practitioner").order_by("-signed_at").first()
    return _source(newest) if newest else None


def _source(signature: Signature) -> Source:
    texts = {code: text for code, text in texts_of(signature.composition) if code}
    return Source(signature.composition, signature.practitioner.name_text, signature.signed_at, texts)


def origins_of(visit: Visit, texts: Mapping[str, str]) -> dict[str, Origin]:
    """Return where each section's text comes from; a section written for this visit is not in it. Two queries.

    Also what was copied by hand counts: words that stand so in the last note are a copy whichever way they came.
    """
    origins = {}
    for carried in Carried.objects.filter(visit=visit).select_related("source").order_by("carried_at"):
        if texts[carried.section].strip():
            how = _how(texts[carried.section], carried.text)
            origins[carried.section] = Origin(how, carried.source.logical_id, carried.source.date)
    note = last_note(visit)
    for name, text in texts.items() if note else ():
        before = note.texts.get(name, "")
        if name not in origins and len(before) >= WORTH_SAYING and _how(text, before) != EDITED:
            origins[name] = Origin(_how(text, before), note.composition.logical_id, note.composition.date)
    return origins


def _how(text: str, carried: str) -> str:
    if text.strip() == carried.strip():
        return WHOLE
    return PART if carried.strip() in text else EDITED


def is_wholly_copied(texts: Mapping[str, str], *owed: Mapping) -> bool:
    """Tell whether no word of the note was written for this visit: each section stands as it was copied or put in."""
    written = [name for name, text in texts.items() if text.strip()]
    return bool(written) and all(any(name in each and each[name].how == WHOLE for each in owed) for name in written)


def copied_in(composition: Composition) -> dict[str, Origin]:
    """Return what a signed note says about its copied sections, by section."""
    return {
        section: Origin(said["how"], said["source"], datetime.fromisoformat(said["written"]))
        for section, said in carried_in(composition).items()
    }
