"""Who may make forms. Nobody's health stands in a form: the subject is None."""

from telepraxis.base.access import CLINICIANS, Role, Rule

may_write_forms = Rule("questionnaires.write", lambda actor, subject: actor.has(*CLINICIANS, Role.MANAGER))
"""May the actor make, publish and retire the practice's forms: clinicians and who sets the practice up."""
