"""Paper that becomes record: a stack is scanned or photographed, read, split into documents, confirmed, filed.

Words: a *sheet* is one page as it was sent, kept untouched; a *page* is the same page upright and clean, with the
*words* read on it and where each stands; a page too *poor* to read is photographed again. What is found is only
*suggested*; nothing is *filed* before a person confirms it.
A *stack* is what was sent in one go; it is *cut* into documents when all of it is read. The *tray* is what waits.
Doors: `sending`, `cutting`, `confirming`, `taking_over` (verbs), `tray`, `looking`, `stacks` (queries), `events`,
`permissions`, `reading` (bytes to pages), `understanding` (pages to suggestions).
"""
