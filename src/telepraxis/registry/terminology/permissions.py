"""Who may search the codes: whoever writes in charts or files what came on paper."""

from telepraxis.base.access import Rule

may_search_codes = Rule("terminology.search", lambda actor, _: actor.is_staff)
