"""What is written about a patient: the note of each visit, its addenda, the summary the patient reads.

Words: a *draft* is one row that autosave updates; *signing* turns it into a Composition, version 1, that nobody can
change; an *addendum* is a Composition of its own that appends to it; a *summary* is what the patient is told in plain
words; text *set aside* is what a second window tried to save over a newer draft.
A *phrase* is words prepared for notes, a *template* one that fills the sections; `[what]` in it is a place to fill.
Doors: `notes`, `summaries`, `phrases`, `packs` (verbs), `history` (queries), `panels` (pieces of pages),
`events`, `permissions`.
"""
