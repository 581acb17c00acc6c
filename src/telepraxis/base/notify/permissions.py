"""Who may deal with mails that did not go."""

from telepraxis.base.access import Role, Rule

may_send_again = Rule("notify.send_again", lambda actor, mail: actor.has(Role.SYSTEM_ADMINISTRATOR))
