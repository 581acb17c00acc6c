"""Consent documents that come in from outside (R4, http://hl7.org/fhir/R4/consent.html)."""

from telepraxis.base.record.guarding import behind, guard

from .models import GivenConsent


def guard_documents() -> None:
    """Let nobody give or withdraw from outside what the patient agreed to here; consents given elsewhere are kept."""
    guard(
        "Consent",
        ours=behind(GivenConsent, "document"),
        hint="The patient withdraws it under Consents, or staff do as the patient says so.",
    )
