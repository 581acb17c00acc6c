"""Who may: one rule per question, asked by pages and verbs alike. None asks about a patient."""

from telepraxis.base.access import Actor, Role, Rule

KEEPERS = (Role.PHARMACIST, Role.LABORATORY, Role.NURSE, Role.MANAGER)


def _keeps(actor: Actor, _subject) -> bool:
    return actor.has(*KEEPERS)


may_see_stock = Rule("inventory.see", _keeps)
"""May the actor see what lies where: pharmacists, the laboratory, nurses and managers."""

may_move_stock = Rule("inventory.move", _keeps)
"""May the actor receive, issue, take back, move and count."""

may_judge_stock = Rule(
    "inventory.judge", lambda actor, _subject: actor.has(Role.PHARMACIST, Role.LABORATORY, Role.MANAGER)
)
"""May the actor say that something is fit or not: recall, quarantine, put back, destroy."""

may_manage_stock = Rule("inventory.manage", lambda actor, _subject: actor.has(Role.PHARMACIST, Role.MANAGER))
"""May the actor say what is kept, where, at what price, and who sees it."""

may_reserve_stock = Rule("inventory.reserve", lambda actor, _subject: actor.has(Role.PHARMACIST))
"""May the actor keep some of it for somebody. A room that takes orders asks as `Actor.system`, by its own rule."""
