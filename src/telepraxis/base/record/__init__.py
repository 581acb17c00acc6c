"""The clinical documents: the exact FHIR R4 JSON of each, its history, and typed columns projected from it.

Words: a *document* is one resource as stored; a *version* is one state of it; a *projection* says which columns come
from where; a *label* says why one is sensitive and hides it from all to whom it is not open; an *opening* opens a
chart's labelled documents to one account. This room knows shapes, not medicine: the calling verb audits, for it knows
why; the database refuses to commit a change of a document without an audit row. Doors: the names below, `openings`,
`labels`, `events`, and `models` for reading.
"""

from telepraxis.base.doors import doors

__getattr__ = doors(
    __name__,
    labelling=(
        "Withheld",
        "put_labels",
        "withheld",
    ),
    labels=("Label",),
    rows=("ClosedToReader",),
    store=(
        "Locked",
        "NotADocument",
        "Stored",
        "UnknownReference",
        "VersionConflict",
        "content_of",
        "digest",
        "history",
        "of_type",
        "projected_afresh",
        "read",
        "remove",
        "write",
        "write_many",
    ),
)
