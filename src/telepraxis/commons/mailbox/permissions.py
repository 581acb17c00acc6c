"""Who may see and choose whom messages are exchanged with. Who may send one, the sending room asks."""

from telepraxis.base.access import Actor, Role, Rule


def _runs_the_place(actor: Actor, subject: object) -> bool:
    return actor.has(Role.MANAGER, Role.SYSTEM_ADMINISTRATOR)


may_choose_partners = Rule("mailbox.choose_partners", _runs_the_place)
