"""What happens when patient and clinician meet: by video, by phone or in one room, it is one visit.

Words: a *visit* is the operational row (who waits, who was admitted when); a *presence* is one stretch of one person
in it by one way of meeting; the *encounter* is the FHIR document written at admission, at the end and at a correction.
A visit is `waiting` from the moment it is opened, `ready` when the patient sits in the waiting room, then
`in_progress`, then `finished` (or `cancelled` before it began).
Doors: `visits`, `presences`, `correction` (verbs), `events`, `permissions`, `models` for reading.
"""
