"""Who may look after the installation."""

from telepraxis.base.access import Role, Rule

may_operate = Rule("operator_desk.operate", lambda actor, subject: actor.has(Role.SYSTEM_ADMINISTRATOR))
