"""The words of medicine with their codes: what a typed word may mean, and what a code is called.

Words: a *concept* is a code of a *system* with its display and the other words for it; its *kinds* say where it is
offered (problem, substance, medicine, vaccine, procedure, relation). An *edition* is one loading of a system; the
*starter set* is written by us, comes with the program and is *common*: it comes first. What a practice *used* comes
before that. Concepts belong to the whole installation and hold nothing about anybody; only the counters of use are a
practice's own. Doors: `finding` (queries), `using`, `loading` (verbs), `systems`, `permissions`, and the partial
`terminology/pick.html`, a field in which one types and chooses.
"""
