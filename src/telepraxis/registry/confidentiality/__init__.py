"""What in a chart is closed to most, to whom it opens, and who watches over that.

Words: an entry is *restricted* by labels (base/record/labels.py); staff are *cleared* for some of them; an *emergency
opening* lets a clinician see what is closed in one chart for four hours, with a reason; a *wish* is a patient's word to
the privacy officer that something stay private. The privacy officer's *inbox* has both, until they are answered.
Doors: `labelling.restrict`, `breaking.open_in_emergency`, `breaking.close`, `wishes.ask`, `wishes.answer`; the slots
`chart.banner`, `chart.entry`, `setup.colleague` and `patient.own` are filled by `panels`.
"""
