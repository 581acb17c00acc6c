"""Who may see and change the keys that an organization signs with."""

from telepraxis.base.access import Actor, Role, Rule


def _runs_the_place(actor: Actor, subject: object) -> bool:
    return actor.has(Role.MANAGER, Role.SYSTEM_ADMINISTRATOR)


may_see_keys = Rule("signatures.see_keys", _runs_the_place)
may_change_keys = Rule("signatures.change_keys", _runs_the_place)
