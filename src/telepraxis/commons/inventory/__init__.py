"""Stock: what lies where, in which lot, until when; every movement a row that is never changed.

Words: an *item* is something kept in stock; a *place* is where it lies; a *lot* is one making of it with its expiry; a
*movement* adds to or takes from a lot at a place; a *reservation* keeps some of it for somebody until a time; *FEFO*:
first expired, first out. A *recall* closes a lot and says whom it reached.
Doors: `receiving`, `issuing`, `reserving`, `counting`, `recalling` (verbs), `stock` (queries), `gs1`, `permissions`.
"""
