"""What patients agree to: versioned texts by kind, jurisdiction and language, and the agreeing itself.

Words: a *text* is one version of the wording, with its source; to *give* consent is an act of the patient or their
proxy, also spoken to staff; it may be *withdrawn* at any time. The Consent document (FHIR R4) is the truth of an
agreement; `GivenConsent` ties it to the text and the visit. Doors: `texts`, `giving`, `permissions`.
"""
