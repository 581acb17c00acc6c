"""Who treats: names, portraits, qualifications, specialties, languages, and licences with where and until when.

Words: to *enrol* a practitioner is to put them on the books (their account is another matter: `accounts`); a *licence*
is the right to practise in one jurisdiction between two days; a *portrait* may be missing, then initials stand in.
Doors: `enrolment`, `licences`, `portraits`, `directory`, `permissions`. The Practitioner document is the truth of name
and qualifications; profile and licences are rows, repeated in the document.
"""
