"""Files and photographs that people send: checked by what they contain, drawn anew, kept in the record.

Words: a file is *opened* in a process with limits, which gives back what may be kept: a picture or a PDF *drawn anew*,
a plain text; what cannot be opened is *refused* with what to do. What is *kept* is a FHIR DocumentReference with its
bytes in `base/files`; it is *served* to whom the rule lets, never as a page of this origin.
Doors: `checking` (what may be kept), `keeping` (verbs), `reading` (queries), `serving`, `panels`, `events`,
`permissions`.
"""
