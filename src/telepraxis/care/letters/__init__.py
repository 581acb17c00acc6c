"""Letters on paper: sick note, certificate of attendance, letter to a colleague; signed, locked, and checkable.

Words: a *letter* is drafted, looked at as it will be printed, then *signed*: from then on its PDF lies among the files,
a DocumentReference stands in the record, and neither changes any more; the *code* on the paper lets anybody ask whether
it is genuine; a letter that was wrong is *revoked* and its code says so. *Wording* is what a practice says instead of
our sentences. Doors: `writing` (verbs), `models` for reading, `permissions`.
"""
