"""Who is treated: registration, finding people again, likely duplicates, and who may act for whom.

Words: to *register* a patient is to begin their record here; a *likely duplicate* is a record that may be the same
person; a *proxy* is a parent or carer who acts for the patient with a stated *authority*, for some things, until a day.
To *merge* two records says that they are one person's: the *retired* one leads to the *survivor* until they are
*parted*. The Patient document (FHIR R4) is the truth of name, birth date, contacts, language and identifiers; the
profile keeps what FHIR has no place for. Doors: `registration`, `search`, `duplicates`, `proxies`, `overview`,
`permissions`, `merging`; `identity.uids_of` in every question for a patient's entries, `identity.lead_on` on every page
of a patient, and `held.learn`, by which rooms above say what hangs on a record.
"""
