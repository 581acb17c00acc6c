"""One typed line, its meaning, its words, its quantity. Pure: no table, no clock, no request.

Doors: `line.read` (what a line says, and what it still needs), `wording.say` (in full words, for whoever signs and for
whoever takes it), `counting.supply`, `weight.settle`, `totals.amounts`, and in `document` FHIR and back. The
shapes are in `dosage`.
"""
