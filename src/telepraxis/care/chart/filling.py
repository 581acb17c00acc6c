"""What each section of a note owes to prepared words and to facts of the record that were put into it.

As with copied text (decision 0096) it is known by comparing: what stands in the section as it was put in is named, what
was written over is not.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from telepraxis.base.record.models import Composition
from telepraxis.care.encounters.models import Visit

from .document import filled_in
from .models import PutIn, Section

WHOLE, PART = "whole", "part"
WORTH_SAYING = 20  # characters of a line: below, the same words are no sign of a template


@dataclass(frozen=True)
class Filling:
    """What stands in a section as it was put in: words of a template ("whole", "part", ""), facts of the record."""

    title: str = ""
    how: str = ""
    facts: tuple[dict[str, str], ...] = field(default=())

    @property
    def words(self) -> str:
        """Return this as a sentence."""
        said = {
            WHOLE: _("Unchanged from the template %(title)s"),
            PART: _("Partly from the template %(title)s"),
        }.get(self.how, "") % {"title": self.title}
        sources = [fact for fact in self.facts if fact["source"]]
        names = ", ".join(dict.fromkeys(fact["slot"] for fact in sources))
        return " · ".join(filter(None, [said, _("From the record: %(what)s") % {"what": names} if names else ""]))


def fillings_of(visit: Visit, texts: Mapping[str, str]) -> dict[str, Filling]:
    """Return what stands in each section as it was put in; a section that owes nothing is not in it. One query."""
    found: dict[str, Filling] = {}
    for row in PutIn.objects.filter(visit=visit).order_by("put_in_at", "id"):
        text, before = texts[row.section], found.get(row.section, Filling())
        facts = [fact for fact in row.facts if fact["said"] in text and fact not in before.facts]
        how = _how(text, row.text) if row.title else ""
        title, how = (row.title, how) if how else (before.title, before.how)
        found[row.section] = Filling(title, how, (*before.facts, *facts))
    return {section: filling for section, filling in found.items() if filling.words or filling.facts}


def _how(text: str, put_in: str) -> str:
    if not text.strip():
        return ""
    if text.strip() == put_in.strip():
        return WHOLE
    standing = {line.strip() for line in text.splitlines()}
    lines = [line.strip() for line in put_in.splitlines() if len(line.strip()) >= WORTH_SAYING]
    return PART if any(line in standing for line in lines) else ""


def filled_of(composition: Composition) -> dict[str, Filling]:
    """Return what a signed note says of its sections."""
    return {
        section: Filling(said["title"], said["how"], tuple(said["facts"]))
        for section, said in filled_in(composition).items()
    }


def marks_of(origins: Mapping, fillings: Mapping[str, Filling]) -> dict[str, str]:
    """Return what is said beside each section of a draft: where it was copied from, what was put in; "" for nothing."""
    return {
        section.value: " · ".join(
            filter(None, [part[section].words if section in part else "" for part in (origins, fillings)])
        )
        for section in Section
    }


def asked_again(texts: Mapping[str, str], fillings: Mapping[str, Filling]) -> dict[str, str]:
    """Return the texts with `{slot}` in the place of each fact that was filled in, as a start for a template."""
    return {section: _emptied(text, fillings.get(section, Filling()).facts) for section, text in texts.items()}


def _emptied(text: str, facts: Iterable[dict[str, str]]) -> str:
    for fact in sorted(facts, key=lambda fact: len(fact["said"]), reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(fact['said'])}(?!\w)", f"{{{fact['slot']}}}", text)
    return text
