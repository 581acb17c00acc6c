"""The pharmacy: a purchase at one pharmacy, getting it ready, handing it out, and what both sides say of it.

Words: an *order* is what whoever prescribed keeps of a purchase, a *claim* what the pharmacy keeps of it; both speak of
the same *thread* of messages, and nothing else joins them. An order *line* is a prescribed line in it; it is *missing*
where the pharmacy does not have it, *owed* where a part was handed out, *leaving* while the pharmacy is asked to let it
go, and *held* until another has. A *handout* is what went over the counter at once; *promised* is the price that the
patient saw, *agreed* what they owe. A *remark* is said from one side to the other, a *question* asks for a change.
Doors, at whoever prescribed: `ordering`, `remarks` (verbs), `reading.orders_*`. At the pharmacy: `claiming`, `bench`,
`handing`, `returning`, `delivering`, `asking`, `paying`, `remarks` (verbs), `reading.claims_*`. Both: `events`,
`permissions`.
"""
