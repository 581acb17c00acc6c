"""Who is treated: registration, finding people again, likely duplicates, and who may act for whom.

Words: to *register* a patient is to begin their record here; a *likely duplicate* is a record that may be the same
person; a *proxy* is a parent or carer who acts for the patient with a stated *authority*, for some things, until a day.
The Patient document (FHIR R4) is the truth of name, birth date, contacts, language and identifiers; the profile keeps
what FHIR has no place for. Doors: `registration`, `search`, `duplicates`, `proxies`, `overview`, `permissions`.
"""
