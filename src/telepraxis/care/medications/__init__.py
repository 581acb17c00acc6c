"""Prescribing: from the typed line to the signed prescription, and what happens to it afterwards.

Words: a *prescription* is the authority, one basket signed at once; each of its *lines* is one medicine with its
dosage, a FHIR MedicationRequest; an *order* is a purchase at one pharmacy and a *fill* one line handed out, both the
pharmacy's. A *dosage* says how it is taken; a *sentence* is a line the practice keeps ready; a *concern* is a card of
decision support on the basket, *overridden* with a reason.
Doors: `ordering` (pure: the line, its words, its quantity), `baskets`, `signing`, `afterwards` (verbs), `reading`
(queries), `panels`, `events`, `permissions`.
"""
