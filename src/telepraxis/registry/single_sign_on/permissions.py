"""Who may say how staff sign in."""

from telepraxis.base.access import Role, Rule

may_keep_provider = Rule("single_sign_on.keep", lambda actor, _: actor.has(Role.MANAGER, Role.SYSTEM_ADMINISTRATOR))
