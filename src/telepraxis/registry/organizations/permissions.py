"""Who may run the practice, and who may see how it is run."""

from telepraxis.base.access import Role, Rule

may_manage_organization = Rule(
    "organizations.manage", lambda actor, _: actor.has(Role.MANAGER, Role.SYSTEM_ADMINISTRATOR)
)
