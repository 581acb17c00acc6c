"""A record from elsewhere that joins a chart: files that a patient brings, held against what is here, then merged.

Words: what was *brought* is one lot of files of one patient; an *entry* is one resource in it; the *person in the
file* is whom it is about. An entry is *new*, *here already*, it *differs* from what is here, it *comes along* (a
practitioner, a place that others name), or it is *refused*. Nothing is written before somebody has looked and *merges*
what they selected; what nobody merges is forgotten after an hour.
Doors: `bringing` and `merging` (verbs), `comparing` (the difference), `panels`, `permissions`.
"""
