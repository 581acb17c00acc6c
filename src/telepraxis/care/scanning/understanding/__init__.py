"""From the words of pages to suggestions: which pages belong together, whom they are about, what they are, what they say.

Nothing here writes, reads a database or knows the clock; the same words always give the same suggestions, each with the
words it stands on. Nothing is filed by it: a person confirms.
Doors: `split(pages)`, `candidates_for_search(document)`, `suggest(document, people, today=)`, `wording.sentence(reason)`.
"""
