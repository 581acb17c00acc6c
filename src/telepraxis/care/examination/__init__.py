"""Examination at a distance: pictures from the patient's camera, taken when the clinician asks and the patient agrees.

Words: a *still* is one picture in full resolution; it is *asked for* with the place on the body, *declined* or *taken*;
taking it is one consent for one picture. Doors: `stills` (verbs), `models` for reading, `panels`, `permissions`.
"""
