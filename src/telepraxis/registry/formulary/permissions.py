"""Who may look the catalogue up: whoever prescribes, prepares, hands out or answers for medicines."""

from telepraxis.base.access import Role, Rule

WHO = (Role.PHYSICIAN, Role.NURSE, Role.PHARMACIST, Role.MANAGER, Role.SYSTEM_ADMINISTRATOR)

may_search_catalogue = Rule("formulary.search", lambda actor, _: actor.has(*WHO))
