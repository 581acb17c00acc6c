"""What can be prescribed: substances, medicines with strength and form, their packs, and the usual doses.

Words: a *substance* is an active ingredient, named by a slug of its international name (`amoxicillin`); a *medicine* is
substances in a strength and a form ("Amoxicillin 500 mg capsule"), which a prescription names; a *pack* is a box of it
as it is sold, with its GTIN or NDC; an *edition* is one loading of a catalogue for a jurisdiction.
Doors: `medicine` (the shapes), `finding`, `reading` (queries), `doses`, `dose_forms`, `substances`, `strengths`,
`using` (what the practice prescribes often), `loading`, `files` (verbs of the operator), `permissions`.
"""
