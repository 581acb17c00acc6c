"""Who may do what, asked in one way by pages, sockets, jobs and verbs.

Words: an *actor* is somebody acting in one organization, with roles; a *rule* is one question with a yes or no.
Doors: `Actor`, `Role`, `Rule`, `NotAllowed`, `page`, `socket`, `PUBLIC`, `SIGNED_IN`, `declare`.
"""

from telepraxis.base.doors import doors

__getattr__ = doors(
    __name__,
    actor=(
        "CLINICIANS",
        "STAFF",
        "Actor",
        "Role",
    ),
    rules=(
        "PUBLIC",
        "SIGNED_IN",
        "NotAllowed",
        "Rule",
        "declare",
    ),
    pages=(
        "act_as",
        "page",
        "actor_of",
    ),
    sockets=("socket",),
)
