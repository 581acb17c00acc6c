"""Who sees whom, when: services, working hours, free times, appointments, arrivals.

Words. A *service* is what can be booked (how long, on which start grid, at what price). *Hours* are a practitioner's
weekly rules and exceptions in local wall time. A *claim* is a stretch of time that somebody's day has given away; the
database lets no two live claims of one person overlap in one lane. An *appointment* is the promise on top.

Doors. `availability.free_times` asks; `booking` books, moves, cancels and blocks a day; `attendance` notes who came;
`offering` and `hours` set up what can be booked. Facts told: see `events`.
"""
