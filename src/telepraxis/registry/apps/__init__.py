"""Apps that people or practices connect to the record, and what their tokens may do (SMART App Launch 2.0).

Words: an *app* is registered by the practice; a *connection* is one person's leave to an app (or, for a backend
service, the practice's own), and ends as a whole; *tokens* hang on a connection and are kept only as digests; a
*launch* is the patient (and visit) that somebody had open when they opened the app; a *scope* says what is asked, the
table of *rights* what the person may by role, and a *grant* is both together, as of now.
Doors: `grants.grant_of` (what a token may), `grants.issue_system_token`, `discovery.smart_configuration`,
`registering` and `connecting` (verbs), `launching.launch`.
"""
