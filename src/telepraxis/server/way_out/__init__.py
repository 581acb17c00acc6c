"""The way out: everything an organization has, in files that anybody can read, and the way into another installation.

Words: a *table* here is one that carries `organization_id`; it is *taken along* row by row, or *left out* with a reason
(`tables.py`; a test fails when a new one is in neither list). Nothing that opens a door goes along: no token, key,
password or secret. The server holds this, for it may see every room.
"""
