"""The timeline of a chart: every document of a patient as one line, and a search over everything they say.

Words: a *line* is what a chart tells of one document: when, what, which value, by whom, and its whole text for the
search; a *kind* sorts lines (visits, notes, results ...); a *series* is one thing that was measured again and again; a
*flag* marks a value outside its range, with who says so. Lines are derived: nobody writes them, whoever reads a chart
first brings them up to date (`keeping`).
Doors: `panels` (the card of the timeline), `reading`, `searching`, `keeping.make_afresh`, `series`. The slot
`chart.entry` (subject the line) stands in an opened entry, for ways to correct it.
"""
