"""One file for each thing that is looked at. Each has `look(case)`, which yields cards and unknowns."""
