"""Advance directives: what a person has decided for a time when they cannot speak, and who speaks for them then.

Words: a *directive* is one such decision (a living will, a do-not-resuscitate order, a healthcare proxy ...), kept as a
FHIR Consent of scope `adr`; its *paper* is the signed sheet among the files; its *agent* is who decides for the person.
One that waits to be *confirmed* came from the patient, a nurse or from elsewhere; it *stands* once somebody who may has
confirmed it, until it is *withdrawn* or *replaced*. An *answer* is what the person said when asked for one: none,
or nothing said. The day to *review* it is reminded of once.
Doors: `keeping`, `answering` (verbs), `reading` (queries), `kinds`, `document`, `panels`, `events`, `permissions`.
"""
