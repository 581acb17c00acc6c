"""One typed line, its meaning, its words, its quantity. Pure: no table, no clock, no request.

Doors: `line.read` (what a line says, and what it still needs), `wording.say`, `wording.name` and `wording.quantity` (in
full words, for whoever signs and for whoever takes it), `counting.supply`, `weight.settle`, `totals.amounts`,
`document` (FHIR and back), `sentences.line_of` (a dosage as a line again), `mixtures`; the shapes are in `dosage`.
"""
