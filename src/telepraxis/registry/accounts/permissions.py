"""Who may do what with accounts; asked by pages and verbs alike."""

from telepraxis.base.access import Actor, Role, Rule


def _runs_the_place(actor: Actor, subject: object) -> bool:
    return actor.has(Role.MANAGER, Role.SYSTEM_ADMINISTRATOR)


def _registers(actor: Actor, patient: object) -> bool:
    """Staff who meet patients register them; a visitor registers themself on the public page of an organization."""
    return actor.is_staff or actor.via == "public" or (patient is not None and actor.is_or_acts_for(patient))


def _guards_security(actor: Actor, subject: object) -> bool:
    return actor.has(Role.PRIVACY_OFFICER, Role.SYSTEM_ADMINISTRATOR)


may_clear = Rule("accounts.clear", lambda actor, _: actor.has(Role.MANAGER, Role.PRIVACY_OFFICER))
"""May the actor say which restricted entries a colleague is cleared for."""
may_manage_people = Rule("accounts.manage_people", _runs_the_place)
may_register_accounts = Rule("accounts.register", _registers)
may_see_security_of_members = Rule("accounts.see_security_of_members", _guards_security)
