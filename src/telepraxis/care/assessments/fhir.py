"""Answers that were handed in here (R4, http://hl7.org/fhir/R4/questionnaireresponse.html)."""

from telepraxis.base.record.guarding import behind, guard

from .models import Asked


def guard_documents() -> None:
    """Let nobody change from outside what a patient has answered here."""
    guard(
        "QuestionnaireResponse",
        ours=behind(Asked, "response"),
        hint="It was handed in here, as the patient gave it; ask the form once more instead.",
    )
