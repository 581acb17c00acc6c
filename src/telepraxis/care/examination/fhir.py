"""Consents to one picture, should they come in from outside (R4, http://hl7.org/fhir/R4/consent.html)."""

from telepraxis.base.record.guarding import behind, guard

from .models import Still


def guard_documents() -> None:
    """Let nobody change from outside what a patient agreed to when a picture was taken."""
    guard(
        "Consent",
        ours=behind(Still, "consent"),
        hint="It was given for one picture, in the visit; who may takes the picture out of the record.",
    )
