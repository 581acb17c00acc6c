"""Decision support: the caller passes the facts, the answer is cards (CDS Hooks shape). Pure: no table, no clock.

Words: a *fact* is what is known of the person or the basket; a *rule* is one row with its source (`rules/`); an
*effect* and an *advice* are its sentences (`wording/`); a *card* is what a rule has to say; *interruptive* are the
serious few that ask for a decision, all others are passive; an *unknown* is what could not be checked, and why;
*passed* is what was checked and found in order.
Doors: `prescribing.check(basket) -> Answer`, `facts`, `cards`, `cds_hooks.response(answer)`, `kidney_function`.
"""
