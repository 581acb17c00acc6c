"""Who has a home here."""

from telepraxis.base.access import Role, Rule

may_come_home = Rule("patient_portal.come_home", lambda actor, _: actor.is_staff or actor.has(Role.PATIENT, Role.PROXY))
"""Patients and who acts for them see their home; staff are led to their own desk."""
