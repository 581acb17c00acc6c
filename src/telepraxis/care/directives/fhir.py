"""Directives that come in from outside (R4, http://hl7.org/fhir/R4/consent.html)."""

from telepraxis.base.record.guarding import behind, guard

from .models import Directive


def guard_documents() -> None:
    """Let nobody change from outside what is kept here. A directive from elsewhere comes in, and waits to be confirmed.

    Consents to visits and to keeping the record are guarded by their own room; each asks for its own rows only.
    """
    guard(
        "Consent",
        ours=behind(Directive, "document"),
        hint="Advance directives are confirmed, withdrawn and corrected in the chart.",
    )
