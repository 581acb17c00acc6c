"""Who may read a chart, write and sign a note, read a summary."""

from uuid import UUID

from telepraxis.base.access import Actor, Role, Rule
from telepraxis.care.encounters.models import Visit
from telepraxis.registry.patients.proxies import stands_in

from .models import Countersigning


def _reads_chart(actor: Actor, patient: UUID) -> bool:
    return actor.is_clinician


def _writes_note(actor: Actor, visit: Visit) -> bool:
    return actor.is_clinician and actor.practitioner_id is not None and actor.practitioner_id == visit.practitioner_id


def _adds(actor: Actor, visit: Visit) -> bool:
    return actor.is_clinician and actor.practitioner_id is not None


def _countersigns(actor: Actor, visit: Visit) -> bool:
    if not actor.has(Role.PHYSICIAN) or actor.practitioner_id is None:
        return False
    return Countersigning.objects.filter(visit=visit, supervisor_id=actor.practitioner_id).exists()


may_read_chart = Rule("chart.read", _reads_chart)
"""May the actor read this patient's chart: every clinician of the organization may, and every look is audited."""

may_read_own_record = Rule("chart.read_own", stands_in)
"""May the actor read this patient's summaries and signed notes as the patient, or for them? A join link is no key."""

may_write_note = Rule("chart.write_note", _writes_note)
"""May the actor write and sign the note of this visit: its own clinician alone. A colleague's draft is not editable."""

may_add_addendum = Rule("chart.add_addendum", _adds)
"""May the actor append to the signed note of this visit: any clinician, under their own name."""

may_import_notes = Rule("chart.import_notes", lambda actor, subject: actor.has(Role.SYSTEM_ADMINISTRATOR))
"""May the actor take over another system's notes."""

may_use_phrases = Rule("chart.use_phrases", lambda actor, subject: actor.is_clinician)
"""May the actor use prepared words in notes, and keep their own."""

may_keep_practice_phrases = Rule(
    "chart.keep_practice_phrases", lambda actor, subject: actor.has(Role.PHYSICIAN, Role.MANAGER)
)
"""May the actor keep the practice's prepared words: whoever answers for notes, and whoever sets the practice up."""

may_change_phrase = Rule(
    "chart.change_phrase",
    lambda actor, phrase: (
        may_keep_practice_phrases.allows(actor)
        if phrase.owner is None
        else actor.is_clinician and phrase.owner == actor.account_id
    ),
)
"""May the actor change or retire this phrase: their own, or the practice's as above."""

may_use_phrase = Rule(
    "chart.use_phrase", lambda actor, phrase: actor.is_clinician and phrase.owner in (None, actor.account_id)
)
"""May the actor use this phrase, copy it, make it a favourite: the practice's or their own."""

may_countersign = Rule("chart.countersign", _countersigns)
"""May the actor countersign or return the note of this visit: the supervisor whom it was brought to, a physician."""

may_set_supervision = Rule(
    "chart.set_supervision", lambda actor, subject: actor.has(Role.MANAGER, Role.SYSTEM_ADMINISTRATOR)
)
"""May the actor say whose notes need countersigning, and by whom."""
