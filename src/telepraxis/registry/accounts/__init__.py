"""Who may come in: accounts, what they are in which organization, how they prove it, and their open sessions.

Words: an *account* is a person (global, without any clinical fact); a *membership* says what that person is in one
organization; a *hat* is the side a person works on now (as staff, or as a patient); a session is *strong* when two
factors or a passkey opened it, and only a strong one reaches staff pages.
Doors: `people`, `memberships`, `actors.actor_for`, `sessions`, `idle.keep_alive`, `freshness.require_recent`,
`second_factor` (for one act, on the page where it is asked), `relations.learn` (how the patients' room says which
patient an account is and for whom it may act), `demo.offer`.
"""
