"""What a nurse gathers before the clinician comes: the patient's own reason, medicines taken, what was measured.

Words: an *intake* is one visit's sheet, a row while the nurse writes; "Ready for the doctor" makes a *nurse note* of
it, a Composition of the record. What is measured stands in `measurements`, and names the same encounter.
Doors: `intake` (verbs), `sheet` (questions), `panels` (the sheet beside the doctor's note), `models` for reading.
The times (who took the patient when) belong to `encounters.rooming`.
"""
