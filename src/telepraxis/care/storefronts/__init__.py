"""What pharmacies publish, and how one is found: where, when open, what they have at which price, who delivers.

Words: a *storefront* is what a pharmacy says of itself to everybody; an *offer* is one product of it: how much is free,
at what price, and how old that is; a *product* is a code counted in something, the same for all pharmacies; a *basket*
is what somebody looks for, *whole* where one pharmacy has all of it, *split* where several have it together; a *place*
is somewhere that a patient asks from (home, work), kept by them. Published is public: it belongs to no organization.
What a pharmacy of another installation publishes comes as a message, and only its partners see it. A *plan* is an
insurer's, which a pharmacy bills on its *terms*; a *coverage* is a patient's card of one, a Coverage in the record;
what is left of the shelf price is the patient's *part*.
Doors: `publishing`, `plans`, `coverages`, `places` (verbs), `finding`, `covering`, `reading`, `placing` (queries),
`patient_part`, `coverage_document`, `hours`, `drawing` (pure), `permissions`.
"""
