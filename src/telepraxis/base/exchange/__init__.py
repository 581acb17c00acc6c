"""Documents that come from another system, and documents that go out to one, as FHIR JSON.

Words: a *piece* is one file that lies at the given path, alone, in a folder or in a zip; a *find* is one resource in
it, as text; a *source* is the system the files come from; an *arrival* remembers under which id a find of a source is
kept here, so that it can come a second time without a double.
Doors: `import_from`, `export_to`, `Nothing` (why it could not begin); for the API, `bulk`.
"""

from telepraxis.base.doors import doors

__getattr__ = doors(
    __name__,
    importing=("Import", "import_from"),
    pieces=("NotReadable",),
    exporting=("export_to",),
)
