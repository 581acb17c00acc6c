"""Who works at this desk."""

from telepraxis.base.access import Rule

may_see_day = Rule("clinician_desk.day", lambda actor, subject: actor.is_clinician)
