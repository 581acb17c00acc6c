"""What the patient adds to their record: own values, symptoms and photos, questions, requests to correct it.

Words: a *contribution* is an entry that the patient's side wrote, marked as theirs wherever it is shown; an *arrival*
is one that a clinician should look at (a dangerous value, a symptom, a photo) until somebody has *seen* it; a
*question* is asked about an entry, is open until it is answered and opened again by a further question; a *correction*
is a request to correct an entry: accepted, or declined with a reason, to which the patient may add a statement of
*disagreement*. What is written about an entry is shown to nobody from whom the entry itself is withheld.
Doors: `adding`, `questions`, `corrections`, `arrivals` (verbs), `entries`, `own`, `inbox` (queries), `danger` (pure),
`panels`, `permissions`.
"""
