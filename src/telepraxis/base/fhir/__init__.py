"""The standard itself, FHIR R4 (4.0.1): what it defines, how a resource is read, checked, indexed and asked for.

Words: a *parameter* is a search parameter; a *place* is one spot of a resource type that parameters look at; a *key*
is how a value stands in the index, and in a question, so that the two compare as plain text; *entries* are all keys of
one document. The room is pure: no tables, no clock, no network. `built/` is compiled from HL7's definitions by
`standards/` when the house is built. Doors: `definitions`, `parameters`, `keys`, `extracting`, `json_text`, `outcome`,
`validation`, `asking`.
"""
