"""The manager's desk: a short guide through the first run, whose every step stays editable.

Words: a *step* is one page of the guide; it is *done* when the practice can work with what is there. This desk holds
no rule: organization, sites, people, practitioners, services, hours, consent texts and emergency numbers belong to
their rooms, whose verbs it calls.
"""
