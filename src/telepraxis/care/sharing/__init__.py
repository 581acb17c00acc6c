"""The patient owns the record: a summary of it to hand on, links that end, all of it to keep.

Words: the *summary* is the International Patient Summary, a FHIR document made from all records of a person; a *link*
is a SMART Health Link: its content is sealed when it is made, with a key that is in the link and nowhere else; an
*opening* is one look through it, by whoever they said they are; a *ticket* opens one sealed file once.
Doors: `summary` (the document), `links` (share, renew, end, end_all), `opening` (what a link answers), `panels`,
`permissions`.
"""
