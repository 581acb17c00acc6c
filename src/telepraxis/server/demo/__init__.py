"""The demonstration clinic: invented people, the same each time, in a place where it is mid-morning now.

Doors: `build.build_demonstration`. Everything is made through the rooms' own verbs and imports.
"""
