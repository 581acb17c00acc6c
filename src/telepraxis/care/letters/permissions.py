"""Who may write, sign, revoke and read letters."""

from telepraxis.base.access import Actor, Role, Rule
from telepraxis.care.chart.permissions import may_read_chart, may_read_own_record

from .models import Letter


def _writes(actor: Actor, visit) -> bool:
    return actor.has(Role.PHYSICIAN) and actor.practitioner_id is not None


def _signs(actor: Actor, letter: Letter) -> bool:
    return actor.has(Role.PHYSICIAN) and actor.practitioner_id is not None and actor.practitioner_id == letter.author_id


def _revokes(actor: Actor, letter: Letter) -> bool:
    return _signs(actor, letter) or actor.has(Role.MANAGER)


def _reads(actor: Actor, letter: Letter) -> bool:
    """A draft is its author's alone."""
    if not letter.is_signed:
        return _signs(actor, letter)
    return may_read_chart.allows(actor, letter.patient_id) or may_read_own_record.allows(actor, letter.patient_id)


may_write_letter = Rule("letters.write", _writes)
"""May the actor write letters from this visit: physicians, under their own name."""

may_sign_letter = Rule("letters.sign", _signs)
"""May the actor change and sign this draft: its author alone."""

may_revoke_letter = Rule("letters.revoke", _revokes)
"""May the actor revoke this letter: who signed it, or the practice's manager when they are gone."""

may_read_letter = Rule("letters.read", _reads)
"""May the actor open this paper?"""

may_set_wording = Rule("letters.set_wording", lambda actor, subject: actor.has(Role.MANAGER, Role.SYSTEM_ADMINISTRATOR))
"""May the actor change the sentences of the practice's letters?"""
