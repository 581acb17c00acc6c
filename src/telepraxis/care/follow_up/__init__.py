"""What happens after a visit: who does what, by when; booked, recalled, ticked off; measurements asked for at home.

Words: a *step* is one thing that was agreed; the *plan* of a visit is its steps together, a FHIR CarePlan; a step to
*see again* is linked to the appointment that keeps it; *recalling* is writing to the patient that a step is due; what
is *due* and *overdue* stands on the list of the desk.
Doors: `planning`, `booking_steps`, `asking` (verbs), `due`, `asked` (queries), `permissions`, `models` for reading.
"""
