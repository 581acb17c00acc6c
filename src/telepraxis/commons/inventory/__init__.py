"""Stock: what lies where, in which lot, until when; every movement a row that is never changed.

Words: an *item* is something kept in stock; a *pack* a box of it with its GTIN or NDC; a *place* is where it lies,
one of *quarantine* where what came back waits to be judged; a *lot* is one making of it with its expiry; a *deed* is
one act and its *movements* add to or take from lots at places; a *balance* is their sum; a *reservation* keeps some of
an item for somebody until a time, and has lots *set aside*; a *reference* (type, id) is what something was issued for;
*FEFO*: first expired, first out. A *recall* closes a lot and says whom it reached.
Doors: `receiving`, `issuing`, `reserving`, `counting`, `transferring`, `judging`, `recalling`, `pricing`, `assortment`
(verbs), `locks.hold_items` for whoever moves several items in one transaction, `stock`, `recalling.who_got` (queries),
`gs1`, `codes` (pure), `events`, `permissions`.
"""
