"""Failures: what went wrong in this installation, for those who run it.

A *failure* is an error that nobody expected: a page that answered 500, a job that gave up, a socket that broke. Kept
are its place (the route, the job), the class of the exception and the request's id, never a message or a value:
those may hold what a patient said. When the database is what failed, it is noted in a file of the data home.

Doors: `recent`, `Noticed`, `note`; `handler.NoteFailures` and `formatter.NoValues` for the logging settings.
"""

from telepraxis.base.doors import doors

__getattr__ = doors(__name__, notebook=("Noticed", "note", "recent"))
