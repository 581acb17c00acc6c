"""The lists of the chart: problems, allergies, medicines, immunizations, procedures, family, social life and the rest.

Words: a *kind* is one list (`kinds/`, one file each); an *entry* is one line of it, a FHIR document of the record; a
*part* is what an entry says (`parts.py`), read out of the document and written back into it. An entry *stands*, or is
*past* (resolved, stopped), or was *entered in error*: then it is shown struck through and never removed. *None known*
is a statement of its own. What a kind does not model stays in the document whatever is changed beside it.
Doors: `keeping` (verbs), `reading` (queries), `kinds`, `quick` (one typed line), `panels`, `events`, `permissions`.
"""
