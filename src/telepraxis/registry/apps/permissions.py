"""Who may register apps, connect them, and end what others connected."""

from telepraxis.base.access import Actor, Role, Rule


def _runs_the_place(actor: Actor, subject: object) -> bool:
    return actor.has(Role.MANAGER, Role.SYSTEM_ADMINISTRATOR)


def _oversees(actor: Actor, subject: object) -> bool:
    return actor.has(Role.MANAGER, Role.SYSTEM_ADMINISTRATOR, Role.PRIVACY_OFFICER)


def _is_somebody(actor: Actor, subject: object) -> bool:
    return actor.account_id is not None and bool(actor.roles)


may_register_apps = Rule("apps.register", _runs_the_place)
may_see_connections = Rule("apps.see_connections", _oversees)
may_connect_apps = Rule("apps.connect", _is_somebody)
may_open_apps = Rule("apps.open", lambda actor, patient: actor.is_staff)
