"""Forms that patients are asked: who is asked what until when, answering, the score, and who has seen the answers.

Words: a form is *asked* of a patient; answers are *saved* one by one and *handed in* once, as a QuestionnaireResponse
with an Observation of the score; what is handed in is *answered* and waits until a clinician has *seen* it, the
*worrying* first. Doors: `asking`, `filling`, `seeing` (verbs), `reading` (queries), `permissions`, `panels`.
The forms themselves are `commons/questionnaires`.
"""
