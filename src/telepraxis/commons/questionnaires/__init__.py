"""Forms that are asked of patients: what they ask, how answers become a score, and the builder in which they are made.

Words: a *form* is a FHIR Questionnaire; a *draft* may change, a *published* one never does, a change is a new version;
an *instrument* is a form that comes with the house; an *answer* is kept by its question's linkId, as text; a *band* is
what a score means; a question is *worrying* from so many points on. What is asked of whom is `care/assessments`.
Doors: `form`, `answering`, `scoring`, `response` (pure), `authoring` (verbs), `library` (queries), `permissions`.
"""
