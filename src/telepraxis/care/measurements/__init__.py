"""What is measured of a patient's body: blood pressure, pulse, oxygen, temperature, weight and the like.

Words: a *kind* is what can be measured, with its LOINC code, UCUM units and the limits of the possible; a measurement
is *taken* by typing, by a device or by the patient; a *range* says what is usual at an age, with its source; a *flag*
is a value outside it. Each measurement is a FHIR Observation of the record; a wrong one is marked, never removed.
Doors: `taking`, `correcting` (verbs), `reading` (queries), `kinds`, `ranges`, `panels`, `events`, `permissions`.
"""
