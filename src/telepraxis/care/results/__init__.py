"""The results inbox: whatever arrives has an owner and a deadline, and leaves the list when the patient knows.

Words: an *arrival* is a version of a document that may be a result, noted by the database itself; an *item* is one
result on the list, a *part* of it a value that hangs on it; a *deed* is what was done with it and by whom. The *owner*
is the clinician who answers for it; who *covers* does so while the owner is away. An item is *decided* (what happens
now), *told* (the patient, in plain words), *acknowledged* (by them, or recorded for them) and then *closed*; the
database refuses to close it before. What is old when it arrives is *filed*. An item holds no clinical word: it refers
to its document, and what is decided and told are documents themselves (ClinicalImpression, Communication).
Doors: `arriving.take_in`, `deciding`, `telling`, `handing`, `covering`, `inbox`, `own`, `panels`.
"""
